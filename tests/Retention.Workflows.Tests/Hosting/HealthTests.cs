using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Engine.Worker;
using Retention.Workflows.Messaging;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Hosting;

/// <summary>The results of the health check. No worker runs here, except where a test simulates one.</summary>
public sealed class HealthTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_idle_engine_is_healthy()
    {
        await using var shop = new Shop(new InMemoryRetentionStore(1));

        (await shop.CheckAsync()).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Overdue_work_is_degraded_and_the_data_gives_the_delay()
    {
        await using var shop = new Shop(new InMemoryRetentionStore(1));
        await shop.EnrollAsync();
        shop.Time.MoveTo(shop.Time.GetUtcNow().AddMinutes(5));
        (await shop.CheckAsync()).Status.Should().Be(HealthStatus.Healthy);

        shop.Time.MoveTo(shop.Time.GetUtcNow().AddSeconds(1));

        var entry = await shop.CheckAsync();
        entry.Status.Should().Be(HealthStatus.Degraded);
        entry.Data["steps.overdue-seconds"].Should().Be(301d);
        await shop.Engine.RunDueAsync(Token);
        (await shop.CheckAsync()).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_store_that_cannot_be_reached_is_unhealthy()
    {
        await using var shop = new Shop(new UnreachableStore());

        var entry = await shop.CheckAsync();

        entry.Status.Should().Be(HealthStatus.Unhealthy);
        entry.Exception.Should().BeOfType<RetentionStoreException>();
    }

    [Fact]
    public async Task A_failing_loop_is_degraded_then_unhealthy_and_healthy_again_when_it_succeeds()
    {
        await using var shop = new Shop(new InMemoryRetentionStore(1));
        shop.Worker.Succeeded(EngineWork.Steps);
        shop.Worker.Failed(EngineWork.Messages, new InvalidOperationException());
        (await shop.CheckAsync()).Status.Should().Be(HealthStatus.Degraded);

        shop.Time.MoveTo(shop.Time.GetUtcNow().AddSeconds(61));
        shop.Worker.Failed(EngineWork.Messages, new InvalidOperationException());
        var entry = await shop.CheckAsync();
        entry.Status.Should().Be(HealthStatus.Unhealthy);
        entry.Description.Should().Contain("messages");
        entry.Data["messages.failure"].Should().Be(nameof(InvalidOperationException));

        shop.Worker.Succeeded(EngineWork.Messages);
        (await shop.CheckAsync()).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Messages_dead_since_the_last_check_are_degraded_once()
    {
        await using var shop = new Shop(new InMemoryRetentionStore(1), _ => DeliveryResult.Ambiguous("timeout"));
        await shop.EnrollAsync();
        await shop.Engine.RunDueAsync(Token);

        (await shop.CheckAsync()).Status.Should().Be(HealthStatus.Degraded);
        (await shop.CheckAsync()).Status.Should().Be(HealthStatus.Healthy);
    }

    private sealed class Shop : IAsyncDisposable
    {
        private readonly ServiceProvider _provider;

        internal Shop(IRetentionStore store, Func<OutgoingMessage, DeliveryResult>? answer = null)
        {
            var services = new ServiceCollection();
            services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
            services.AddSingleton<TimeProvider>(Time);
            services.AddRetentionWorkflows(retention =>
            {
                retention.Store.Use(_ => store);
                retention.Templates.Use(new PlainTemplates());
                retention.Channels.Add(new RecordingChannel(Channel.Email) { IsIdempotent = true, Answer = answer ?? (_ => DeliveryResult.Delivered) });
                retention.Journeys.Add(
                    JourneyDefinition.Build(new JourneyName("hello"), journey => journey.Steps.SendEmail("hello", template: "hello")));
                retention.Configure(options => options.Retries.MaxAttempts = 1);
            });
            services.AddHealthChecks().AddRetentionWorkflows();
            _provider = services.BuildServiceProvider();
        }

        internal ManualTime Time { get; } = new(new DateTimeOffset(2026, 1, 8, 8, 0, 0, TimeSpan.Zero));

        internal WorkerHealth Worker => _provider.GetRequiredService<WorkerHealth>();

        internal IRetentionEngine Engine => _provider.GetRequiredService<IRetentionEngine>();

        public ValueTask DisposeAsync() => _provider.DisposeAsync();

        internal async Task<HealthReportEntry> CheckAsync() =>
            (await _provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Entries["retention-workflows"];

        internal async Task EnrollAsync()
        {
            var client = _provider.GetRequiredService<IRetentionClient>();
            await client.SaveCustomersAsync([Some.Customer()], Token);
            await client.EnrollAsync(new JourneyName("hello"), new CustomerId("ada"), cancellationToken: Token);
        }
    }

    private sealed class UnreachableStore : IRetentionStore
    {
        public int PartitionCount => 1;

        public ICatalogStore Catalog => throw Lost();

        public Task InitializeAsync(CancellationToken cancellationToken) => throw Lost();

        public Task<DueWork> ReadDueWorkAsync(CancellationToken cancellationToken) => throw Lost();

        public Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken) => throw Lost();

        public Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken) => throw Lost();

        public Task<IWorkerRegistration> RegisterWorkerAsync(CancellationToken cancellationToken) => throw Lost();

        private static RetentionStoreException Lost() => new("The store is lost.");
    }
}
