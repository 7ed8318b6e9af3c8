using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Messaging;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Vouchers;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Worker;

/// <summary>The first calls of a process on an empty store, while its journeys are being published.</summary>
public sealed class FirstStartTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 8, 8, 0, 0, TimeSpan.Zero);
    private static readonly JourneyName Cart = new("cart");
    private static readonly JourneyName Hello = new("hello");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_event_of_a_process_without_a_worker_enrolls()
    {
        await using var process = Process();

        await AppendAsync(process, "ada");

        (await EnrollmentsAsync(process, "ada")).Should().Equal(Cart);
    }

    [Fact]
    public async Task The_first_event_enrolls_before_the_worker_has_run()
    {
        await using var process = Process();
        foreach (var service in process.GetServices<IHostedService>())
            await service.StartAsync(Token);

        await AppendAsync(process, "ada");

        (await EnrollmentsAsync(process, "ada")).Should().Equal(Cart);
        foreach (var service in process.GetServices<IHostedService>())
            await service.StopAsync(Token);
    }

    [Fact]
    public async Task Vouchers_are_the_first_thing_that_a_process_is_asked_for()
    {
        await using var process = Process();
        var vouchers = process.GetRequiredService<IVoucherService>();

        (await vouchers.FindAsync("SWIFT-AAAAA-AAAAA-AAAAA", cancellationToken: Token)).Should().BeNull();
        (await vouchers.ReleaseAsync("SWIFT-AAAAA-AAAAA-AAAAA", "o-1", cancellationToken: Token)).Should().BeFalse();
        await using var other = Process();
        (await other.GetRequiredService<IVoucherService>().RedeemAsync(
            new RedemptionRequest { Code = "SWIFT-AAAAA-AAAAA-AAAAA", OrderId = "o-1", Total = 10, Currency = "EUR" }, Token))
            .Outcome.Should().Be(RedemptionOutcome.UnknownCode);
        await AppendAsync(process, "ada");
        (await EnrollmentsAsync(process, "ada")).Should().Equal(Cart);
    }

    [Fact]
    public async Task The_first_described_customer_enters_by_an_event_of_another_process()
    {
        var store = new InMemoryRetentionStore(4);
        await using (var other = Process(store, journeys: false))
            (await other.GetRequiredService<IRetentionClient>().AppendEventAsync(CartEvent("ada"), Token))
                .Should().Be(AppendEventResult.Stored);
        await using var process = Process(store);

        await process.GetRequiredService<IRetentionClient>().SaveCustomersAsync([Some.Customer("ada")], Token);

        (await EnrollmentsAsync(process, "ada")).Should().Equal(Cart);
    }

    [Fact]
    public async Task The_first_delivery_report_of_a_process_enrolls_by_its_event()
    {
        var store = new InMemoryRetentionStore(4);
        var channel = new RecordingChannel(Channel.Email);
        await using (var sender = Process(store, opened: false, channel: channel))
        {
            await sender.GetRequiredService<IRetentionClient>().SaveCustomersAsync([Some.Customer("ada")], Token);
            await sender.GetRequiredService<IRetentionClient>().EnrollAsync(Hello, new CustomerId("ada"), cancellationToken: Token);
            await sender.GetRequiredService<IRetentionEngine>().RunDueAsync(Token);
        }

        await using var process = Process(store, opened: true);
        await process.GetRequiredService<IRetentionClient>().ReportAsync([new DeliveryReport
        {
            Channel = Channel.Email, Status = DeliveryReportStatus.Opened, OccurredAt = Start, Token = channel.Sent.Single().ReportToken,
        }], Token);

        (await EnrollmentsAsync(process, "ada")).Should().Contain(new JourneyName("opened"));
    }

    [Fact]
    public async Task A_journey_that_the_options_pause_takes_nobody_from_the_first_event_on()
    {
        await using var process = Process(configure: options => options.PausedJourneys.Add(Cart));

        await AppendAsync(process, "ada");

        (await EnrollmentsAsync(process, "ada")).Should().BeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(100)]
    public async Task Concurrent_first_calls_find_every_journey(int callers)
    {
        for (var trial = 0; trial < 20; trial++)
        {
            var store = new SlowCatalogStore(new InMemoryRetentionStore(4));
            await using (var other = Process(store, journeys: false))
                await other.GetRequiredService<IRetentionClient>().SaveCustomersAsync(
                    [.. Enumerable.Range(0, callers).Select(number => Some.Customer($"c{number}"))], Token);
            await using var process = Process(store);
            var client = process.GetRequiredService<IRetentionClient>();
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var calls = Enumerable.Range(0, callers).Select(async number =>
            {
                await start.Task;
                // Every other caller begins with the event, which must not depend on a call that looks for its journey.
                if (number % 2 == 0)
                    (await client.AppendEventAsync(CartEvent($"c{number}"), Token)).Should().Be(AppendEventResult.Stored);
                await client.EnrollAsync(Hello, new CustomerId($"c{number}"), cancellationToken: Token);
                if (number % 2 == 1)
                    (await client.AppendEventAsync(CartEvent($"c{number}"), Token)).Should().Be(AppendEventResult.Stored);
            }).ToList();
            var engine = Task.Run(async () =>
            {
                await start.Task;
                await process.GetRequiredService<IRetentionEngine>().StartAsync(Token);
            }, Token);
            start.SetResult();
            await Task.WhenAll([.. calls, engine]);

            for (var number = 0; number < callers; number++)
                (await EnrollmentsAsync(process, $"c{number}")).Should().BeEquivalentTo([Cart, Hello]);
        }
    }

    [Fact]
    public async Task A_failed_first_call_is_repeated_by_the_next_one()
    {
        var store = new SlowCatalogStore(new InMemoryRetentionStore(1)) { Fails = true };
        await using var process = Process(store);
        var client = process.GetRequiredService<IRetentionClient>();
        await client.Awaiting(it => it.AppendEventAsync(CartEvent("ada"), Token)).Should().ThrowAsync<RetentionStoreException>();
        store.Fails = false;

        await AppendAsync(process, "ada");

        (await EnrollmentsAsync(process, "ada")).Should().Equal(Cart);
    }

    private static async Task AppendAsync(IServiceProvider process, string customer)
    {
        var client = process.GetRequiredService<IRetentionClient>();
        (await client.AppendEventAsync(CartEvent(customer), Token)).Should().Be(AppendEventResult.Stored);
        await client.SaveCustomersAsync([Some.Customer(customer)], Token);
    }

    private static CustomerEvent CartEvent(string customer) => new()
    {
        Id = $"cart-{customer}", Customer = new CustomerId(customer), Name = "cart-updated", OccurredAt = Start,
    };

    private static async Task<IReadOnlyList<JourneyName>> EnrollmentsAsync(IServiceProvider process, string customer) =>
    [
        .. (await process.GetRequiredService<IRetentionClient>().ReadCustomerAsync(customer, Token)).Enrollments
            .Select(enrollment => enrollment.Journey),
    ];

    private static ServiceProvider Process(
        IRetentionStore? store = null, bool journeys = true, bool opened = false, RecordingChannel? channel = null,
        Action<RetentionOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(new ManualTime(Start));
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddRetentionWorkflows(retention =>
        {
            retention.Store.Use(_ => store ?? new InMemoryRetentionStore(4));
            retention.Templates.Use(new PlainTemplates());
            retention.Channels.Add(channel ?? new RecordingChannel(Channel.Email));
            retention.Configure(options => options.Privacy.Key = "a key of the shop, 32 characters");
            if (configure is not null)
                retention.Configure(configure);
            if (!journeys)
                return;
            retention.Journeys.Add(JourneyDefinition.Build(Hello, journey => journey.Steps.SendEmail("hello", template: "hello")));
            retention.Journeys.Add(JourneyDefinition.Build(Cart, journey =>
            {
                journey.Enroll.On("cart-updated");
                journey.Steps.Wait("think", Days(1));
            }));
            if (opened)
                retention.Journeys.Add(JourneyDefinition.Build(new JourneyName("opened"), journey =>
                {
                    journey.Enroll.On(EventNames.MessageOpened);
                    journey.Steps.Wait("think", Days(1));
                }));
        });
        return services.BuildServiceProvider();
    }

    /// <summary>A store whose catalogue answers later and on another thread, as a database does, so that callers overlap.</summary>
    private sealed class SlowCatalogStore(InMemoryRetentionStore inner) : IRetentionStore, ICatalogStore
    {
        internal bool Fails { get; set; }

        public int PartitionCount => inner.PartitionCount;

        public ICatalogStore Catalog => this;

        public Task InitializeAsync(CancellationToken cancellationToken) => inner.InitializeAsync(cancellationToken);

        public Task<DueWork> ReadDueWorkAsync(CancellationToken cancellationToken) => inner.ReadDueWorkAsync(cancellationToken);

        public Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken) =>
            inner.BeginAsync(partition, cancellationToken);

        public Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken) =>
            inner.TryBeginAsync(partition, cancellationToken);

        public Task<IWorkerRegistration> RegisterWorkerAsync(CancellationToken cancellationToken) =>
            inner.RegisterWorkerAsync(cancellationToken);

        public async Task<IReadOnlyList<JourneyVersion>> ReadJourneysAsync(CancellationToken cancellationToken)
        {
            if (Fails)
                throw new RetentionStoreException("The catalogue cannot be read.");
            await Task.Yield();
            return await inner.Catalog.ReadJourneysAsync(cancellationToken);
        }

        public async Task<bool> TryAddJourneyAsync(JourneyVersion version, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return await inner.Catalog.TryAddJourneyAsync(version, cancellationToken);
        }

        public Task<StoredRfmModel?> ReadLatestModelAsync(CancellationToken cancellationToken) =>
            inner.Catalog.ReadLatestModelAsync(cancellationToken);

        public Task<IReadOnlyList<StoredRfmModel>> ReadModelsAsync(CancellationToken cancellationToken) =>
            inner.Catalog.ReadModelsAsync(cancellationToken);

        public Task<bool> TryAddModelAsync(StoredRfmModel model, CancellationToken cancellationToken) =>
            inner.Catalog.TryAddModelAsync(model, cancellationToken);
    }
}
