using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Retention.Workflows.Customers;
using Retention.Workflows.Hosting;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Hosting;

/// <summary>The engine inside a real host.</summary>
public sealed class HostTests
{
    private static readonly JourneyName Hello = new("hello");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Options_out_of_range_keep_the_host_from_starting_and_are_all_named()
    {
        using var host = HostWith(retention =>
        {
            Sound(retention);
            retention.Configure(options =>
            {
                options.Worker.BatchSize = 0;
                options.Delivery.SendConcurrency = 5_000;
                options.Shop = new ShopProfile { TimeZone = "Nowhere/Land" };
            });
        });

        var start = () => host.StartAsync(Token);

        (await start.Should().ThrowAsync<OptionsValidationException>())
            .WithMessage("*BatchSize*").WithMessage("*SendConcurrency*").WithMessage("*Shop.TimeZone*Nowhere/Land*");
    }

    [Fact]
    public async Task A_host_without_journeys_does_not_start()
    {
        using var host = HostWith(retention => retention.Store.UseInMemory());

        var start = () => host.StartAsync(Token);

        (await start.Should().ThrowAsync<JourneyDefinitionException>()).WithMessage("*No journey is registered*");
    }

    [Fact]
    public async Task All_unregistered_names_of_a_journey_are_reported_at_once()
    {
        using var host = HostWith(retention =>
        {
            retention.Channels.Add(new RecordingChannel(Channel.Email));
            retention.Journeys.Add(JourneyDefinition.Build(Hello, journey =>
            {
                journey.Enroll.ByHand().When(Customer.InSegment("big-spenders") & Customer.Satisfies("vip"));
                journey.Steps.IssueVoucher("voucher", offer: "ten").SendSms("text", template: "unheard-of")
                    .SendEmail("mail", template: "hello");
            }));
        });

        var start = () => host.StartAsync(Token);

        var thrown = (await start.Should().ThrowAsync<JourneyDefinitionException>()).Which;
        foreach (var name in (string[])["big-spenders", "vip", "ten", "sms", "hello"])
            thrown.Errors.Should()
                .Contain(error => error.Message.Contains(name, StringComparison.Ordinal), "'{0}' is not registered", name);
    }

    [Fact]
    public async Task The_worker_runs_what_is_due_while_the_host_runs()
    {
        var channel = new SignallingChannel();
        using var host = HostWith(retention =>
        {
            Sound(retention);
            retention.Channels.Add(channel);
        });
        await EnrollAsync(host);

        await host.StartAsync(Token);

        (await channel.FirstSent.Task.WaitAsync(Patience, Token)).Should().Be(new CustomerId("ada"));
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task The_worker_purges_expired_data_while_the_host_runs()
    {
        var ada = new CustomerId("ada");
        using var host = HostWith(retention =>
        {
            Sound(retention);
            retention.Channels.Add(new RecordingChannel(Channel.Email));
            retention.Segments.UseRfm(rfm => rfm.Window = Period.Days(5));
            retention.Configure(options => options.Purge.KeepEvents = TimeSpan.FromDays(10));
        });
        var client = host.Services.GetRequiredService<IRetentionClient>();
        var now = TimeProvider.System.GetUtcNow();
        await client.SaveCustomersAsync([Some.Customer()], Token);
        var (old, recent) = (Some.Purchase(ada, now.AddDays(-20)), Some.Purchase(ada, now.AddDays(-1)));
        await client.AppendEventsAsync([old, recent], Token);

        await host.StartAsync(Token);

        (await EventsWithoutAsync(host.Services.GetRequiredService<IRetentionStore>(), old)).Should().Contain(recent.Id);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task A_failing_store_does_not_stop_the_host_and_work_continues_when_it_recovers()
    {
        var channel = new SignallingChannel();
        var store = new FailingStore();
        using var host = HostWith(retention =>
        {
            Sound(retention);
            retention.Channels.Add(channel);
            retention.Store.Use(_ => store);
        });
        await EnrollAsync(host);
        store.Sick = true;

        await host.StartAsync(Token);
        await store.Failed.Task.WaitAsync(Patience, Token);
        store.Sick = false;

        await channel.FirstSent.Task.WaitAsync(Patience, Token);
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested.Should().BeFalse();
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task A_stopping_host_writes_the_results_of_its_sends()
    {
        var channel = new SignallingChannel { Slow = true };
        using var host = HostWith(retention =>
        {
            Sound(retention);
            retention.Channels.Add(channel);
        });
        await EnrollAsync(host);
        await host.StartAsync(Token);
        await channel.FirstSent.Task.WaitAsync(Patience, Token);

        var stopping = host.StopAsync(Token);
        channel.LetGo.SetResult();
        await stopping;

        var record = await host.Services.GetRequiredService<IRetentionClient>().ReadCustomerAsync(new CustomerId("ada"), Token);
        record.Messages.Single().Status.Should().Be(MessageStatus.Sent);
    }

    [Fact]
    public void A_host_without_a_store_logs_a_warning_that_nothing_is_kept()
    {
        var log = new ListLogger();
        using var host = HostWith(retention => retention.Templates.Use(new PlainTemplates()), log);

        host.Services.GetRequiredService<IRetentionStore>();
        host.Services.GetRequiredService<IRetentionStore>();

        log.Lines.Where(line => line.Contains("kept in memory", StringComparison.Ordinal)).Should().ContainSingle();
    }

    [Fact]
    public async Task Two_configurations_add_up()
    {
        using var host = Host.CreateDefaultBuilder().ConfigureServices(services =>
        {
            services.AddRetentionWorkflows(retention => retention.Journeys.Add(Journey()));
            services.AddRetentionWorkflows(retention =>
            {
                retention.Store.UseInMemory();
                retention.Templates.Use(new PlainTemplates());
                retention.Channels.Add(new RecordingChannel(Channel.Email));
            });
        }).Build();

        host.Services.GetServices<IHostedService>().Count(service => service.GetType().Name == "RetentionWorker").Should().Be(1);
        await EnrollAsync(host);
    }

    private static JourneyDefinition Journey() =>
        JourneyDefinition.Build(Hello, journey => journey.Steps.SendEmail("hello", template: "hello"));

    private static void Sound(RetentionBuilder retention)
    {
        retention.Journeys.Add(Journey());
        retention.Store.UseInMemory();
        retention.Templates.Use(new PlainTemplates());
    }

    private static IHost HostWith(Action<RetentionBuilder> configure, ILoggerProvider? log = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        if (log is not null)
            builder.Logging.AddProvider(log);
        builder.Services.AddRetentionWorkflows(configure);
        return builder.Build();
    }

    private static async Task EnrollAsync(IHost host)
    {
        var client = host.Services.GetRequiredService<IRetentionClient>();
        await client.SaveCustomersAsync([Some.Customer()], Token);
        (await client.EnrollAsync(Hello, new CustomerId("ada"), cancellationToken: Token)).Refusal.Should().BeNull();
    }

    /// <summary>The maintenance loop reports no end, so this polls the store until an event is gone.</summary>
    /// <returns>The ids of the customer's other events.</returns>
    private static async Task<IEnumerable<string>> EventsWithoutAsync(IRetentionStore store, CustomerEvent gone)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(Patience);
        for (; ; await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token))
        {
            await using var transaction = await store.BeginAsync(Partitioning.Of(gone.Customer, store.PartitionCount), patience.Token);
            var left = (await transaction.Events.ReadByCustomerAsync(gone.Customer, patience.Token)).Select(@event => @event.Id).ToList();
            if (!left.Contains(gone.Id))
                return left;
        }
    }

    private sealed class SignallingChannel : IMessageChannel
    {
        internal TaskCompletionSource<CustomerId> FirstSent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal TaskCompletionSource LetGo { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal bool Slow { get; init; }

        public Channel Channel => Channel.Email;

        public bool IsIdempotent => false;

        public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            FirstSent.TrySetResult(message.Customer);
            if (Slow)
                await LetGo.Task;
            return DeliveryResult.Delivered;
        }
    }

    private sealed class FailingStore : IRetentionStore
    {
        private readonly InMemoryRetentionStore _inner = new(1);

        internal bool Sick { get; set; }

        internal TaskCompletionSource Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int PartitionCount => _inner.PartitionCount;

        public ICatalogStore Catalog => _inner.Catalog;

        public Task InitializeAsync(CancellationToken cancellationToken) => FailWhenSick(() => _inner.InitializeAsync(cancellationToken));

        public Task<DueWork> ReadDueWorkAsync(CancellationToken cancellationToken) =>
            FailWhenSick(() => _inner.ReadDueWorkAsync(cancellationToken));

        public Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken) =>
            FailWhenSick(() => _inner.BeginAsync(partition, cancellationToken));

        public Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken) =>
            FailWhenSick(() => _inner.TryBeginAsync(partition, cancellationToken));

        public Task<IWorkerRegistration> RegisterWorkerAsync(CancellationToken cancellationToken) =>
            FailWhenSick(() => _inner.RegisterWorkerAsync(cancellationToken));

        private T FailWhenSick<T>(Func<T> call)
        {
            if (!Sick)
                return call();
            Failed.TrySetResult();
            throw new RetentionStoreException("The store is ill.");
        }
    }

    private sealed class ListLogger : ILoggerProvider, ILogger
    {
        internal List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
