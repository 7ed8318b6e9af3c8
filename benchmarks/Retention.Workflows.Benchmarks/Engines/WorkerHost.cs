using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// An engine by the real clock, with the worker of a host. All options have their defaults, except the clock on PostgreSQL.
/// </summary>
internal sealed class WorkerHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _workers = [];

    internal WorkerHost(BenchDatabase database, JourneyDefinition journey)
    {
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddRetentionWorkflows(retention =>
        {
            database.Use(retention.Store);
            retention.Journeys.Add(journey);
            retention.Templates.Use(new PlainTemplates());
            retention.Channels.Add(new EngineHost.NullChannel());
            retention.Vouchers.AddOffer(new VoucherOffer { Name = "ten", Discount = Discount.Percent(10) });
        });
        _services = services.BuildServiceProvider();
    }

    internal IRetentionClient Client => _services.GetRequiredService<IRetentionClient>();

    internal IRetentionOperations Operations => _services.GetRequiredService<IRetentionOperations>();

    internal IRetentionStore Store => _services.GetRequiredService<IRetentionStore>();

    internal async Task StartAsync()
    {
        _workers.AddRange(_services.GetServices<IHostedService>());
        foreach (var worker in _workers)
            await worker.StartAsync(CancellationToken.None);
    }

    internal async Task StopAsync()
    {
        foreach (var worker in _workers)
            await worker.StopAsync(CancellationToken.None);
        _workers.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
    }
}
