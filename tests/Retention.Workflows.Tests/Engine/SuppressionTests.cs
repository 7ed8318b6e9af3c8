using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine;

/// <summary>Whoever unsubscribed or complained, or whose mail comes back, gets nothing more there.</summary>
public sealed class SuppressionTests
{
    private static readonly CustomerId Ada = Journeys.Ada;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unsubscribed_by_the_link_of_a_mail_holds_for_what_is_queued_already()
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("one", template: "one").SendEmail("two", template: "two").SendSms("text", template: "text"));
        journey.On(Channel.Email).Answer = message => message.Content.Text.StartsWith("two", StringComparison.Ordinal) ? DeliveryResult.RetryLater("busy", TimeSpan.FromHours(1)) : DeliveryResult.Delivered;
        await journey.EnrollAsync(Some.Customer());
        var link = journey.Messages[0].UnsubscribeUrl!;
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;

        (await journey.Client.UnsubscribeAsync(link.Query["?t=".Length..], Token)).Should().BeTrue();
        await journey.AdvanceAsync(TimeSpan.FromHours(2));

        link.Host.Should().Be("shop.example");
        journey.Sent.Should().BeEquivalentTo("one by email", "text by sms");
        (await journey.MessageAsync("two")).Reason.Should().Be("suppressed");
    }

    [Fact]
    public async Task It_holds_also_when_the_shop_stores_the_customer_anew_with_consent()
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("one", template: "one").Wait("a-day", Days(1)).SendEmail("two", template: "two"));
        await journey.EnrollAsync(Some.Customer());
        await journey.Client.UnsubscribeAsync(journey.Messages.Single().UnsubscribeUrl!.Query["?t=".Length..], Token);
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Sent.Should().ContainSingle();
    }

    [Fact]
    public async Task Subscribed_again_and_unsubscribed_again_on_the_same_day_holds_again()
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("one", template: "one").Wait("a-day", Days(1)).SendEmail("two", template: "two"));
        await journey.EnrollAsync(Some.Customer());
        var token = journey.Messages.Single().UnsubscribeUrl!.Query["?t=".Length..];
        await journey.Client.UnsubscribeAsync(token, Token);
        (await journey.Client.UnsuppressAsync(Ada, Channel.Email, Topic.Marketing, Token)).Should().BeTrue();

        await journey.Client.UnsubscribeAsync(token, Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Sent.Should().ContainSingle();
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("a.b")]
    public async Task A_token_that_is_not_ours_does_nothing(string token)
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("one", template: "one"));
        await journey.EnrollAsync(Some.Customer());

        (await journey.Client.UnsubscribeAsync(token, Token)).Should().BeFalse();
        var real = journey.Messages.Single().UnsubscribeUrl!.Query["?t=".Length..];
        (await journey.Client.UnsubscribeAsync(real[..^2] + (real[^1] == 'A' ? "BB" : "AA"), Token)).Should().BeFalse("the signature is another one");
    }

    [Fact]
    public async Task Transactional_mail_carries_no_link_and_still_leaves_after_somebody_unsubscribed()
    {
        await using var journey = await StartAsync(steps => steps
            .SendEmail("one", template: "one").Wait("a-day", Days(1)).SendEmail("receipt", template: "receipt", options: send => send.Topic = Topic.Transactional));
        await journey.EnrollAsync(Some.Customer());
        await journey.Client.UnsubscribeAsync(journey.Messages.Single().UnsubscribeUrl!.Query["?t=".Length..], Token);

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Sent.Should().Equal("one by email", "receipt by email");
        journey.Messages[1].UnsubscribeUrl.Should().BeNull();
    }

    [Theory]
    [InlineData("message-bounced", "hard", 1, true)]
    [InlineData("message-bounced", "soft", 2, false)]
    [InlineData("message-bounced", "soft", 3, true)]
    [InlineData("message-complained", "", 1, true)]
    public async Task What_comes_back_suppresses_the_address_on_that_channel(string name, string kind, int times, bool suppresses)
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("mail", template: "mail", options: send => send.Topic = Topic.Transactional).SendSms("text", template: "text"));
        await journey.Client.SaveCustomersAsync([Some.Customer()], Token);
        for (var number = 0; number < times; number++)
        {
            await journey.HappenAsync(new CustomerEvent
            {
                Id = $"back-{number}",
                Customer = Ada,
                Name = new EventName(name),
                OccurredAt = journey.Time.GetUtcNow(),
                Properties = new PropertyBag([new("channel", "email"), .. kind.Length == 0 ? [] : (KeyValuePair<string, PropertyValue>[])[new("class", kind)]]),
            });
            await journey.AdvanceAsync(TimeSpan.FromDays(1));
        }

        await journey.EnrollAsync(Some.Customer());

        journey.Sent.Should().BeEquivalentTo(suppresses ? ["text by sms"] : ["mail by email", "text by sms"]);
    }

    [Fact]
    public async Task What_the_provider_says_of_the_address_at_the_hand_over_counts_too()
    {
        await using var journey = await StartAsync(steps => steps.SendSms("one", template: "one").Wait("a-day", Days(1)).SendSms("two", template: "two"));
        var asked = 0;
        journey.On(Channel.Sms).Answer = _ => ++asked == 1 ? DeliveryResult.Rejected("twilio-21610", BounceClass.Unsubscribed) : DeliveryResult.Delivered;
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        asked.Should().Be(1);
        (await journey.MessageAsync("two")).Reason.Should().Be("suppressed");
    }

    [Fact]
    public async Task What_the_provider_says_of_the_address_holds_for_what_leaves_next_already()
    {
        await using var journey = await StartAsync(steps => steps.SendSms("one", template: "one").SendSms("two", template: "two"), sendConcurrency: 1);
        var asked = 0;
        journey.On(Channel.Sms).Answer = _ => ++asked == 1 ? DeliveryResult.Rejected("twilio-21610", BounceClass.Unsubscribed) : DeliveryResult.Delivered;

        await journey.EnrollAsync(Some.Customer());

        asked.Should().Be(1);
        (await journey.MessageAsync("two")).Reason.Should().Be("suppressed");
    }

    [Fact]
    public async Task An_exit_that_the_outcome_of_a_message_brings_withdraws_the_next_one()
    {
        await using var journey = await StartAsync(
            steps => steps.Wait("a-bit", Minutes(1)).SendSms("one", template: "one").SendEmail("two", template: "two").Wait("stay", Days(1)), sendConcurrency: 1, more: journey => journey.ExitOn("complained", EventNames.MessageComplained));
        journey.On(Channel.Sms).Answer = _ => DeliveryResult.Rejected("spam", BounceClass.Complaint);

        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Sent.Should().BeEmpty();
        (await journey.MessageAsync("two")).Status.Should().Be(MessageStatus.Withdrawn);
    }

    [Fact]
    public async Task Three_soft_bounces_in_seven_days_suppress_in_whatever_order_they_come()
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

    [Fact]
    public async Task A_new_address_is_not_the_suppressed_one()
    {
        await using var journey = await StartAsync(steps => steps.SendSms("one", template: "one").Wait("a-day", Days(1)).SendSms("two", template: "two"));
        journey.On(Channel.Sms).Answer = message => message.Address == Some.Customer().AddressOn(Channel.Sms) ? DeliveryResult.Rejected("gone", BounceClass.Hard) : DeliveryResult.Delivered;
        await journey.EnrollAsync(Some.Customer());
        var ada = Some.Customer();
        await journey.Client.SaveCustomersAsync([ada with { Addresses = new Dictionary<Channel, string>(ada.Addresses) { [Channel.Sms] = "+420777000000" } }], Token);

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Sent.Should().Equal("two by sms");
    }

    [Fact]
    public async Task Wrong_settings_let_a_channel_rest_at_once()
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

    private static Task<JourneyHarness> StartAsync(Action<StepsBuilder> steps, int sendConcurrency = 8, Action<JourneyBuilder>? more = null) => Journeys.StartAsync(steps, harness => harness.Configure = retention => retention.Configure(options =>
    {
        options.SendConcurrency = sendConcurrency;
        options.PrivacyKey = "a key that nobody guesses";
        options.UnsubscribeUrl = "https://shop.example/unsubscribe?t={token}";
    }), more);
}
