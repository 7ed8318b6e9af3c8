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
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.EnrollAsync(Some.Customer("bob"));
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        await journey.OpenAsync(Shop.Bob, "offer");

        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        var text = Assert.Single(journey.Messages, message => message.Channel == Channel.Sms);
        Assert.Equal(Shop.Ada, text.Customer);
        Assert.Equal("left as read", await journey.WhereIsAsync(Shop.Bob));
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

    private static Task<JourneyHarness> StartAsync() => JourneyHarness.StartAsync<Escalation>(options =>
    {
        options.CancellationToken = Token;
        options.Configure = retention => retention.Configure(engine => engine.PrivacyKey = "a-key-for-tests-only");
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
