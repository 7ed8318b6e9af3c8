using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine;

/// <summary>Sends that wait until the fate of their message is known.</summary>
public sealed class WaitForDeliveryTests
{
    [Theory]
    [InlineData(false, "sent")]
    [InlineData(true, "refused")]
    public async Task The_way_goes_on_as_the_channel_answered(bool rejects, string way)
    {
        await using var journey = await StartAsync();
        if (rejects)
            journey.On(Channel.Email).Answer = _ => DeliveryResult.Rejected("550");

        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be($"left as {way}");
        (await journey.RecordAsync()).Messages.Should().ContainSingle();
    }

    [Fact]
    public async Task Who_has_no_address_goes_on_as_refused()
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer("ada") with { Addresses = new Dictionary<Channel, string>() });
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("left as refused");
    }

    [Fact]
    public async Task A_list_of_channels_is_decided_as_a_whole()
    {
        await using var journey = await StartAsync(send => send.FallbackTo(Channel.Sms, "text"));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Rejected("550");
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("left as sent");
        (await journey.RecordAsync()).Messages.Select(message => message.Status).Should().Equal(MessageStatus.Rejected, MessageStatus.Sent);
    }

    [Fact]
    public async Task A_message_of_unknown_fate_that_is_taken_for_sent_is_sent()
    {
        await using var journey = await StartAsync();
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Ambiguous("timeout");
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("left as sent");
    }

    [Fact]
    public async Task A_message_that_is_tried_again_for_days_is_waited_for()
    {
        var answer = DeliveryResult.RetryLater("busy", TimeSpan.FromDays(3));
        await using var journey = await StartAsync();
        journey.On(Channel.Email).Answer = _ => answer;
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        (await journey.RecordAsync()).Enrollments.Single().Should().Match<Enrollment>(enrollment => enrollment.Status == EnrollmentStatus.Active && enrollment.Step == "mail");
        answer = DeliveryResult.Delivered;
        await journey.AdvanceAsync(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("left as sent");
        (await journey.RecordAsync()).Messages.Should().ContainSingle();
    }

    [Fact]
    public async Task An_exit_during_the_wait_withdraws_the_message_and_takes_neither_way()
    {
        await using var journey = await StartAsync(more: journey => journey.ExitOn("bought", EventNames.Purchase));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromDays(3));
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.HappenAsync(new CustomerEvent { Id = "o", Customer = Journeys.Ada, Name = EventNames.Purchase, OccurredAt = journey.Time.GetUtcNow().AddSeconds(1), Amount = 10, Currency = "EUR" });
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("left as bought");
        (await journey.MessageAsync("mail")).Status.Should().Be(MessageStatus.Withdrawn);
    }

    [Fact]
    public async Task A_failure_that_is_reported_before_the_channel_has_answered_wakes_who_waits()
    {
        await using var journey = await StartAsync();
        IReadOnlyList<ReportOutcome> told = [];
        journey.On(Channel.Email).Answer = message =>
        {
            var report = new DeliveryReport { Channel = message.Channel, Token = message.ReportToken, Status = DeliveryReportStatus.Failed, OccurredAt = journey.Time.GetUtcNow() };
            told = journey.Client.ReportAsync([report], TestContext.Current.CancellationToken).GetAwaiter().GetResult();
            return DeliveryResult.Delivered;
        };

        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        told.Should().Equal(ReportOutcome.Recorded);
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("left as refused");
    }

    [Fact]
    public void Its_JSON_says_the_same()
    {
        var journey = Journeys.Of(steps => steps
            .SendEmail("mail", "mail", options: send => send.WhenSent(sent => sent.RecordEvent("told", "told")).WhenRefused(refused => refused.Exit("refused")))
            .SendEmail("other", "mail", options: send => send.WaitForDelivery = true));

        JourneyJson.Read(JourneyJson.Write(journey)).Steps.Should().Equal(journey.Steps);
        journey.Steps.Should().AllSatisfy(step => step.Branches.Should().HaveCount(2));
    }

    private static Task<JourneyHarness> StartAsync(Action<SendOptions>? options = null, Action<JourneyBuilder>? more = null) => Journeys.StartAsync(
        steps => steps.SendEmail("mail", "mail", options: send =>
        {
            send.WhenSent(sent => sent.Exit("sent")).WhenRefused(refused => refused.Exit("refused"));
            options?.Invoke(send);
        }),
        options => options.Configure = retention => retention.Configure(settings => settings.PrivacyKey = "a key that nobody guesses"),
        more);
}
