using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Ingestion;

/// <summary>A provider's later report becomes an event, once, for the address to which the message was sent.</summary>
public sealed class ReportTests
{
    private static readonly CustomerId Ada = Journeys.Ada;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Repeated_reports_of_delivery_and_opening_are_recorded_once()
    {
        await using var journey = await StartAsync(steps => steps.SendSms("text", template: "text").Wait("think", Days(3)));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));
        var (underway, delivered, opened) = (Report(journey, DeliveryReportStatus.Underway), Report(
            journey, DeliveryReportStatus.Delivered), Report(journey, DeliveryReportStatus.Opened) with { Evidence = OpenEvidence.Human });

        (await journey.Client.ReportAsync([underway, opened, delivered, opened], Token)).Should()
            .Equal(ReportOutcome.Underway, ReportOutcome.Recorded, ReportOutcome.Recorded, ReportOutcome.Repeated);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));
        (await journey.Client.ReportAsync([delivered with { OccurredAt = journey.Time.GetUtcNow() }, opened], Token)).Should()
            .AllBeEquivalentTo(ReportOutcome.Repeated);

        (await HadAsync(journey, EventNames.MessageDelivered)).Should().BeTrue();
        (await HadAsync(journey, EventNames.MessageOpened)).Should().BeTrue();
        (await journey.CountAsync(JourneyMeasures.Opened)).Should().Be(1);
    }

    [Fact]
    public async Task A_bounce_suppresses_the_address_of_the_message_and_not_the_new_one()
    {
        await using var journey = await StartAsync(steps => steps.SendSms("one", template: "one").Wait("a-day", Days(1))
            .SendSms("two", template: "two").Wait("b-day", Days(1)).SendSms("three", template: "three"));
        await journey.EnrollAsync(Some.Customer());
        await journey.Client.SaveCustomersAsync([With(Some.Customer(), "+420777000000")], Token);

        (await journey.Client.ReportAsync([Report(journey, DeliveryReportStatus.Failed) with { Bounce = BounceClass.Hard,
            Reason = "twilio-30005" }], Token)).Should().Equal(ReportOutcome.Recorded);
        await journey.AdvanceAsync(TimeSpan.FromHours(25));

        journey.Sent.Should().Equal(["one by sms", "two by sms"], "the new number never bounced");
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);
        await journey.AdvanceAsync(TimeSpan.FromHours(25));
        (await journey.MessageAsync("three")).Reason.Should().Be("suppressed");
    }

    [Theory]
    [InlineData(DeliveryReportStatus.Complained)]
    [InlineData(DeliveryReportStatus.Unsubscribed)]
    public async Task Complaints_and_unsubscriptions_suppress_the_address(DeliveryReportStatus status)
    {
        await using var journey = await StartAsync(
            steps => steps.SendSms("one", template: "one").Wait("a-day", Days(1)).SendSms("two", template: "two"));
        await journey.EnrollAsync(Some.Customer());

        await journey.Client.ReportAsync([Report(journey, status)], Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        (await journey.MessageAsync("two")).Reason.Should().Be("suppressed");
        (await journey.MessageAsync("one")).Status.Should().Be(MessageStatus.Sent, "it arrived");
    }

    [Fact]
    public async Task Three_soft_bounces_in_seven_days_suppress_in_any_order_of_reports()
    {
        await using var journey = await StartAsync(steps =>
        {
            for (var number = 0; number < 4; number++)
                steps.SendSms($"text-{number}", template: "text").Wait($"wait-{number}", Days(2));
        });
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(97));
        var reports = Enumerable.Range(0, 3).Select(index => Report(journey, DeliveryReportStatus.Failed,
            index) with { Bounce = BounceClass.Soft, OccurredAt = journey.Messages[index].SentAt.AddHours(1) }).ToList();

        await journey.Client.ReportAsync([reports[2]], Token);
        await journey.Client.ReportAsync([reports[1]], Token);
        await journey.Client.ReportAsync([reports[0]], Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        (await journey.MessageAsync("text-3")).Reason.Should().Be("suppressed");
    }

    [Fact]
    public async Task Soft_bounces_of_an_old_number_do_not_count_for_the_new_one()
    {
        await using var journey = await StartAsync(steps =>
        {
            for (var number = 0; number < 4; number++)
                steps.SendSms($"text-{number}", template: "text").Wait($"wait-{number}", Days(1));
        });
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(25));
        await journey.Client.SaveCustomersAsync([With(Some.Customer(), "+420777000000")], Token);
        await journey.AdvanceAsync(TimeSpan.FromHours(24));
        for (var index = 0; index < 3; index++)
            await journey.Client.ReportAsync(
                [Report(journey, DeliveryReportStatus.Failed, index) with { Bounce = BounceClass.Soft }], Token);

        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        (await journey.MessageAsync("text-3")).Status.Should().Be(MessageStatus.Sent);
    }

    [Fact]
    public async Task A_late_failure_frees_the_cap_and_tries_the_next_channel()
    {
        await using var journey = await StartAsync(
            steps => steps.Send("nudge", Channel.WhatsApp, template: "nudge", options: send => send.FallbackTo(Channel.Sms, "nudge-sms"))
                .Wait("think", Days(3)),
            options => options.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(7) }));
        await journey.EnrollAsync(Some.Customer());
        journey.Sent.Should().Equal("nudge by whatsapp");
        await journey.AdvanceAsync(TimeSpan.FromMinutes(10));

        var report = Report(journey, DeliveryReportStatus.Failed) with { Reason = "whatsapp-131026", Channel = Channel.WhatsApp };
        (await journey.Client.ReportAsync([report, report], Token)).Should().Equal(ReportOutcome.Recorded, ReportOutcome.Repeated);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        journey.Sent.Should().Equal("nudge by whatsapp", "nudge by sms");
        (await journey.RecordAsync()).Messages.Select(message => (message.Channel.Name, message.Status, message.Reason)).Should()
            .Equal(("whatsapp", MessageStatus.Rejected, "whatsapp-131026"), ("sms", MessageStatus.Sent, null));
        (await journey.CountAsync(JourneyMeasures.FailedLater, "whatsapp:whatsapp-131026")).Should().Be(1);
    }

    [Fact]
    public async Task A_failure_after_a_day_or_after_the_exit_is_recorded_and_tries_no_other_channel()
    {
        await using var journey = await StartAsync(
            steps => steps.SendSms("nudge", template: "nudge", options: send => send.FallbackTo(Channel.Email, "nudge-mail"))
                .Wait("think", Days(3)),
            more: journey => journey.ExitOn("bought", EventNames.Purchase));
        await journey.EnrollAsync(Some.Customer());
        await journey.EnrollAsync(Some.Customer("bob"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await journey.PurchaseAsync(new CustomerId("bob"));

        await journey.Client.ReportAsync([Report(journey, DeliveryReportStatus.Failed, 1)], Token);
        await journey.AdvanceAsync(TimeSpan.FromHours(25));
        await journey.Client.ReportAsync([Report(journey, DeliveryReportStatus.Failed)], Token);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        journey.Sent.Should().HaveCount(2).And.OnlyContain(sent => sent == "nudge by sms");
        (await journey.MessageAsync("nudge")).Status.Should().Be(MessageStatus.Rejected);
    }

    [Fact]
    public async Task A_report_that_precedes_the_answer_of_the_send_overrides_it()
    {
        await using var journey = await StartAsync(steps => steps.SendSms("text", template: "text").Wait("think", Days(3)));
        journey.On(Channel.Sms).Answer = message =>
        {
            journey.Client.ReportAsync(
                [new DeliveryReport { Channel = Channel.Sms, Status = DeliveryReportStatus.Failed, OccurredAt = message.SentAt,
                    Token = message.ReportToken, Reason = "twilio-30005", Bounce = BounceClass.Hard }], Token).GetAwaiter().GetResult();
            return DeliveryResult.Delivered;
        };

        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await journey.MessageAsync("text")).Should()
            .Match<OutboxMessage>(message => message.Status == MessageStatus.Rejected && message.Reason == "twilio-30005");
        (await journey.CountAsync(JourneyMeasures.Sent)).Should().Be(0);
        (await journey.CountAsync(JourneyMeasures.NotSent)).Should().Be(1);
        (await HadAsync(journey, EventNames.MessageSent)).Should().BeFalse();
    }

    [Fact]
    public async Task A_message_in_doubt_that_was_delivered_is_sent_and_not_sent_again()
    {
        await using var journey = await StartAsync(steps =>
            steps.SendSms("text", template: "text", options: send => send.OnAmbiguous = AmbiguityPolicy.Resend).Wait("think", Days(3)));
        string? token = null;
        var tries = 0;
        journey.On(Channel.Sms).Answer = message =>
        {
            (token, tries) = (message.ReportToken, tries + 1);
            return DeliveryResult.Ambiguous("timeout");
        };
        await journey.EnrollAsync(Some.Customer());

        var report = new DeliveryReport { Channel = Channel.Sms, Status = DeliveryReportStatus.Delivered,
            OccurredAt = journey.Time.GetUtcNow(), Token = token };
        (await journey.Client.ReportAsync([report], Token)).Should().Equal(ReportOutcome.Recorded);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        tries.Should().Be(1);
        (await journey.MessageAsync("text")).Status.Should().Be(MessageStatus.Sent);
        (await journey.CountAsync(JourneyMeasures.Sent)).Should().Be(1);
    }

    [Fact]
    public async Task Forged_unknown_and_foreign_tokens_change_nothing()
    {
        await using var journey = await StartAsync(steps => steps.SendSms("text", template: "text").Wait("think", Days(3)));
        await journey.EnrollAsync(Some.Customer());
        var report = Report(journey, DeliveryReportStatus.Failed) with { Bounce = BounceClass.Hard };
        var token = report.Token!;
        DeliveryReport[] bad =
        [
            report with { Token = null }, report with { Token = "" }, report with { Token = "nonsense" },
            report with { Token = token[..^2] + (token[^1] == 'a' ? "bb" : "aa") },
            report with { Token = "baaa" + token[4..] }, report with { Token = journey.Messages[0].UnsubscribeUrl!.Query["?t=".Length..] },
            report with { Token = "\0.\0" },
        ];

        (await journey.Client.ReportAsync(bad, Token)).Should().AllBeEquivalentTo(ReportOutcome.Unmatched);
        (await journey.Client.ReportAsync([report with { Channel = Channel.Email }], Token)).Should().Equal(ReportOutcome.Unknown);
        (await journey.Privacy.UnsubscribeAsync(token, Token)).Should().BeFalse("it is for another purpose");

        (await journey.MessageAsync("text")).Status.Should().Be(MessageStatus.Sent);
        await journey.Privacy.EraseAsync(Ada, Token);
        (await journey.Client.ReportAsync([report with { Bounce = BounceClass.Soft }], Token)).Should().Equal(ReportOutcome.Unknown);
        (await journey.RecordAsync()).Messages.Should().BeEmpty();
    }

    [Fact]
    public async Task Reports_need_tokens_and_tokens_need_a_key()
    {
        await using var journey = await Journeys.StartAsync(steps => steps.SendSms("text", template: "text"));
        await journey.EnrollAsync(Some.Customer());

        journey.Messages.Single().ReportToken.Should().BeNull();
    }

    [Fact]
    public async Task A_report_with_only_the_providers_message_id_changes_nothing()
    {
        await using var journey = await StartAsync(steps => steps.Send("text", Channel.Viber, template: "text"));
        await journey.EnrollAsync(Some.Customer());
        var reports = ((DeliveryReportStatus[])[DeliveryReportStatus.Delivered, DeliveryReportStatus.Opened, DeliveryReportStatus.Failed])
            .Select(status => new DeliveryReport { Channel = Channel.Viber, Status = status, OccurredAt = journey.Time.GetUtcNow(),
                ProviderMessageId = "4912661846655238145", Address = journey.Messages[0].Address }).ToList();

        (await journey.Client.ReportAsync(reports, Token)).Should()
            .Equal(ReportOutcome.Unmatched, ReportOutcome.Unmatched, ReportOutcome.Unmatched);

        (await journey.MessageAsync("text")).Status.Should().Be(MessageStatus.Sent);
    }

    [Theory]
    [InlineData(DeliveryReportStatus.Delivered)]
    [InlineData(DeliveryReportStatus.Opened)]
    [InlineData(DeliveryReportStatus.Clicked)]
    public async Task A_failure_that_is_reported_after_the_message_arrived_queues_no_other_channel(DeliveryReportStatus arrived)
    {
        await using var journey = await StartAsync(
            steps => steps.SendSms("offer", template: "text", options: send => send.FallbackTo(Channel.Push, "push")));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));

        await journey.Client.ReportAsync([Report(journey, arrived)], Token);
        (await journey.Client.ReportAsync([Report(journey, DeliveryReportStatus.Failed)], Token)).Should().Equal(ReportOutcome.Recorded);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));

        journey.Sent.Should().Equal("offer by sms");
        (await journey.MessageAsync("offer")).Status.Should().Be(MessageStatus.Sent);
        (await HadAsync(journey, EventNames.MessageFailed)).Should().BeTrue();
    }

    [Fact]
    public async Task Delivered_and_failed_in_one_call_queue_no_other_channel()
    {
        await using var journey = await StartAsync(
            steps => steps.SendSms("offer", template: "text", options: send => send.FallbackTo(Channel.Push, "push")));
        await journey.EnrollAsync(Some.Customer());

        await journey.Client.ReportAsync(
            [Report(journey, DeliveryReportStatus.Delivered), Report(journey, DeliveryReportStatus.Failed)], Token);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));

        journey.Sent.Should().Equal("offer by sms");
    }

    [Fact]
    public async Task A_delivery_that_is_reported_after_a_failure_withdraws_the_other_channel_if_it_has_not_left()
    {
        await using var journey = await StartAsync(
            steps => steps.SendSms("offer", template: "text", options: send => send.FallbackTo(Channel.Push, "push")),
            options => options.QuietHours.Add(
                new QuietHours { From = new TimeOnly(7, 0), Until = new TimeOnly(12, 0), Channels = [Channel.Push] }));
        await journey.EnrollAsync(Some.Customer());
        await journey.Client.ReportAsync([Report(journey, DeliveryReportStatus.Failed)], Token);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));

        await journey.Client.ReportAsync([Report(journey, DeliveryReportStatus.Delivered)], Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        journey.Sent.Should().Equal("offer by sms");
        (await journey.RecordAsync()).Messages.Single(message => message.Channel == Channel.Push).Should().BeEquivalentTo(
            new { Status = MessageStatus.Withdrawn, Reason = RefusalReasons.Arrived });
        (await journey.RecordAsync()).Messages.Single(message => message.Channel == Channel.Sms).Status.Should().Be(MessageStatus.Sent);
        (await journey.CountAsync(JourneyMeasures.FailedLater)).Should().Be(0);
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as completed");
    }

    [Fact]
    public async Task A_dead_message_that_is_reported_as_delivered_is_sent_and_cannot_be_resumed()
    {
        await using var journey = await StartAsync(
            steps => steps.SendSms("offer", template: "text"), options => options.Retries.MaxAttempts = 1);
        string? token = null;
        journey.On(Channel.Sms).Answer = message =>
        {
            token = message.ReportToken;
            return DeliveryResult.RetryLater("busy");
        };
        await journey.EnrollAsync(Some.Customer());
        var report = new DeliveryReport { Channel = Channel.Sms, Status = DeliveryReportStatus.Delivered,
            OccurredAt = journey.Time.GetUtcNow(), Token = token };

        (await journey.Client.ReportAsync([report], Token)).Should().Equal(ReportOutcome.Recorded);

        var message = await journey.MessageAsync("offer");
        message.Status.Should().Be(MessageStatus.Sent);
        (await journey.Operations.ResumeAsync(message.Id, Token)).Should().BeFalse();
        (await journey.CountAsync(JourneyMeasures.NotSent)).Should().Be(0);
        (await journey.CountAsync(JourneyMeasures.Sent)).Should().Be(1);
    }

    [Fact]
    public async Task A_message_that_arrived_keeps_its_slot_under_a_cap_whatever_is_reported_later()
    {
        await using var journey = await StartAsync(
            steps => steps.SendSms("one", template: "one").Wait("a-day", Days(1)).SendSms("two", template: "two"),
            options => options.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(7) }));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));
        await journey.Client.ReportAsync(
            [Report(journey, DeliveryReportStatus.Delivered), Report(journey, DeliveryReportStatus.Failed)], Token);

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Sent.Should().Equal("one by sms");
    }

    [Fact]
    public async Task A_purchase_after_a_late_failure_reaches_the_message_on_the_next_channel()
    {
        await using var journey = await JourneyHarness.StartAsync(
            Journeys.Of(
                steps => steps.SendSms("offer", template: "text", options: send => send.FallbackTo(Channel.Push, "push")),
                rules => rules.ExitOn("bought", EventNames.Purchase)),
            options => options.Configure = retention => retention.Configure(settings =>
            {
                settings.Privacy.Key = "0123456789abcdef";
                settings.QuietHours.Add(
                    new QuietHours { From = new TimeOnly(7, 0), Until = new TimeOnly(12, 0), Channels = [Channel.Push] });
            }));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));
        await journey.Client.ReportAsync([Report(journey, DeliveryReportStatus.Failed)], Token);

        await journey.PurchaseAsync(Ada);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        journey.Sent.Should().Equal("offer by sms");
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as bought");
    }

    [Fact]
    public async Task An_unsubscription_at_the_provider_suppresses_the_address_in_every_partition()
    {
        await using var journey = await StartAsync(steps => steps.SendSms("text", template: "text"), partitions: 5);

        var stop = new DeliveryReport { Channel = Channel.Sms, Status = DeliveryReportStatus.Unsubscribed,
            OccurredAt = journey.Time.GetUtcNow(), Address = "420601000000" };
        (await journey.Client.ReportAsync([stop], Token)).Should().Equal(ReportOutcome.Suppressed);
        foreach (var id in (string[])["ada", "bob", "cid", "dan"])
            await journey.EnrollAsync(Some.Customer(id));

        journey.Sent.Should().BeEmpty();
        (await journey.MessageAsync("text")).Reason.Should().Be("suppressed");
    }

    private static DeliveryReport Report(JourneyHarness journey, DeliveryReportStatus status, int index = 0) => new()
    {
        Channel = journey.Messages[index].Channel,
        Status = status,
        OccurredAt = journey.Time.GetUtcNow(),
        Token = journey.Messages[index].ReportToken,
    };

    private static Customer With(Customer customer, string phone) =>
        customer with { Addresses = new Dictionary<Channel, string>(customer.Addresses) { [Channel.Sms] = phone } };

    private static async Task<bool> HadAsync(JourneyHarness journey, EventName name) =>
        (await journey.Client.ExplainAsync(Customer.Had(name).AtLeast(1), Ada, Token)).Holds;

    private static Task<JourneyHarness> StartAsync(Action<StepsBuilder> steps, Action<RetentionOptions>? configure = null,
        int partitions = 1, Action<JourneyBuilder>? more = null) => Journeys.StartAsync(
        steps,
        harness => harness.Configure = retention =>
        {
            retention.Store.Use(_ => new InMemoryRetentionStore(partitions));
            retention.Configure(options =>
            {
                options.Privacy.Key = "a key that nobody guesses";
                options.Privacy.UnsubscribeUrl = "https://shop.example/unsubscribe?t={token}";
                configure?.Invoke(options);
            });
        },
        more);
}
