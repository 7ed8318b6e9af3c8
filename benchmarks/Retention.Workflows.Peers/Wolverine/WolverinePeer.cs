using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wolverine;
using Wolverine.Postgresql;
using Wolverine.Runtime.Batching;

namespace Retention.Workflows.Peers;

/// <summary>
/// Wolverine with durable local queues. Settings as its guide describes: handlers take messages in batches
/// (wolverinefx.net/guide/handlers/batching), a partitioned inbox (guide/durability/postgresql), a single node, larger pages of the durability
/// agent and a shorter polling time, so that scheduled messages do not wait for the next poll.
/// </summary>
internal sealed class WolverinePeer : Peer
{
    private IHost? _host;

    internal override string Name => "Wolverine, a message for each customer, handled in batches";

    internal override double Share => 0.25;

    internal override int SurelyASecond => 100;

    private protected override string WaitingSql =>
        "SELECT count(*) FROM wolverine.wolverine_incoming_envelopes WHERE status = 'Scheduled'";

    private protected override async Task StartAsync()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Database);
        builder.Services.AddSingleton<WolverineHandlers.IShop>(new WolverineShop(Database));
        builder.UseWolverine(options =>
        {
            options.UseRuntimeCompilation();
            options.Discovery.DisableConventionalDiscovery().IncludeType(typeof(WolverineHandlers));
            options.PersistMessagesWithPostgresql(Database.Connection + ";Max Auto Prepare=50");
            options.Policies.UseDurableLocalQueues();
            options.Durability.Mode = DurabilityMode.Solo;
            options.Durability.EnableInboxPartitioning = true;
            options.Durability.ScheduledJobFirstExecution = TimeSpan.FromMilliseconds(250);
            options.Durability.ScheduledJobPollingTime = TimeSpan.FromMilliseconds(250);
            options.Durability.RecoveryBatchSize = 1000;
            options.BatchMessagesOf<WolverineHandlers.Enter>(Batches);
            options.BatchMessagesOf<WolverineHandlers.Resume>(Batches);
        });
        _host = builder.Build();
        await _host.StartAsync();
    }

    internal override async Task EnrollAsync(Customers customers, DateTimeOffset resume)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 16 };
        await Parallel.ForEachAsync(customers.Numbers, parallel, async (number, _) =>
        {
            using var scope = _host!.Services.CreateScope();
            await scope.ServiceProvider.GetRequiredService<IMessageBus>().PublishAsync(new WolverineHandlers.Enter(Customers.Id(number), resume));
        });
    }

    public override async ValueTask DisposeAsync()
    {
        if (_host is null)
            return;
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }

    private static void Batches(BatchingOptions batches)
    {
        batches.BatchSize = 500;
        batches.TriggerTime = TimeSpan.FromMilliseconds(250);
    }

    private sealed class WolverineShop(PeerDatabase database) : WolverineHandlers.IShop
    {
        public Task OfferAsync(string[] customers) => database.OfferAsync(customers);

        public Task DecideAsync(string[] customers) => database.DecideAsync(customers);
    }
}
