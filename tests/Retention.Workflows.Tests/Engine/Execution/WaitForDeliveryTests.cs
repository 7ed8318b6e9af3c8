using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Engine.Execution;

/// <summary>Sends that wait for the result of their message.</summary>
public sealed class WaitForDeliveryTests
{
    [Theory]
    [InlineData(false, "sent")]
    [InlineData(true, "refused")]
    public async Task The_branch_follows_the_answer_of_the_channel(bool rejects, string way)
    {
        await using var journey = await StartAsync();
        if (rejects)
            journey.On(Channel.Email).Answer = _ => DeliveryResult.Rejected("550");

        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be($"ended as {way}");
        (await journey.RecordAsync()).Messages.Should().ContainSingle();
    }

    [Fact]
    public async Task A_customer_without_an_address_continues_as_refused()
    {
        await using var journey = await StartAsync();
        await journey.EnrollAsync(Some.Customer("ada") with { Addresses = new Dictionary<Channel, string>() });
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as refused");
    }

    [Fact]
    public async Task A_list_of_channels_is_decided_as_a_whole()
    {
        await using var journey = await StartAsync(send => send.FallbackTo(Channel.Sms, "text"));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Rejected("550");
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as sent");
        (await journey.RecordAsync()).Messages.Select(message => message.Status).Should().Equal(MessageStatus.Rejected, MessageStatus.Sent);
    }

    [Fact]
    public async Task A_message_in_doubt_that_counts_as_sent_takes_the_sent_branch()
    {
        await using var journey = await StartAsync();
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Ambiguous("timeout");
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as sent");
    }

    [Fact]
    public async Task A_wait_lasts_through_days_of_retries()
    {
        var answer = DeliveryResult.RetryLater("busy", TimeSpan.FromDays(3));
        await using var journey = await StartAsync();
        journey.On(Channel.Email).Answer = _ => answer;
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        (await journey.RecordAsync()).Enrollments.Single().Should()
            .Match<Enrollment>(enrollment => enrollment.Status == EnrollmentStatus.Waiting && enrollment.Step == "mail");
        answer = DeliveryResult.Delivered;
        await journey.AdvanceAsync(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as sent");
        (await journey.RecordAsync()).Messages.Should().ContainSingle();
    }

    [Fact]
    public async Task An_exit_during_the_wait_withdraws_the_message_and_takes_no_branch()
    {
        await using var journey = await StartAsync(more: journey => journey.ExitOn("bought", EventNames.Purchase));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromDays(3));
        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.HappenAsync(new CustomerEvent { Id = "o", Customer = Journeys.Ada, Name = EventNames.Purchase,
            OccurredAt = journey.Time.GetUtcNow().AddSeconds(1), Amount = 10, Currency = "EUR" });
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as bought");
        (await journey.MessageAsync("mail")).Status.Should().Be(MessageStatus.Withdrawn);
    }

    [Fact]
    public async Task A_failure_reported_before_the_channels_answer_ends_the_wait()
    {
        await using var journey = await StartAsync();
        IReadOnlyList<ReportOutcome> outcomes = [];
        journey.On(Channel.Email).Answer = message =>
        {
            var report = new DeliveryReport { Channel = message.Channel, Token = message.ReportToken, Status = DeliveryReportStatus.Failed,
                OccurredAt = journey.Time.GetUtcNow() };
            outcomes = journey.Client.ReportAsync([report], TestContext.Current.CancellationToken).GetAwaiter().GetResult();
            return DeliveryResult.Delivered;
        };

        await journey.EnrollAsync(Some.Customer("ada"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        outcomes.Should().Equal(ReportOutcome.Recorded);
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as refused");
    }

    [Fact]
    public void The_JSON_form_behaves_the_same()
    {
        var journey = Journeys.Of(steps => steps
            .SendEmail("mail", "mail",
                options: send => send.WhenSent(sent => sent.RecordEvent("told", "told")).WhenRefused(refused => refused.Exit("refused")))
            .SendEmail("other", "mail", options: send => send.WaitForDelivery = true));

        JourneyJson.Read(JourneyJson.Write(journey)).Steps.Should().Equal(journey.Steps);
        journey.Steps.Should().AllSatisfy(step => step.Branches.Should().HaveCount(2));
    }

    private static Task<JourneyHarness> StartAsync(Action<SendOptions>? options = null, Action<JourneyBuilder>? more = null) =>
        Journeys.StartAsync(
            steps => steps.SendEmail("mail", "mail", options: send =>
            {
                send.WhenSent(sent => sent.Exit("sent")).WhenRefused(refused => refused.Exit("refused"));
                options?.Invoke(send);
            }),
            options => options.Configure = retention => retention.Configure(settings => settings.Privacy.Key = "a key that nobody guesses"),
            more);
}
