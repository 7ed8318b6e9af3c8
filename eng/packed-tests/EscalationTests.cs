using Retention.Workflows;
using Retention.Workflows.Messaging;
using Retention.Workflows.Testing;
using Xunit;
using static Retention.Workflows.Period;

namespace PackedTests;

/// <summary>A more expensive channel for customers who did not open the e-mail.</summary>
public sealed class EscalationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_customer_who_did_not_open_the_mail_gets_a_text_message()
    {
        await using var shop = await ShopHost.StartAsync(
            retention => retention.Journeys.Add<Escalation>(),
            new Dictionary<string, string>
            {
                ["offer.email.subject.hbs"] = "For you",
                ["offer.email.text.hbs"] = "A third off.",
                ["nudge.sms.text.hbs"] = "A third off, until Sunday.",
            });
        await shop.SaveAsync(Texted("ada", "+420601000001"), Texted("bob", "+420601000002"));
        foreach (var customer in (CustomerId[])[Shop.Ada, Shop.Bob])
            await shop.Client.EnrollAsync(Escalation.Name, customer, cancellationToken: Token);
        await shop.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Equal(["ada@shop.example", "bob@shop.example"], shop.Mails.Select(mail => mail.To));

        await OpenAsync(shop, Shop.Bob);
        await shop.AdvanceAsync(TimeSpan.FromDays(2));

        Assert.Equal(["+420601000001"], shop.TextedNumbers);
        var bob = await shop.Client.ReadCustomerAsync(Shop.Bob, Token);
        Assert.Equal("read", Assert.Single(bob.Enrollments).Outcome);
    }

    [Theory]
    [InlineData(OpenEvidence.Machine, "offer by email, nudge by sms")]
    [InlineData(OpenEvidence.Human, "offer by email")]
    public async Task An_open_that_the_provider_reports_as_a_machines_does_not_count(OpenEvidence evidence, string sent)
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        var report = new DeliveryReport
        {
            Channel = Channel.Email,
            Status = DeliveryReportStatus.Opened,
            Evidence = evidence,
            OccurredAt = journey.Time.GetUtcNow(),
            Token = journey.Messages[0].ReportToken,
        };
        Assert.Equal([ReportOutcome.Recorded], await journey.Client.ReportAsync([report], Token));

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        Assert.Equal(sent, string.Join(", ", journey.Sent));
    }

    private static Customer Texted(string id, string number) => Some.Customer(id) with
    {
        Addresses = new Dictionary<Channel, string> { [Channel.Email] = $"{id}@shop.example", [Channel.Sms] = number },
    };

    /// <summary>Reports an open as a shop does that sees it itself.</summary>
    private static async Task OpenAsync(ShopHost shop, CustomerId customer)
    {
        var message = Assert.Single((await shop.Client.ReadCustomerAsync(customer, Token)).Messages);
        await shop.HappenAsync(Shop.Event(customer, EventNames.MessageOpened, shop.Now) with
        {
            Properties = new PropertyBag(
            [
                new("enrollment", message.Enrollment.ToString()),
                new("step", message.Step),
                new("message", message.Id.ToString()),
                new("channel", message.Channel.Name),
            ]),
        });
    }

    private static Task<JourneyHarness> StartAsync() => JourneyHarness.StartAsync<Escalation>(options =>
    {
        options.CancellationToken = Token;
        options.Configure = retention => retention.Configure(engine => engine.Privacy.Key = "a-key-for-tests-only");
    });

    private sealed class Escalation : IJourney
    {
        public static JourneyName Name => new("escalation");

        public static void Define(JourneyBuilder journey) => journey.Steps
            .SendEmail("offer", template: "offer")
            .Wait("think", Days(3))
            .If("opened", Customer.Opened("offer"),
                then: steps => steps.Exit("read"),
                otherwise: steps => steps.SendSms("nudge", template: "nudge"));
    }
}
