using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Messaging;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>A channel that is down holds its messages, says so, and loses none.</summary>
public sealed class OutageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 200)]
    [InlineData(7, 200)]
    [InlineData(4, 40)]
    [InlineData(1, 1)]
    [InlineData(3, 9)]
    public async Task An_unreachable_mail_server_of_72_hours_costs_no_message(int partitions, int messages)
    {
        await using var shop = new Shop(partitions);
        await shop.EnrollAsync(messages);
        shop.Channel.Answer = _ => DeliveryResult.Unreachable("smtp-unreachable");
        await shop.Engine.RunDueAsync(Token);

        var health = await shop.CheckAsync();
        health.Status.Should().Be(HealthStatus.Degraded, "at the first look");
        health.Description.Should().Contain("email").And.Contain("smtp-unreachable");

        var end = shop.Time.GetUtcNow().AddHours(72);
        await shop.RunUntilAsync(end);
        shop.Channel.Answer = _ => DeliveryResult.Delivered;
        await shop.RunUntilAsync(end.AddMinutes(1));

        shop.Channel.Sent.Count.Should().Be(messages, "all leave within a minute of the recovery");
        (await shop.DeadAsync()).Should().BeEmpty();
        shop.Log.Lines.Should().HaveCount(2);
        shop.Log.Lines[0].Should().StartWith("Warning 3008").And.Contain("smtp-unreachable");
        shop.Log.Lines[1].Should().StartWith("Information 3009").And.Contain($"{messages} messages had to wait");
        (await shop.CheckAsync()).Status.Should().Be(HealthStatus.Healthy);
    }

    [Theory]
    [InlineData("retry-later", false)]
    [InlineData("unreachable", true)]
    [InlineData("settings", true)]
    [InlineData("retry-after", false)]
    [InlineData("idempotent-unreachable", true)]
    public async Task Every_certain_failure_waits_past_the_number_of_attempts(string failure, bool isDownAtOnce)
    {
        await using var shop = new Shop(1, options => options.Retries.MaxAttempts = 2);
        shop.Channel.IsIdempotent = failure.StartsWith("idempotent", StringComparison.Ordinal);
        await shop.EnrollAsync(1);
        shop.Channel.Answer = _ => failure switch
        {
            "retry-later" => DeliveryResult.RetryLater("smtp-451"),
            "settings" => DeliveryResult.PauseChannel("smtp-535"),
            "retry-after" => DeliveryResult.RetryLater("http-429", TimeSpan.FromMinutes(20)),
            _ => DeliveryResult.Unreachable("smtp-unreachable"),
        };
        await shop.Engine.RunDueAsync(Token);
        (await shop.CheckAsync()).Status.Should().Be(isDownAtOnce ? HealthStatus.Degraded : HealthStatus.Healthy);

        await shop.RunUntilAsync(shop.Time.GetUtcNow().AddHours(71));
        (await shop.DeadAsync()).Should().BeEmpty();
        shop.Channel.Answer = _ => DeliveryResult.Delivered;
        await shop.RunUntilAsync(shop.Time.GetUtcNow().AddHours(8));

        shop.Channel.Sent.Should().ContainSingle();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(24)]
    [InlineData(70)]
    public async Task A_message_is_dead_after_the_horizon_and_can_be_resumed_with_all_others(int hours)
    {
        await using var shop = new Shop(4, options => options.Delivery.OutageHorizon = TimeSpan.FromHours(hours));
        await shop.EnrollAsync(20);
        shop.Channel.Answer = _ => DeliveryResult.Unreachable("smtp-unreachable");
        await shop.RunUntilAsync(shop.Time.GetUtcNow().AddHours(hours).AddMinutes(-1));
        (await shop.DeadAsync()).Should().BeEmpty();

        await shop.RunUntilAsync(shop.Time.GetUtcNow().AddMinutes(30));

        (await shop.DeadAsync()).Should().HaveCount(20).And.OnlyContain(message => message.Reason == "smtp-unreachable");
        shop.Channel.Answer = _ => DeliveryResult.Delivered;
        (await shop.Operations.ResumeDeadAsync(Channel.Sms, cancellationToken: Token)).Should().Be(0);
        (await shop.Operations.ResumeDeadAsync(Channel.Email, "smtp-535", Token)).Should().Be(0);
        (await shop.Operations.ResumeDeadAsync(Channel.Email, "smtp-unreachable", Token)).Should().Be(20);
        (await shop.Operations.ResumeDeadAsync(Channel.Email, "smtp-unreachable", Token)).Should().Be(0);
        await shop.RunUntilAsync(shop.Time.GetUtcNow().AddMinutes(1));
        shop.Channel.Sent.Should().HaveCount(20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(61)]
    [InlineData(300)]
    [InlineData(600)]
    public async Task A_probe_leaves_every_30_seconds_and_no_more(int minutes)
    {
        await using var shop = new Shop(4);
        await shop.EnrollAsync(50);
        var probes = new List<DateTimeOffset>();
        shop.Channel.Answer = message =>
        {
            probes.Add(message.SentAt);
            return DeliveryResult.Unreachable("smtp-unreachable");
        };
        await shop.RunUntilAsync(shop.Time.GetUtcNow().AddMinutes(minutes));

        probes.Zip(probes.Skip(1), (one, next) => next - one).Should().OnlyContain(gap => gap <= TimeSpan.FromSeconds(31));
        probes.Should().HaveCountLessThan((2 * minutes) + 12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(20)]
    public async Task A_message_that_the_channel_cannot_send_proves_nothing_about_its_provider(int unsendable)
    {
        await using var shop = new Shop(2);
        await shop.EnrollAsync(40);
        var refused = new HashSet<string>();
        shop.Channel.Answer = message => refused.Count < unsendable && refused.Add(message.IdempotencyKey)
            ? DeliveryResult.RejectedLocally("too-many-parts") : DeliveryResult.Unreachable("sms-unreachable");
        var end = shop.Time.GetUtcNow().AddHours(12);

        await shop.RunUntilAsync(end);

        (await shop.CheckAsync()).Status.Should().Be(HealthStatus.Degraded);
        shop.Log.Lines.Should().ContainSingle("the channel never worked again");
        shop.Channel.Answer = _ => DeliveryResult.Delivered;
        await shop.RunUntilAsync(end.AddMinutes(1));
        shop.Channel.Sent.Should().HaveCount(40 - unsendable);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public async Task One_message_that_is_always_refused_for_our_fault_holds_no_other(int partitions)
    {
        await using var shop = new Shop(partitions);
        await shop.EnrollAsync(30);
        var poison = "";
        shop.Channel.Answer = message =>
        {
            if (poison.Length == 0)
                poison = message.IdempotencyKey;
            return message.IdempotencyKey != poison ? DeliveryResult.Delivered : DeliveryResult.PauseChannel("sender-blocked");
        };

        await shop.RunUntilAsync(shop.Time.GetUtcNow().AddMinutes(3));

        shop.Channel.Sent.Should().HaveCount(29);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(48)]
    public async Task A_failure_after_the_recovery_is_retried_soon(int hours)
    {
        await using var shop = new Shop(1);
        await shop.EnrollAsync(20);
        shop.Channel.Answer = _ => DeliveryResult.Unreachable("smtp-unreachable");
        await shop.RunUntilAsync(shop.Time.GetUtcNow().AddHours(hours));
        var busy = new HashSet<string>();
        shop.Channel.Answer = message => busy.Count < 3 && busy.Add(message.IdempotencyKey)
            ? DeliveryResult.RetryLater("smtp-421") : DeliveryResult.Delivered;

        await shop.RunUntilAsync(shop.Time.GetUtcNow().AddMinutes(4));

        shop.Channel.Sent.Should().HaveCount(20);
    }

    [Fact]
    public async Task A_wait_for_something_else_does_not_count_towards_the_horizon()
    {
        await using var shop = new Shop(1);
        await shop.EnrollAsync(3);
        shop.Channel.Answer = _ => DeliveryResult.Unreachable("smtp-unreachable");
        await shop.RunUntilAsync(shop.Time.GetUtcNow().AddMinutes(15));
        await shop.Operations.PauseAsync("mail", "stock", Token);
        shop.Channel.Answer = _ => DeliveryResult.Delivered;
        await shop.RunUntilAsync(shop.Time.GetUtcNow().AddDays(4));
        var failed = new HashSet<string>();
        shop.Channel.Answer = message => failed.Add("once") ? DeliveryResult.RetryLater("smtp-421") : DeliveryResult.Delivered;

        await shop.Operations.ResumeAsync("mail", cancellationToken: Token);
        await shop.RunUntilAsync(shop.Time.GetUtcNow().AddHours(1));

        (await shop.DeadAsync()).Should().BeEmpty();
        shop.Channel.Sent.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_single_broken_connection_after_a_success_is_no_outage()
    {
        await using var shop = new Shop(1, options => options.Delivery.SendConcurrency = 1);
        await shop.EnrollAsync(20);
        var sends = 0;
        shop.Channel.Answer = _ => ++sends % 5 == 0 ? DeliveryResult.Unreachable("smtp-unreachable") : DeliveryResult.Delivered;

        await shop.RunUntilAsync(shop.Time.GetUtcNow().AddMinutes(5));

        shop.Channel.Sent.Should().HaveCount(20);
        shop.Log.Lines.Should().BeEmpty();
    }

    [Fact]
    public async Task A_new_process_releases_what_an_earlier_one_held()
    {
        var store = new InMemoryRetentionStore(4);
        await using (var first = new Shop(store))
        {
            await first.EnrollAsync(30);
            first.Channel.Answer = _ => DeliveryResult.Unreachable("smtp-unreachable");
            await first.RunUntilAsync(first.Time.GetUtcNow().AddMinutes(3));
        }

        await using var second = new Shop(store, start: TimeSpan.FromMinutes(3));
        await second.RunUntilAsync(second.Time.GetUtcNow().AddMinutes(1));

        second.Channel.Sent.Should().HaveCount(30);
    }

    [Fact]
    public async Task An_outage_of_one_channel_delays_no_other_and_is_measured()
    {
        await using var shop = new Shop(2);
        await shop.EnrollAsync(20, "text");
        await shop.EnrollAsync(20);
        shop.Channel.Answer = _ => DeliveryResult.Unreachable("smtp-unreachable");
        var down = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (instrument.Name == "retention.channels.down" && shop.Owns(instrument))
                it.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => down.Add($"{tags[0].Value} {value}"));
        listener.Start();

        await shop.Engine.RunDueAsync(Token);

        shop.Texts.Sent.Should().HaveCount(20);
        listener.RecordObservableInstruments();
        down.Should().Equal("email 1");
    }

    [Fact]
    public async Task A_voucher_that_expires_in_the_outage_refuses_its_message()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.IssueVoucher("voucher", offer: "ten").SendEmail("mail", template: "voucher"),
            options => options.Configure = retention => retention.Vouchers.AddOffer(Journeys.Offer(Days(1))));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Unreachable("smtp-unreachable");
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        (await journey.MessageAsync("mail")).Reason.Should().Be("voucher-expired");
    }

    [Fact]
    public async Task A_message_that_waited_for_its_channel_and_now_waits_for_its_distance_is_blocked_no_more()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("one", "mail").Wait("think", Hours(1)).SendEmail("two", "mail"));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Unreachable("smtp-unreachable");
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(2));
        (await journey.MessageAsync("two")).BlockedSince.Should().NotBeNull("it waits behind the outage");
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;

        await journey.AdvanceAsync(TimeSpan.FromMinutes(10));

        (await journey.MessageAsync("one")).Status.Should().Be(MessageStatus.Sent);
        (await journey.MessageAsync("two")).Should().Match<OutboxMessage>(message => message.Status == MessageStatus.Queued
            && message.Reason == RefusalReasons.InOrder && message.BlockedSince == null);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.005)]
    [InlineData(0.002)]
    public async Task A_message_that_waited_for_its_channel_and_now_waits_for_its_rate_is_blocked_no_more(double rate)
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendEmail("one", "mail"), options =>
            options.Configure = retention => retention.Configure(all => all.RateLimits[Channel.Email] = rate));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Unreachable("smtp-unreachable");
        CustomerId[] customers = ["ada", "bob", "eve"];
        foreach (var customer in customers)
            await journey.EnrollAsync(Some.Customer(customer.Value));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(30));
        foreach (var customer in customers)
            (await journey.MessageAsync("one", customer)).BlockedSince.Should().NotBeNull("it waits for its channel");
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;
        while (journey.Messages.Count == 0)
            await journey.AdvanceAsync(TimeSpan.FromSeconds(10));
        await journey.AdvanceAsync(TimeSpan.FromSeconds(10));

        foreach (var customer in customers)
        {
            var message = await journey.MessageAsync("one", customer);
            if (message.Status != MessageStatus.Sent)
                message.Should().Match<OutboxMessage>(
                    waiting => waiting.Reason == RefusalReasons.ChannelPaused && waiting.BlockedSince == null);
        }

        journey.Messages.Should().HaveCount(1);
    }

    private sealed class Shop : IAsyncDisposable
    {
        private readonly ServiceProvider _provider;

        internal Shop(int partitions, Action<RetentionOptions>? configure = null)
            : this(new InMemoryRetentionStore(partitions), configure)
        {
        }

        internal Shop(IRetentionStore store, Action<RetentionOptions>? configure = null, TimeSpan start = default)
        {
            Time = new ManualTime(new DateTimeOffset(2026, 1, 8, 8, 0, 0, TimeSpan.Zero) + start);
            var services = new ServiceCollection();
            services.AddLogging(logging => logging.AddProvider(Log));
            services.AddMetrics();
            services.AddSingleton<TimeProvider>(Time);
            services.AddRetentionWorkflows(retention =>
            {
                retention.Store.Use(_ => store);
                retention.Templates.Use(new PlainTemplates());
                retention.Channels.Add(Channel).Add(Texts);
                retention.Journeys.Add(JourneyDefinition.Build("mail", journey => journey.Steps.SendEmail("mail", template: "mail")));
                retention.Journeys.Add(JourneyDefinition.Build("text", journey => journey.Steps.SendSms("text", template: "text")));
                if (configure is not null)
                    retention.Configure(configure);
            });
            services.AddHealthChecks().AddRetentionWorkflows(options => options.MaxOverdue = TimeSpan.FromDays(10));
            _provider = services.BuildServiceProvider();
        }

        internal ManualTime Time { get; }

        internal RecordingChannel Channel { get; } = new(Retention.Workflows.Channel.Email);

        internal RecordingChannel Texts { get; } = new(Retention.Workflows.Channel.Sms);

        internal OutageLog Log { get; } = new();

        internal IRetentionEngine Engine => _provider.GetRequiredService<IRetentionEngine>();

        internal IRetentionOperations Operations => _provider.GetRequiredService<IRetentionOperations>();

        public ValueTask DisposeAsync() => _provider.DisposeAsync();

        internal bool Owns(Instrument instrument) =>
            instrument.Meter.Scope == _provider.GetRequiredService<IMeterFactory>();

        internal async Task EnrollAsync(int customers, string journey = "mail")
        {
            var client = _provider.GetRequiredService<IRetentionClient>();
            await client.SaveCustomersAsync([.. Enumerable.Range(0, customers).Select(number => Some.Customer($"c{number}"))], Token);
            for (var number = 0; number < customers; number++)
                (await client.EnrollAsync(new JourneyName(journey), new CustomerId($"c{number}"), cancellationToken: Token))
                    .Refusal.Should().BeNull();
        }

        internal async Task RunUntilAsync(DateTimeOffset end)
        {
            await Engine.RunDueAsync(Token);
            while (await Engine.NextDueAsync(Token) is { } next && next <= end)
            {
                Time.MoveTo(next > Time.GetUtcNow() ? next : Time.GetUtcNow().AddMilliseconds(1));
                await Engine.RunDueAsync(Token);
            }

            Time.MoveTo(end);
            await Engine.RunDueAsync(Token);
        }

        internal async Task<List<OutboxMessage>> DeadAsync() => await Operations.ListDeadAsync(cancellationToken: Token).ToListAsync(Token);

        internal async Task<HealthReportEntry> CheckAsync() =>
            (await _provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token)).Entries["retention-workflows"];
    }

    /// <summary>Keeps what the engine logs, except that its journeys are published.</summary>
    private sealed class OutageLog : ILoggerProvider, ILogger
    {
        internal List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) =>
            categoryName.StartsWith("Retention.Workflows", StringComparison.Ordinal)
                ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id != 5005)
                Lines.Add($"{logLevel} {eventId.Id} {formatter(state, exception)}");
        }

        public void Dispose()
        {
        }
    }
}
