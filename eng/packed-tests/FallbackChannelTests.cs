using Retention.Workflows;
using Retention.Workflows.Messaging;
using Retention.Workflows.Testing;
using Xunit;

namespace PackedTests;

/// <summary>One message with an ordered list of channels.</summary>
public sealed class FallbackChannelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_host_sends_a_text_message_to_a_customer_without_an_email_address()
    {
        await using var shop = await ShopHost.StartAsync(
            retention => retention.Journeys.Add<MailOrText>(),
            new Dictionary<string, string>
            {
                ["last-call.email.subject.hbs"] = "Last call",
                ["last-call.email.text.hbs"] = "Tonight is the end of the sale.",
                ["last-call.sms.text.hbs"] = "Tonight is the end of the sale.",
            });
        await shop.SaveAsync(
            Some.Customer("ada") with { Addresses = new Dictionary<Channel, string> { [Channel.Sms] = "+420601000001" } },
            Some.Customer("bob") with
            {
                Addresses = new Dictionary<Channel, string> { [Channel.Email] = "bob@shop.example", [Channel.Sms] = "+420601000002" },
            });
        foreach (var customer in (CustomerId[])[Shop.Ada, Shop.Bob])
            await shop.Client.EnrollAsync(MailOrText.Name, customer, cancellationToken: Token);

        await shop.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["bob@shop.example"], shop.Mails.Select(mail => mail.To));
        Assert.Equal(["+420601000001"], shop.TextedNumbers);
    }

    [Fact]
    public async Task Each_channel_is_tried_in_order_until_one_accepts_and_each_refusal_keeps_its_reason()
    {
        await using var journey = await JourneyHarness.StartAsync<LastCall>(options => options.CancellationToken = Token);
        journey.On(Channel.Push).Answer = _ => DeliveryResult.Rejected("app-removed");
        var ada = Some.Customer("ada");
        await journey.EnrollAsync(ada with { Addresses = ada.Addresses.Where(address => address.Key != Channel.WhatsApp).ToDictionary() });

        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["last-call by viber"], journey.Sent);
        var record = await journey.Client.ReadCustomerAsync(Shop.Ada, Token);
        Assert.Equal(
            ["push Rejected app-removed", "whatsapp Refused no-address", "viber Sent "],
            record.Messages.Select(message => $"{message.Channel} {message.Status} {message.Reason}"));
    }

    [Theory]
    [InlineData(100, "last-call by sms")]
    [InlineData(99, "")]
    public async Task A_fallback_with_a_condition_is_only_for_customers_who_fulfil_it(int spent, string sent)
    {
        await using var journey = await JourneyHarness.StartAsync<LastCall>(options => options.CancellationToken = Token);
        foreach (var channel in (Channel[])[Channel.Push, Channel.WhatsApp, Channel.Viber])
            journey.On(channel).Answer = _ => DeliveryResult.Rejected("unknown-user");
        await journey.Client.SaveCustomersAsync([Some.Customer("ada")], Token);
        await journey.HappenAsync(Some.Purchase(Shop.Ada, journey.Time.GetUtcNow().AddDays(-1), spent));

        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(sent, string.Join(", ", journey.Sent));
    }

    private sealed class MailOrText : IJourney
    {
        public static JourneyName Name => new("mail-or-text");

        public static void Define(JourneyBuilder journey) => journey.Steps
            .SendEmail("last-call", template: "last-call", options: send => send.FallbackTo(Channel.Sms, "last-call"));
    }

    private sealed class LastCall : IJourney
    {
        public static JourneyName Name => new("last-call");

        public static void Define(JourneyBuilder journey) => journey.Steps
            .Send("last-call", Channel.Push, template: "last-call", options: send => send
                .FallbackTo(Channel.WhatsApp, "last-call")
                .FallbackTo(Channel.Viber, "last-call")
                .FallbackTo(Channel.Sms, "last-call", Customer.SpentAtLeast(100)));
    }
}
