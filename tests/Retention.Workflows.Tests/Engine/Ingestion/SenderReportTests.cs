using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Testing.Tests;
using Retention.Workflows.Tests.Support;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Ingestion;

/// <summary>
/// Reports whose cause is the sender pause the channel in every process once they are about several messages. They suppress no address.
/// </summary>
public sealed class SenderReportTests
{
    private static readonly CustomerId Bob = new("bob");

    private readonly InMemoryRetentionStore _store = new(partitions: 4);
    private readonly LogLines _log = new();
    private readonly Dictionary<JourneyHarness, IServiceProvider> _services = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sender-rate")]
    [InlineData("sender-authentication")]
    [InlineData("sender-blocked")]
    [InlineData("sender-address")]
    [InlineData("twilio-30034")]
    public async Task The_channel_pauses_and_a_probe_follows(string reason)
    {
        await using var journey = await StartAsync();
        await EnrollAsync(journey, 3);

        await journey.Client.ReportAsync([.. Enumerable.Range(0, 3).Select(index => About(journey, index, reason))], Token);
        await journey.EnrollAsync(Some.Customer("bob"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(9));

        journey.Messages.Should().HaveCount(3, "the channel pauses");
        (await journey.MessageAsync("one", Bob)).Should().Match<OutboxMessage>(message => message.Status == MessageStatus.Queued
            && message.Reason == RefusalReasons.ChannelDown && message.Attempt == 0);
        _log.Lines.Should().HaveCount(2).And.OnlyContain(line => line.Contains(reason));
        _log.Lines[0].Should().StartWith("Warning 3012").And.Contain("3 messages");
        _log.Lines[1].Should().StartWith("Warning 3013");
        await journey.AdvanceAsync(TimeSpan.FromMinutes(2));
        (await journey.MessageAsync("one", Bob)).Status.Should().Be(MessageStatus.Sent);
        await journey.AdvanceAsync(TimeSpan.FromDays(2));
        journey.Messages.Count(message => message.Customer == new CustomerId("c0")).Should().Be(2, "no address is suppressed");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 20)]
    [InlineData(2, 1)]
    [InlineData(2, 5)]
    [InlineData(2, 200)]
    public async Task Reports_about_one_or_two_messages_pause_nothing_however_often_they_come(int messages, int times)
    {
        await using var journey = await StartAsync();
        await EnrollAsync(journey, messages);

        for (var time = 0; time < times; time++)
            await journey.Client.ReportAsync(
                [.. Enumerable.Range(0, messages).Select(index => About(journey, index, $"sender-rate-{time}"))], Token);
        await journey.EnrollAsync(Some.Customer("bob"));

        (await journey.MessageAsync("one", Bob)).Status.Should().Be(MessageStatus.Sent);
        _log.Lines.Should().BeEmpty();
    }

    [Theory]
    [InlineData(0, 1, 2, true)]
    [InlineData(0, 30, 59, true)]
    [InlineData(0, 30, 61, false)]
    [InlineData(0, 61, 122, false)]
    [InlineData(0, 0, 1440, false)]
    public async Task They_must_come_within_an_hour(int first, int second, int third, bool pauses)
    {
        await using var journey = await StartAsync();
        await EnrollAsync(journey, 3);
        var begin = journey.Time.GetUtcNow();

        foreach (var (minute, index) in new[] { first, second, third }.Select((minute, index) => (minute, index)))
        {
            await journey.AdvanceAsync(begin.AddMinutes(minute) - journey.Time.GetUtcNow());
            await journey.Client.ReportAsync([About(journey, index)], Token);
        }

        await journey.EnrollAsync(Some.Customer("bob"));

        (await journey.MessageAsync("one", Bob)).Status.Should().Be(pauses ? MessageStatus.Queued : MessageStatus.Sent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(20)]
    public async Task The_number_of_messages_is_an_option(int threshold)
    {
        await using var journey = await StartAsync(configure: options => options.Delivery.SenderFaultThreshold = threshold);
        await EnrollAsync(journey, threshold);

        for (var index = 0; index < threshold - 1; index++)
            await journey.Client.ReportAsync([About(journey, index)], Token);
        await journey.EnrollAsync(Some.Customer("bob"));
        await journey.Client.ReportAsync([About(journey, threshold - 1)], Token);
        await journey.EnrollAsync(Some.Customer("eve"));

        (await journey.MessageAsync("one", Bob)).Status.Should().Be(MessageStatus.Sent);
        (await journey.MessageAsync("one", new("eve"))).Status.Should().Be(MessageStatus.Queued);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task Reports_that_other_processes_take_pause_the_process_that_sends(int takers, bool restarts)
    {
        await using var worker = await StartAsync();
        await EnrollAsync(worker, 3);
        foreach (var reports in Enumerable.Range(0, 3).Chunk((3 + takers - 1) / takers))
        {
            await using var taker = await StartAsync(new LogLines());
            await ReportAsync(taker, [.. reports.Select(index => About(worker, index))]);
        }

        await using var again = restarts ? await StartAsync() : null;
        var sender = again ?? worker;
        await sender.EnrollAsync(Some.Customer("bob"));
        await sender.AdvanceAsync(TimeSpan.FromMinutes(9));

        (await sender.MessageAsync("one", Bob)).Reason.Should().Be(RefusalReasons.ChannelDown);
        _log.Lines.Should().ContainSingle().Which.Should().StartWith("Warning 3013");
        (await CheckAsync(sender)).Status.Should().Be(HealthStatus.Degraded);
        await sender.AdvanceAsync(TimeSpan.FromMinutes(2));
        (await sender.MessageAsync("one", Bob)).Status.Should().Be(MessageStatus.Sent);
        (await CheckAsync(sender)).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Later_reports_prolong_the_pause_and_repeated_ones_do_not()
    {
        await using var journey = await StartAsync();
        await EnrollAsync(journey, 4);
        await ReportAsync(journey, 0, 1, 2);
        await journey.EnrollAsync(Some.Customer("bob"));

        await journey.AdvanceAsync(TimeSpan.FromMinutes(6));
        await ReportAsync(journey, 3);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(6));
        await ReportAsync(journey, 0, 1, 2, 3);
        (await journey.MessageAsync("one", Bob)).Status.Should().Be(MessageStatus.Queued, "minute 12 of 16");
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));

        (await journey.MessageAsync("one", Bob)).Status.Should().Be(MessageStatus.Sent);
        _log.Lines.Should().HaveCount(2, "a longer pause is not another one");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_operator_ends_the_pause_in_every_process(bool fromAnother)
    {
        await using var journey = await StartAsync();
        await EnrollAsync(journey, 6);
        await ReportAsync(journey, 0, 1, 2);
        foreach (var customer in (string[])["bob", "eve", "kim"])
            await journey.EnrollAsync(Some.Customer(customer));
        await using var other = fromAnother ? await StartAsync(new LogLines()) : null;

        (await (other ?? journey).Operations.ResumeChannelAsync(Channel.Sms, Token)).Should().BeFalse();
        (await (other ?? journey).Operations.ResumeChannelAsync(Channel.Email, Token)).Should().BeTrue();
        (await (other ?? journey).Operations.ResumeChannelAsync(Channel.Email, Token)).Should().BeFalse();
        await journey.AdvanceAsync(TimeSpan.FromSeconds(2));

        foreach (var customer in (string[])["bob", "eve", "kim"])
            (await journey.MessageAsync("one", new(customer))).Status.Should().Be(MessageStatus.Sent);
        (await CheckAsync(journey)).Status.Should().Be(HealthStatus.Healthy);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await ReportAsync(journey, 3, 4);
        await journey.EnrollAsync(Some.Customer("joe"));
        (await journey.MessageAsync("one", new("joe"))).Status.Should().Be(MessageStatus.Sent, "earlier reports count no more");
        await ReportAsync(journey, 5);
        await journey.EnrollAsync(Some.Customer("lea"));
        (await journey.MessageAsync("one", new("lea"))).Status.Should().Be(MessageStatus.Queued);
    }

    [Fact]
    public async Task A_pause_that_a_clock_decided_which_was_set_back_since_holds_nothing()
    {
        for (var partition = 0; partition < 4; partition++)
        {
            await using var transaction = await _store.BeginAsync(partition, Token);
            var tomorrow = new DateTimeOffset(2026, 1, 9, 8, 0, 0, TimeSpan.Zero);
            await transaction.Pauses.SaveChannelAsync(
                new ChannelPause { Channel = Channel.Email, DecidedAt = tomorrow, Until = tomorrow.AddMinutes(10) }, Token);
            await transaction.CommitAsync(Token);
        }

        await using var journey = await StartAsync();

        await journey.EnrollAsync(Some.Customer("bob"));

        (await journey.MessageAsync("one", Bob)).Status.Should().Be(MessageStatus.Sent);
        await EnrollAsync(journey, 3);
        await ReportAsync(journey, 0, 1, 2);
        await journey.EnrollAsync(Some.Customer("eve"));
        (await journey.MessageAsync("one", new("eve"))).Status.Should().Be(MessageStatus.Queued, "a new pause holds");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_repeated_report_writes_the_pause_that_a_crash_left_unfinished(int writesBeforeTheCrash)
    {
        var (writes, isCrashed) = (0, false);
        var crashing = Bug.In<IPauseStore>(nameof(IPauseStore.SaveChannelAsync), (_, _, call) => ++writes != writesBeforeTheCrash
            ? call() : throw new RetentionStoreException("The process died.")).Plant(_store);
        await using var journey = await StartAsync(store: crashing);
        await EnrollAsync(journey, 3);
        try
        {
            await ReportAsync(journey, 0, 1, 2);
        }
        catch (RetentionStoreException)
        {
            isCrashed = true;
        }

        await using var next = await StartAsync();
        await ReportAsync(next, About(journey, 2));

        isCrashed.Should().BeTrue();
        for (var partition = 0; partition < 4; partition++)
        {
            await using var transaction = await _store.BeginAsync(partition, Token);
            (await transaction.Pauses.ReadAsync(Token)).Channels.Should().ContainSingle();
        }
    }

    [Fact]
    public async Task Reports_that_are_old_forged_or_about_the_address_do_not_pause_it()
    {
        await using var journey = await StartAsync();
        await EnrollAsync(journey, 3);
        DeliveryReport[] reports = [.. Enumerable.Range(0, 3).Select(index => About(journey, index))];

        await journey.Client.ReportAsync([.. reports.SelectMany(report => (DeliveryReport[])[report with { Token = "forged" },
            report with { Token = null }, report with { IsAboutSender = false },
            report with { Status = DeliveryReportStatus.Delivered }])], Token);
        await journey.AdvanceAsync(TimeSpan.FromHours(3));
        await journey.Client.ReportAsync(reports, Token);
        await journey.EnrollAsync(Some.Customer("bob"));

        (await journey.MessageAsync("one", Bob)).Status.Should().Be(MessageStatus.Sent);
    }

    private static async Task EnrollAsync(JourneyHarness journey, int customers)
    {
        for (var number = 0; number < customers; number++)
            await journey.EnrollAsync(Some.Customer($"c{number}"));
    }

    private static Task ReportAsync(JourneyHarness journey, params int[] messages) =>
        ReportAsync(journey, [.. messages.Select(index => About(journey, index))]);

    /// <summary>One call for each report, as providers make them.</summary>
    private static async Task ReportAsync(JourneyHarness journey, params DeliveryReport[] reports)
    {
        foreach (var report in reports)
            await journey.Client.ReportAsync([report], Token);
    }

    private static DeliveryReport About(JourneyHarness journey, int customer, string reason = "sender-rate") => new()
    {
        Channel = Channel.Email,
        Status = DeliveryReportStatus.Failed,
        OccurredAt = journey.Time.GetUtcNow(),
        Token = journey.Messages.First(message => message.Customer == new CustomerId($"c{customer}")).ReportToken,
        Reason = reason,
        IsAboutSender = true,
    };

    private Task<HealthReport> CheckAsync(JourneyHarness journey) =>
        _services[journey].GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);

    /// <summary>Starts a process on the common store.</summary>
    private async Task<JourneyHarness> StartAsync(
        LogLines? log = null, Action<RetentionOptions>? configure = null, IRetentionStore? store = null)
    {
        IServiceProvider? services = null;
        var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("one", "mail").Wait("a-day", Days(1)).SendEmail("two", "mail"),
            options => options.Configure = retention =>
            {
                retention.Store.Use(provider =>
                {
                    services = provider;
                    return store ?? _store;
                });
                retention.Configure(all => all.Privacy.Key = "a key that nobody guesses");
                if (configure is not null)
                    retention.Configure(configure);
                (log ?? _log).AddTo(retention.Services);
                retention.Services.AddHealthChecks().AddRetentionWorkflows(all => all.MaxOverdue = TimeSpan.FromDays(10));
            });
        _services[journey] = services!;
        return journey;
    }
}
