using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>An address gets no more messages after an unsubscription, a complaint or a bounce.</summary>
public sealed class SuppressionTests
{
    private static readonly CustomerId Ada = Journeys.Ada;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unsubscription_by_link_applies_to_queued_messages()
    {
        await using var journey = await StartAsync(
            steps => steps.SendEmail("one", template: "one").SendEmail("two", template: "two").SendSms("text", template: "text"));
        journey.On(Channel.Email).Answer = message => message.Content.Text.StartsWith("two", StringComparison.Ordinal)
            ? DeliveryResult.RetryLater("busy", TimeSpan.FromHours(1)) : DeliveryResult.Delivered;
        await journey.EnrollAsync(Some.Customer());
        var link = journey.Messages[0].UnsubscribeUrl!;
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;

        (await journey.Privacy.UnsubscribeAsync(link.Query["?t=".Length..], Token)).Should().BeTrue();
        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        link.Host.Should().Be("shop.example");
        journey.Sent.Should().BeEquivalentTo("one by email", "text by sms");
        (await journey.MessageAsync("two")).Reason.Should().Be("suppressed");
    }

    [Theory]
    [InlineData("unsubscribed", null, "")]
    [InlineData("message-complained", null, "")]
    [InlineData("unsubscribed", "Email", "text by sms")]
    [InlineData("unsubscribed", " email ", "text by sms")]
    [InlineData("message-complained", "EMAIL", "text by sms")]
    [InlineData("unsubscribed", "sms", "mail by email")]
    public async Task A_wish_that_the_shop_tells_is_for_the_channel_it_names_or_for_all(string name, string? channel, string sent)
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("mail", template: "mail").SendSms("text", template: "text"));
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);

        (await journey.Client.AppendEventAsync(Left(journey, name, channel), Token)).Outcome.Should().Be(EventOutcome.Stored);
        await journey.EnrollAsync(Some.Customer());

        string.Join(", ", journey.Sent).Should().Be(sent);
    }

    [Theory]
    [InlineData("unsubscribed", "e-mail", "is 'e-mail'; write email")]
    [InlineData("message-complained", "whats-app", "is 'whats-app'; write whatsapp")]
    [InlineData("unsubscribed", "", "is not the name of a channel such as email")]
    [InlineData("unsubscribed", "the mail", "is not the name of a channel such as email")]
    [InlineData("message-bounced", null, "is missing: a bounce belongs to a channel")]
    public async Task A_wish_that_would_suppress_nothing_is_refused(string name, string? channel, string reason)
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("mail", template: "mail"));
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);

        var answer = await journey.Client.AppendEventAsync(Left(journey, name, channel), Token);

        answer.Outcome.Should().Be(EventOutcome.Refused);
        answer.Problems.Should().ContainSingle().Which.ToString().Should().Be($"properties.channel {reason}");
        var line = $$"""
            {"id":"w","customer":"ada","name":"{{name}}","at":"2026-01-01T00:00:00Z","properties":{ {{(channel is null ? "" : $"\"channel\":\"{channel}\"")}} } }
            """;
        ((Action)(() => EventLines.Read(new StringReader(line), "w.jsonl"))).Should().Throw<ImportException>()
            .WithMessage($"*properties.channel: {reason}*");
    }

    private static CustomerEvent Left(JourneyHarness journey, string name, string? channel) => new()
    {
        Id = "wish",
        Customer = Ada,
        Name = new EventName(name),
        OccurredAt = journey.Time.GetUtcNow(),
        Properties = channel is null ? PropertyBag.Empty : new PropertyBag([new("channel", channel)]),
    };

    [Fact]
    public async Task An_unsubscription_survives_a_save_of_the_customer_with_consent()
    {
        await using var journey = await StartAsync(
            steps => steps.SendEmail("one", template: "one").Wait("a-day", Days(1)).SendEmail("two", template: "two"));
        await journey.EnrollAsync(Some.Customer());
        await journey.Privacy.UnsubscribeAsync(journey.Messages.Single().UnsubscribeUrl!.Query["?t=".Length..], Token);
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Sent.Should().ContainSingle();
    }

    [Fact]
    public async Task A_second_unsubscription_of_the_same_day_applies()
    {
        await using var journey = await StartAsync(
            steps => steps.SendEmail("one", template: "one").Wait("a-day", Days(1)).SendEmail("two", template: "two"));
        await journey.EnrollAsync(Some.Customer());
        var token = journey.Messages.Single().UnsubscribeUrl!.Query["?t=".Length..];
        await journey.Privacy.UnsubscribeAsync(token, Token);
        (await journey.Privacy.UnsuppressAsync(Ada, Channel.Email, Topic.Marketing, Token)).Should().BeTrue();

        await journey.Privacy.UnsubscribeAsync(token, Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Sent.Should().ContainSingle();
    }

    [Fact]
    public async Task An_unsubscription_on_the_day_of_enrollment_ends_a_journey_that_exits_on_it()
    {
        await using var journey = await StartAsync(
            steps => steps.SendEmail("one", template: "one").Wait("a-day", Days(1)).SendSms("text", template: "text"),
            more: journey => journey.ExitOn("unsubscribed", EventNames.Unsubscribed));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        await journey.Privacy.UnsubscribeAsync(journey.Messages[0].UnsubscribeUrl!.Query["?t=".Length..], Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        (await journey.RecordAsync()).Enrollments.Single().Outcome.Should().Be("unsubscribed");
        journey.Sent.Should().Equal("one by email");
    }

    [Fact]
    public async Task An_unsubscription_on_the_day_of_enrollment_ends_a_wait_for_it_and_is_one_event()
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("one", template: "one").WaitFor(
            "leaves", EventNames.Unsubscribed.Value, Days(3), received => received.SendSms("sorry", template: "sorry"),
            timedOut => timedOut.SendSms("hello", template: "hello")));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        var token = journey.Messages[0].UnsubscribeUrl!.Query["?t=".Length..];

        (await journey.Privacy.UnsubscribeAsync(token, Token)).Should().BeTrue();
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await journey.Privacy.UnsubscribeAsync(token, Token)).Should().BeTrue("the same unsubscription, a minute later");
        await journey.AdvanceAsync(TimeSpan.FromDays(4));

        journey.Sent.Should().Equal("one by email", "sorry by sms");
        var export = new MemoryStream();
        await journey.Privacy.ExportAsync(Ada, export, Token);
        System.Text.Encoding.UTF8.GetString(export.ToArray()).Split("rw:unsubscribed/").Should().HaveCount(2, "it is in the log once");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("a.b")]
    public async Task A_foreign_token_does_nothing(string token)
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("one", template: "one"));
        await journey.EnrollAsync(Some.Customer());

        (await journey.Privacy.UnsubscribeAsync(token, Token)).Should().BeFalse();
        var real = journey.Messages.Single().UnsubscribeUrl!.Query["?t=".Length..];
        (await journey.Privacy.UnsubscribeAsync(real[..^2] + (real[^1] == 'A' ? "BB" : "AA"), Token)).Should()
            .BeFalse("the signature is another one");
    }

    [Fact]
    public async Task Transactional_mail_has_no_link_and_is_sent_after_an_unsubscription()
    {
        await using var journey = await StartAsync(steps => steps
            .SendEmail("one", template: "one").Wait("a-day", Days(1))
            .SendEmail("receipt", template: "receipt", options: send => send.Topic = Topic.Transactional));
        await journey.EnrollAsync(Some.Customer());
        await journey.Privacy.UnsubscribeAsync(journey.Messages.Single().UnsubscribeUrl!.Query["?t=".Length..], Token);

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Sent.Should().Equal("one by email", "receipt by email");
        journey.Messages[1].UnsubscribeUrl.Should().BeNull();
    }

    [Theory]
    [InlineData("message-bounced", "hard", 1, true)]
    [InlineData("message-bounced", "soft", 2, false)]
    [InlineData("message-bounced", "soft", 3, true)]
    [InlineData("message-complained", "", 1, true)]
    public async Task A_bounce_suppresses_the_address_on_that_channel(string name, string kind, int times, bool suppresses)
    {
        await using var journey = await StartAsync(steps =>
            steps.SendEmail("mail", template: "mail", options: send => send.Topic = Topic.Transactional).SendSms("text", template: "text"));
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);
        for (var number = 0; number < times; number++)
        {
            await journey.HappenAsync(new CustomerEvent
            {
                Id = $"back-{number}",
                Customer = Ada,
                Name = new EventName(name),
                OccurredAt = journey.Time.GetUtcNow(),
                Properties = new PropertyBag(
                    [new("channel", "email"), .. kind.Length == 0 ? [] : (KeyValuePair<string, PropertyValue>[])[new("class", kind)]]),
            });
            await journey.AdvanceAsync(TimeSpan.FromDays(1));
        }

        await journey.EnrollAsync(Some.Customer());

        journey.Sent.Should().BeEquivalentTo(suppresses ? ["text by sms"] : ["mail by email", "text by sms"]);
    }

    [Fact]
    public async Task A_bounce_in_the_answer_of_a_send_counts_too()
    {
        await using var journey = await StartAsync(
            steps => steps.SendSms("one", template: "one").Wait("a-day", Days(1)).SendSms("two", template: "two"));
        var asked = 0;
        journey.On(Channel.Sms).Answer = _ =>
            ++asked == 1 ? DeliveryResult.Rejected("twilio-21610", BounceClass.Unsubscribed) : DeliveryResult.Delivered;
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        asked.Should().Be(1);
        (await journey.MessageAsync("two")).Reason.Should().Be("suppressed");
    }

    [Fact]
    public async Task A_bounce_in_the_answer_of_a_send_applies_to_the_next_send()
    {
        await using var journey = await StartAsync(
            steps => steps.SendSms("one", template: "one").SendSms("two", template: "two"), sendConcurrency: 1);
        var asked = 0;
        journey.On(Channel.Sms).Answer = _ =>
            ++asked == 1 ? DeliveryResult.Rejected("twilio-21610", BounceClass.Unsubscribed) : DeliveryResult.Delivered;

        await journey.EnrollAsync(Some.Customer());

        asked.Should().Be(1);
        (await journey.MessageAsync("two")).Reason.Should().Be("suppressed");
    }

    [Fact]
    public async Task An_exit_caused_by_the_result_of_a_message_withdraws_the_next_one()
    {
        await using var journey = await StartAsync(
            steps => steps.Wait("a-bit", Minutes(1)).SendSms("one", template: "one").SendEmail("two", template: "two")
                .Wait("stay", Days(1)), sendConcurrency: 1, more: journey => journey.ExitOn("complained", EventNames.MessageComplained));
        journey.On(Channel.Sms).Answer = _ => DeliveryResult.Rejected("spam", BounceClass.Complaint);

        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Sent.Should().BeEmpty();
        (await journey.MessageAsync("two")).Status.Should().Be(MessageStatus.Withdrawn);
    }

    [Fact]
    public async Task Three_soft_bounces_in_seven_days_suppress_in_any_order()
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("mail", template: "mail"));
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);
        foreach (var days in (int[])[9, 1, 5, 3])
            await journey.HappenAsync(Bounce(days));
        (await journey.EnrollAsync(Some.Customer())).Refusal.Should().BeNull();

        (await journey.MessageAsync("mail")).Reason.Should().Be("suppressed");

        CustomerEvent Bounce(int days) => new()
        {
            Id = $"bounce-{days}",
            Customer = Ada,
            Name = EventNames.MessageBounced,
            OccurredAt = journey.Time.GetUtcNow().AddDays(-days),
            Properties = new PropertyBag([new("channel", "email"), new("class", "soft")]),
        };
    }

    [Theory]
    [InlineData(BounceClass.Hard)]
    [InlineData(BounceClass.Complaint)]
    [InlineData(BounceClass.Unsubscribed)]
    public async Task A_bounce_stops_messages_of_all_customers_with_the_same_address(BounceClass bounce)
    {
        await using var journey = await StartAsync(
            steps => steps.SendEmail("mail", template: "mail").SendSms("text", template: "text"), partitions: 5);
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Rejected("550", bounce);
        await journey.EnrollAsync(Some.Customer());
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;

        string[] household = ["bob", "cid", "dan", "eve", "fay"];
        foreach (var id in household)
            await journey.EnrollAsync(With(Some.Customer(id), " ADA@shop.example"));
        await journey.EnrollAsync(Some.Customer("gus"));

        foreach (var id in household)
            (await journey.RecordAsync(new CustomerId(id))).Messages.Single(message => message.Channel == Channel.Email).Reason.Should()
                .Be("suppressed", $"{id} has the mailbox of ada");
        journey.Messages.Count(message => message.Channel == Channel.Email && message.Customer == new CustomerId("gus")).Should()
            .Be(1, "another mailbox is another one");
    }

    [Fact]
    public async Task A_lifted_suppression_is_lifted_for_all_customers_with_the_address()
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("mail", template: "mail"), partitions: 5);
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Rejected("550", BounceClass.Hard);
        await journey.EnrollAsync(Some.Customer());
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;
        await journey.Client.SaveCustomersAsync([With(Some.Customer("bob"), "ada@shop.example")], Token);

        (await journey.Privacy.UnsuppressAsync(new CustomerId("bob"), Channel.Email, cancellationToken: Token)).Should().BeTrue();
        await journey.EnrollAsync(With(Some.Customer("cid"), "ada@shop.example"));

        journey.Sent.Should().Equal("mail by email");
    }

    [Fact]
    public async Task Addresses_of_an_erased_customer_get_only_transactional_messages_under_another_id()
    {
        await using var journey = await StartAsync(
            steps => steps.SendEmail("mail", template: "mail")
                .SendEmail("receipt", template: "receipt", options: send => send.Topic = Topic.Transactional), partitions: 5);
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);
        await journey.Privacy.EraseAsync(Ada, Token);

        await journey.EnrollAsync(With(Some.Customer("bob"), "ada@shop.example"));

        journey.Sent.Should().Equal("receipt by email");
        (await journey.RecordAsync(new CustomerId("bob"))).Messages.Single(message => message.Step == "mail").Reason.Should()
            .Be("suppressed");
    }

    [Fact]
    public async Task Addresses_of_an_erased_customer_stay_suppressed_until_the_suppression_is_lifted()
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("mail", template: "mail"));
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);
        await journey.Privacy.EraseAsync(Ada, Token);
        await journey.Privacy.EraseAsync(Ada, Token);
        await journey.Privacy.ReadmitAsync(Ada, Token);

        await journey.EnrollAsync(Some.Customer());
        journey.Sent.Should().BeEmpty();

        (await journey.Privacy.UnsuppressAsync(Ada, Channel.Email, Topic.Marketing, Token)).Should().BeTrue();
        await journey.EnrollAsync(Some.Customer());
        journey.Sent.Should().Equal("mail by email");
    }

    [Fact]
    public async Task A_new_address_is_not_the_suppressed_one()
    {
        await using var journey = await StartAsync(
            steps => steps.SendSms("one", template: "one").Wait("a-day", Days(1)).SendSms("two", template: "two"));
        journey.On(Channel.Sms).Answer = message => message.Address == Some.Customer().AddressOn(Channel.Sms)
            ? DeliveryResult.Rejected("gone", BounceClass.Hard) : DeliveryResult.Delivered;
        await journey.EnrollAsync(Some.Customer());
        var ada = Some.Customer();
        await journey.Client.SaveCustomersAsync(
            [ada with { Addresses = new Dictionary<Channel, string>(ada.Addresses) { [Channel.Sms] = "+420777000000" } }], Token);

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Sent.Should().Equal("two by sms");
    }

    [Fact]
    public async Task Invalid_settings_pause_a_channel_at_once()
    {
        var asked = 0;
        await using var journey = await StartAsync(steps => steps.SendSms("text", template: "text"));
        journey.On(Channel.Sms).Answer = _ =>
        {
            asked++;
            return DeliveryResult.PauseChannel("401");
        };
        for (var number = 0; number < 10; number++)
            await journey.EnrollAsync(Some.Customer($"c{number}"));

        asked.Should().Be(1, "the others keep their tries until the settings are right");
        journey.On(Channel.Sms).Answer = _ => DeliveryResult.Delivered;
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        journey.Sent.Should().HaveCount(10);
    }

    private static Customer With(Customer customer, string mailbox) =>
        customer with { Addresses = new Dictionary<Channel, string>(customer.Addresses) { [Channel.Email] = mailbox } };

    private static Task<JourneyHarness> StartAsync(Action<StepsBuilder> steps, int sendConcurrency = 8, Action<JourneyBuilder>? more = null,
        int partitions = 1) => Journeys.StartAsync(
        steps,
        harness =>
        {
            harness.Configure = retention =>
            {
                retention.Store.Use(_ => new InMemoryRetentionStore(partitions));
                retention.Configure(options =>
                {
                    options.Delivery.SendConcurrency = sendConcurrency;
                    options.Privacy.Key = "a key that nobody guesses";
                    options.Privacy.UnsubscribeUrl = "https://shop.example/unsubscribe?t={token}";
                });
            };
        },
        more);
}
