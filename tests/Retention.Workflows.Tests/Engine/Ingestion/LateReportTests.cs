using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Ingestion;

/// <summary>Reports that come when another channel, a later step or a purge has changed what they are about.</summary>
public sealed class LateReportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DeliveryReportStatus.Delivered, true)]
    [InlineData(DeliveryReportStatus.Opened, true)]
    [InlineData(DeliveryReportStatus.Clicked, true)]
    [InlineData(DeliveryReportStatus.Delivered, false)]
    [InlineData(DeliveryReportStatus.Clicked, false)]
    public async Task A_failure_on_one_channel_after_the_message_arrived_on_another_queues_no_third(
        DeliveryReportStatus arrived, bool inOneCall)
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("offer", template: "mail",
            options: send => send.FallbackTo(Channel.Sms, "text").FallbackTo(Channel.Push, "push")));
        await journey.EnrollAsync(Some.Customer());
        await journey.Client.ReportAsync([Report(journey, DeliveryReportStatus.Failed)], Token);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));
        journey.Sent.Should().Equal("offer by email", "offer by sms");

        DeliveryReport[] reports = [Report(journey, arrived), Report(journey, DeliveryReportStatus.Failed, 1)];
        foreach (var call in inOneCall ? [reports] : reports.Select(report => new[] { report }))
            await journey.Client.ReportAsync(call, Token);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));

        journey.Sent.Should().Equal("offer by email", "offer by sms");
    }

    [Fact]
    public async Task A_late_failure_queues_no_other_channel_after_a_later_step_has_left()
    {
        await using var journey = await StartAsync(steps => steps
            .SendEmail("one", template: "one", options: send => send.FallbackTo(Channel.Sms, "one-text"))
            .Wait("pause", Hours(2)).SendEmail("two", template: "two").Wait("rest", Days(1)));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(3));

        (await journey.Client.ReportAsync([Report(journey, DeliveryReportStatus.Failed)], Token)).Should().Equal(ReportOutcome.Recorded);
        await journey.AdvanceAsync(TimeSpan.FromHours(3));

        journey.Sent.Should().Equal("one by email", "two by email");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_goal_that_ends_the_journey_ends_an_enrollment_that_a_late_failure_reopens(bool boughtFirst)
    {
        await using var journey = await Journeys.StartAsync(
            steps => steps.SendSms("offer", template: "text", options: send => send.FallbackTo(Channel.Push, "push")),
            harness => harness.Configure = retention => retention.Configure(options =>
            {
                options.Privacy.Key = "a key that nobody guesses";
                options.QuietHours.Add(
                    new QuietHours { From = new TimeOnly(7, 0), Until = new TimeOnly(12, 0), Channels = [Channel.Push] });
            }),
            rules => rules.Goal.On(EventNames.Purchase).Within(Days(30)).EndsJourney());
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as completed");

        if (boughtFirst)
            await journey.PurchaseAsync(Journeys.Ada);
        await journey.Client.ReportAsync([Report(journey, DeliveryReportStatus.Failed)], Token);
        if (!boughtFirst)
            await journey.PurchaseAsync(Journeys.Ada);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        journey.Sent.Should().Equal("offer by sms");
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as goal");
        (await journey.CountAsync(JourneyMeasures.Converted)).Should().Be(1);
    }

    [Theory]
    [InlineData(DeliveryReportStatus.Unsubscribed, BounceClass.Unsubscribed, true)]
    [InlineData(DeliveryReportStatus.Complained, BounceClass.Complaint, true)]
    [InlineData(DeliveryReportStatus.Failed, BounceClass.Hard, true)]
    [InlineData(DeliveryReportStatus.Failed, BounceClass.Complaint, true)]
    [InlineData(DeliveryReportStatus.Failed, BounceClass.Soft, false)]
    [InlineData(DeliveryReportStatus.Delivered, BounceClass.None, false)]
    public async Task A_wish_about_a_message_that_was_purged_suppresses_its_address(
        DeliveryReportStatus status, BounceClass bounce, bool suppresses)
    {
        await using var journey = await StartAsync(
            steps => steps.SendSms("text", template: "text"), options => options.Purge.KeepFinishedEnrollments = TimeSpan.FromDays(30));
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromDays(40));
        (await journey.RecordAsync()).Messages.Should().BeEmpty("the enrollment was purged");

        var outcome = await journey.Client.ReportAsync([Report(journey, status) with { Bounce = bounce }], Token);
        await journey.EnrollAsync(Some.Customer("bob")); // has the same number

        outcome.Should().Equal(suppresses ? ReportOutcome.Suppressed : ReportOutcome.Unknown);
        (await journey.MessageAsync("text", new CustomerId("bob"))).Reason.Should().Be(suppresses ? "suppressed" : null);
    }

    private static DeliveryReport Report(JourneyHarness journey, DeliveryReportStatus status, int index = 0) => new()
    {
        Channel = journey.Messages[index].Channel,
        Status = status,
        OccurredAt = journey.Time.GetUtcNow(),
        Token = journey.Messages[index].ReportToken,
    };

    private static Task<JourneyHarness> StartAsync(Action<StepsBuilder> steps, Action<RetentionOptions>? configure = null) =>
        Journeys.StartAsync(steps, harness => harness.Configure = retention => retention.Configure(options =>
        {
            options.Privacy.Key = "a key that nobody guesses";
            configure?.Invoke(options);
        }));
}
