using Retention.Workflows.Messaging;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Testing.Tests;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>The sending rules: caps, quiet hours, fallback channels, paused channels, priorities.</summary>
public sealed class SendingRulesTests
{
    private static readonly CustomerId Ada = Journeys.Ada;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_over_the_cap_is_not_sent_with_that_reason()
    {
        await using var journey = await StartAsync(
            steps => steps.SendEmail("one", template: "one").SendEmail("two", template: "two").SendEmail("three", template: "three"),
            options => options.FrequencyCaps.Add(new FrequencyCap { Max = 2, Period = Days(7) }));

        await journey.EnrollAsync(Some.Customer());

        journey.Sent.Should().Equal("one by email", "two by email");
        (await journey.MessageAsync("three")).Reason.Should().Be("capped");
        (await journey.CountAsync(JourneyMeasures.NotSent, "email:capped")).Should().Be(1);
    }

    [Fact]
    public async Task The_window_of_a_cap_rolls()
    {
        await using var journey = await StartAsync(
            steps => steps.SendEmail("one", template: "one").Wait("a-while", Days(6)).SendEmail("two", template: "two")
                .Wait("a-day", Days(1) + Minutes(1)).SendEmail("three", template: "three"),
            options => options.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(7) }));
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(9));

        journey.Sent.Should().Equal("one by email", "three by email");
    }

    [Fact]
    public async Task A_capped_message_that_may_wait_is_sent_when_a_slot_is_free()
    {
        await using var journey = await StartAsync(
            steps => steps.SendEmail("one", template: "one").SendEmail("two", template: "two", options: send => send.DeferUpTo = Days(3)),
            options => options.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(2) }));
        await journey.EnrollAsync(Some.Customer());
        journey.Sent.Should().ContainSingle();

        await journey.AdvanceAsync(TimeSpan.FromDays(4));

        journey.Sent.Should().HaveCount(2);
        (journey.Messages[1].SentAt - journey.Messages[0].SentAt).Should().BeCloseTo(TimeSpan.FromDays(2), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Transactional_messages_are_exempt_and_do_not_count()
    {
        await using var journey = await StartAsync(
            steps => steps
                .SendEmail("receipt", template: "receipt", options: send => send.Topic = Topic.Transactional)
                .SendEmail("offer", template: "offer")
                .SendEmail("second-receipt", template: "receipt", options: send => send.Topic = Topic.Transactional),
            options => options.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(7) }));

        await journey.EnrollAsync(Some.Customer());

        journey.Sent.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_permanently_failed_send_releases_its_slot()
    {
        await using var journey = await StartAsync(
            steps => steps.SendEmail("one", template: "one").Wait("a-bit", Hours(1)).SendEmail("two", template: "two"),
            options => options.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(7) }));
        journey.On(Channel.Email).Answer = message =>
            message.Content.Text.StartsWith("one", StringComparison.Ordinal) ? DeliveryResult.Rejected("550") : DeliveryResult.Delivered;
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        journey.Sent.Should().Equal("two by email");
    }

    [Fact]
    public async Task A_retried_message_keeps_its_slot_under_the_cap()
    {
        await using var journey = await StartAsync(
            steps => steps.SendEmail("one", template: "one", options: send => send.OnAmbiguous = AmbiguityPolicy.Resend)
                .Wait("a-bit", Minutes(10)).SendSms("two", template: "two"),
            options =>
            {
                options.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(7) });
                options.Retries.Delay = TimeSpan.FromHours(1);
            });
        var tries = 0;
        journey.On(Channel.Email).Answer = _ => ++tries == 1 ? DeliveryResult.Ambiguous("cut") : DeliveryResult.Delivered;
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromHours(3));

        tries.Should().Be(2, "it does not stand in its own way");
        (await journey.MessageAsync("one")).Status.Should().Be(MessageStatus.Sent);
        (await journey.MessageAsync("two")).Reason.Should().Be("capped", "the first one may have come through");
    }

    [Fact]
    public async Task A_transactional_message_being_sent_takes_no_slot_under_a_cap()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        Task<JourneyHarness> StartOnAsync() => Journeys.StartAsync(
            steps => steps.SendEmail("receipt", template: "receipt", options: send => send.Topic = Topic.Transactional)
                .SendSms("offer", template: "offer"),
            harness => harness.Configure = retention =>
            {
                retention.Store.Use(_ => store);
                retention.Configure(options =>
                {
                    options.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(7) });
                    options.Delivery.SendConcurrency = 1;
                });
            });
        await using var journey = await StartOnAsync();
        await using var other = await StartOnAsync();
        other.On(Channel.Email).Answer = _ => throw new InvalidOperationException("It is in other hands.");
        journey.On(Channel.Email).Answer = _ =>
        {
            other.AdvanceAsync(TimeSpan.Zero).GetAwaiter().GetResult();
            return DeliveryResult.Delivered;
        };

        await journey.EnrollAsync(Some.Customer());

        other.Sent.Should().Equal("offer by sms");
    }

    [Fact]
    public async Task An_outdated_decision_sends_nothing_in_quiet_hours()
    {
        ManualTime? time = null;
        var slow = Bug.In<IOutboxStore>(nameof(IOutboxStore.UpdateAsync), (_, arguments, call) =>
        {
            if (time!.GetUtcNow().Hour < 9
                && ((IReadOnlyList<OutboxMessage>)arguments[0]!).Any(message => message.Status == MessageStatus.Dispatching))
                time.Advance(TimeSpan.FromHours(1));
            return call();
        });
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendSms("text", template: "text"), harness => harness.Configure = retention =>
            {
                retention.Store.Use(_ => slow.Plant(new InMemoryRetentionStore()));
                retention.Configure(
                    options => options.QuietHours.Add(new QuietHours { From = new TimeOnly(8, 30), Until = new TimeOnly(12, 0) }));
            });
        time = journey.Time;

        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(6));

        journey.Messages.Single().SentAt.Hour.Should().Be(12);
    }

    [Fact]
    public async Task A_cap_of_one_channel_does_not_affect_the_others()
    {
        await using var journey = await StartAsync(
            steps => steps.SendSms("text", template: "text").SendSms("again", template: "text").SendEmail("mail", template: "mail"),
            options => options.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(7), Channel = Channel.Sms }));

        await journey.EnrollAsync(Some.Customer());

        journey.Sent.Should().BeEquivalentTo("text by sms", "mail by email");
    }

    [Fact]
    public async Task The_last_slot_of_a_cap_goes_to_the_journey_with_the_higher_priority()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        void Configure(Retention.Workflows.Hosting.RetentionBuilder retention)
        {
            retention.Store.Use(_ => store);
            retention.Journeys.Add(JourneyDefinition.Build(new JourneyName("important"), journey =>
            {
                journey.Priority(10);
                journey.Steps.SendEmail("urgent", template: "urgent");
            }));
            retention.Configure(options => options.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(7) }));
        }

        await using var journey = await Journeys.StartAsync(
            steps => steps.SendEmail("plain", template: "plain"), options => options.Configure = Configure);
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);
        await journey.Client.EnrollAsync(new JourneyName("under-test"), Ada, cancellationToken: Token);
        await journey.Client.EnrollAsync(new JourneyName("important"), Ada, cancellationToken: Token);

        await journey.AdvanceAsync(TimeSpan.Zero);

        journey.Sent.Should().Equal("urgent by email");
    }

    [Fact]
    public async Task A_message_waits_until_quiet_hours_in_the_customers_zone_end()
    {
        await using var journey = await StartAsync(
            steps => steps.SendSms("text", template: "text"),
            options => options.QuietHours.Add(new QuietHours { From = new TimeOnly(21, 0), Until = new TimeOnly(8, 0) }));
        await journey.EnrollAsync(Some.Customer("ada", "America/New_York"));
        await journey.EnrollAsync(Some.Customer("bob", "Europe/Prague"));
        journey.Messages.Select(message => message.Customer.Value).Should()
            .Equal(["bob"], "it is 3 in the morning in New York and 9 in Prague");

        await journey.AdvanceAsync(TimeSpan.FromHours(6));

        var sent = journey.Messages.Single(message => message.Customer == Ada).SentAt;
        sent.Should().BeOnOrAfter(new DateTimeOffset(2026, 1, 8, 13, 0, 0, TimeSpan.Zero)).And
            .BeBefore(new DateTimeOffset(2026, 1, 8, 13, 10, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task All_rules_are_checked_again_after_quiet_hours()
    {
        await using var journey = await StartAsync(
            steps => steps.SendSms("text", template: "text"),
            options => options.QuietHours.Add(new QuietHours { From = new TimeOnly(7, 0), Until = new TimeOnly(12, 0) }));
        await journey.EnrollAsync(Some.Customer());
        await journey.Client.SaveCustomersAsync([Some.Customer() with { Consents = [] }], Token);

        await journey.AdvanceAsync(TimeSpan.FromHours(6));

        journey.Sent.Should().BeEmpty();
        (await journey.MessageAsync("text")).Reason.Should().Be("no-consent");
    }

    [Fact]
    public async Task Quiet_hours_of_one_channel_do_not_delay_others_or_transactional_messages()
    {
        await using var journey = await StartAsync(
            steps => steps.SendSms("text", template: "text").SendEmail("mail", template: "mail")
                .SendSms("code", template: "code", options: send => send.Topic = Topic.Transactional),
            options => options.QuietHours.Add(
                new QuietHours { From = new TimeOnly(7, 0), Until = new TimeOnly(12, 0), Channels = [Channel.Sms] }));

        await journey.EnrollAsync(Some.Customer());

        journey.Sent.Should().BeEquivalentTo("mail by email", "code by sms");
    }

    [Fact]
    public async Task A_refused_message_continues_with_the_next_channel()
    {
        await using var journey = await StartAsync(steps => steps.Send("last-call", Channel.Push, template: "push",
            options: send => send.FallbackTo(Channel.WhatsApp, "chat").FallbackTo(Channel.Sms, "text")));

        await journey.EnrollAsync(Some.Customer() with { Addresses = new Dictionary<Channel, string> { [Channel.Sms] = "+420601000000" } });

        journey.Sent.Should().Equal("last-call by sms");
        journey.Messages.Single().Content.Text.Should().StartWith("text");
        (await journey.RecordAsync()).Messages.Select(message => (message.Channel, message.Reason)).Should()
            .Equal((Channel.Push, "no-address"), (Channel.WhatsApp, "no-address"), (Channel.Sms, null));
        (await journey.Client.ReadCustomerAsync(Ada, Token)).Messages.Select(message => message.IdempotencyKey).Should()
            .OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_fallback_applies_only_when_its_condition_is_true()
    {
        await using var journey = await StartAsync(steps => steps.Send("last-call", Channel.Push, template: "push", options: send => send
            .FallbackTo(Channel.Sms, "text", Customer.SpentAtLeast(100)).FallbackTo(Channel.Email, "mail")));
        await journey.Client.SaveCustomersAsync([WithoutPush("ada"), WithoutPush("bob")], Token);
        await journey.Client.AppendEventsAsync([Some.Purchase(new CustomerId("bob"), journey.Time.GetUtcNow().AddDays(-3), 500)], Token);

        await journey.EnrollAsync(WithoutPush("ada"));
        await journey.EnrollAsync(WithoutPush("bob"));

        journey.Messages.Select(message => (message.Customer.Value, message.Channel)).Should()
            .Equal(("ada", Channel.Email), ("bob", Channel.Sms));
    }

    [Fact]
    public async Task A_permanently_rejected_message_continues_with_the_next_channel_once()
    {
        await using var journey = await StartAsync(
            steps => steps.Send("mail", Channel.Email, template: "mail", options: send => send.FallbackTo(Channel.Sms, "text")));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Rejected("550");

        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Sent.Should().Equal("mail by sms");
    }

    [Fact]
    public async Task An_exited_customer_gets_nothing_over_a_fallback_channel()
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.Send("mail", Channel.Push, template: "mail", options: send => send.FallbackTo(Channel.Sms, "text"))
                .Wait("think", Days(1)),
            more: builder => builder.ExitOn("bought", EventNames.Purchase));
        journey.On(Channel.Push).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromHours(1));
        await journey.EnrollAsync(WithPush());
        journey.On(Channel.Push).Answer = _ => DeliveryResult.Rejected("gone");
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        await journey.PurchaseAsync(Ada);
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task A_message_being_sent_at_the_purchase_is_marked()
    {
        JourneyHarness? harness = null;
        await using var journey = harness = await Journeys.StartAsync(steps => steps.SendEmail("mail", template: "mail")
            .Wait("think", Days(1)), more: builder => builder.ExitOn("bought", EventNames.Purchase));
        journey.On(Channel.Email).Answer = message =>
        {
            harness.Client.AppendEventsAsync([Some.Purchase(message.Customer, harness.Time.GetUtcNow().AddSeconds(1), 50)], Token)
                .GetAwaiter().GetResult();
            return DeliveryResult.Delivered;
        };

        await journey.EnrollAsync(Some.Customer());

        (await journey.MessageAsync("mail")).Reason.Should().Be("exited-after-hand-over");
        (await journey.WhereIsAsync(Ada)).Should().Be("ended as bought");
        (await journey.CountAsync(JourneyMeasures.ExitedAfterHandOver)).Should().Be(1);
    }

    [Fact]
    public async Task A_dead_channel_pauses_and_its_messages_lose_no_attempts()
    {
        var asked = 0;
        await using var journey = await StartAsync(steps => steps.SendSms("text", template: "text").SendEmail("mail", template: "mail"));
        journey.On(Channel.Sms).Answer = _ =>
        {
            asked++;
            return DeliveryResult.RetryLater("http-unreachable");
        };
        for (var number = 0; number < 40; number++)
            await journey.EnrollAsync(Some.Customer($"c{number}"));

        asked.Should().BeLessThan(20, "it was left alone after some failures in a row");
        journey.Sent.Should().HaveCount(40).And.OnlyContain(sent => sent == "mail by email");
        journey.On(Channel.Sms).Answer = _ => DeliveryResult.Delivered;
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        journey.Sent.Should().HaveCount(80);
    }

    [Fact]
    public async Task A_channel_keeps_its_rate()
    {
        await using var journey = await StartAsync(
            steps => steps.SendSms("text", template: "text"),
            options => options.RateLimits[Channel.Sms] = 2);
        await journey.Client.SaveCustomersAsync([.. Enumerable.Range(0, 30).Select(number => Some.Customer($"c{number}"))], Token);
        for (var number = 0; number < 30; number++)
            await journey.Client.EnrollAsync(new JourneyName("under-test"), new CustomerId($"c{number}"), cancellationToken: Token);

        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        var sent = journey.Messages.Select(message => message.SentAt).ToList();
        sent.Should().HaveCount(30);
        sent.Should().OnlyContain(at => sent.Count(other => other > at - TimeSpan.FromSeconds(5) && other <= at) <= 12,
            "two a second, and a second's worth at once");
    }

    private static Task<JourneyHarness> StartAsync(Action<StepsBuilder> steps, Action<RetentionOptions>? options = null) =>
        Journeys.StartAsync(steps, harness => harness.Configure = retention => retention.Configure(settings => options?.Invoke(settings)));

    private static Customer WithoutPush(string id)
    {
        var customer = Some.Customer(id);
        return customer with { Addresses = customer.Addresses.Where(address => address.Key != Channel.Push).ToDictionary() };
    }

    private static Customer WithPush()
    {
        var customer = Some.Customer();
        return customer with
        {
            Addresses = new Dictionary<Channel, string>(customer.Addresses) { [Channel.Push] = "token" },
            Consents = [.. customer.Consents, new Consent { Topic = Topic.Marketing, Channel = Channel.Push, Granted = true }],
        };
    }
}
