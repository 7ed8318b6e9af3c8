using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Exits;

/// <summary>Exit rules and goals hold until every message of an enrollment has left, also after its last step.</summary>
public sealed class UntilEverythingHasLeftTests
{
    private static readonly JourneyName Name = "under-test";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_purchase_in_quiet_hours_ends_an_enrollment_that_passed_its_last_step()
    {
        await using var journey = await ReminderAsync(
            steps => steps.Wait("think", Hours(14)).SendEmail("reminder", "reminder"), Bought, NightsAreQuiet);
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromHours(14)); // 22:00
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("at reminder");

        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        await journey.PurchaseAsync(Journeys.Ada);
        await journey.AdvanceAsync(TimeSpan.FromDays(2));

        journey.Sent.Should().BeEmpty();
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as bought");
        (await journey.MessageAsync("reminder")).Should().BeEquivalentTo(
            new { Status = MessageStatus.Withdrawn, Reason = RefusalReasons.Exited });
    }

    [Fact]
    public async Task An_enrollment_ends_when_its_last_message_has_left()
    {
        await using var journey = await ReminderAsync(steps => steps.SendEmail("reminder", "reminder"), Bought, NightsAreQuiet, 22);
        await journey.EnrollAsync(Some.Customer());
        var waiting = (await journey.RecordAsync()).Enrollments.Single();

        await journey.AdvanceAsync(TimeSpan.FromHours(12));

        (waiting.Status, waiting.EndedAt, waiting.DueAt).Should().Be((EnrollmentStatus.Delivering, null, null));
        journey.Sent.Should().Equal("reminder by email");
        var ended = (await journey.RecordAsync()).Enrollments.Single();
        (ended.Status, ended.Outcome).Should().Be((EnrollmentStatus.Completed, "completed"));
        ended.EndedAt.Should().Be((await journey.MessageAsync("reminder")).DecidedAt);
    }

    [Fact]
    public async Task A_purchase_after_the_last_message_has_left_ends_nothing()
    {
        await using var journey = await ReminderAsync(steps => steps.SendEmail("reminder", "reminder"), Bought, _ => { });
        await journey.EnrollAsync(Some.Customer());

        await journey.PurchaseAsync(Journeys.Ada);

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as completed");
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("cap")]
    [InlineData("channel-paused")]
    [InlineData("quiet-day")]
    [InlineData("unconditional-exit")]
    public async Task A_purchase_reaches_a_message_that_waits_for_whatever_reason(string reason)
    {
        await using var journey = await ReminderAsync(
            steps =>
            {
                if (reason == "cap")
                    steps.SendEmail("first", "mail");
                steps.SendEmail("reminder", "reminder", options: send => send.DeferUpTo = Days(3));
                if (reason == "unconditional-exit")
                    steps.Exit("thanks");
            },
            Bought,
            options =>
            {
                if (reason is "unconditional-exit")
                    NightsAreQuiet(options);
                if (reason is "quiet-day")
                    options.QuietDays.Add(new QuietDays { Days = [DayOfWeek.Thursday] });
                if (reason == "cap")
                    options.FrequencyCaps.Add(new FrequencyCap { Max = 1, Period = Days(1) });
            },
            reason == "unconditional-exit" ? 22 : 8);
        if (reason is "retry" or "channel-paused")
            journey.On(Channel.Email).Answer = _ => reason == "retry"
                ? DeliveryResult.RetryLater("busy", TimeSpan.FromHours(1)) : DeliveryResult.PauseChannel("down", TimeSpan.FromHours(1));
        await journey.EnrollAsync(Some.Customer());
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;

        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));
        await journey.PurchaseAsync(Journeys.Ada);
        await journey.AdvanceAsync(TimeSpan.FromDays(5));

        (await journey.MessageAsync("reminder")).Status.Should().Be(MessageStatus.Withdrawn);
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as bought");
    }

    [Fact]
    public async Task A_goal_that_ends_the_journey_reaches_a_message_that_has_not_left()
    {
        await using var journey = await ReminderAsync(steps => steps.SendEmail("reminder", "reminder"),
            rules => rules.Goal.On(EventNames.Purchase).Within(Days(30)).EndsJourney(), NightsAreQuiet, 22);
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        await journey.PurchaseAsync(Journeys.Ada);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        journey.Sent.Should().BeEmpty();
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as goal");
    }

    [Fact]
    public async Task Cancelling_reaches_a_message_that_has_not_left()
    {
        await using var journey = await ReminderAsync(steps => steps.SendEmail("reminder", "reminder"), Bought, NightsAreQuiet, 22);
        var entered = await journey.EnrollAsync(Some.Customer());

        (await journey.Operations.CancelAsync(entered.Enrollment!.Value, "asked by phone", Token)).Should().BeTrue();
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        journey.Sent.Should().BeEmpty();
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as cancelled");
    }

    [Fact]
    public async Task A_customer_whose_last_message_has_not_left_does_not_enter_again()
    {
        await using var journey = await ReminderAsync(steps => steps.SendEmail("reminder", "reminder"),
            rules => { rules.Enroll.ReEntry(ReEntry.AfterExit(Hours(1))); Bought(rules); }, NightsAreQuiet, 22);
        await journey.EnrollAsync(Some.Customer());

        (await journey.EnrollAsync(Some.Customer())).Refusal.Should().Be(RefusalReasons.AlreadyActive);
    }

    [Fact]
    public async Task A_dead_message_that_is_resumed_after_a_purchase_does_not_leave()
    {
        await using var journey = await ReminderAsync(
            steps => steps.SendEmail("reminder", "reminder"), Bought, options => options.Retries.MaxAttempts = 1);
        journey.On(Channel.Email).IsIdempotent = true;
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Ambiguous("timeout");
        await journey.EnrollAsync(Some.Customer());
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;
        var dead = await journey.MessageAsync("reminder");
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        await journey.PurchaseAsync(Journeys.Ada);

        (await journey.Operations.ResumeAsync(dead.Id, Token)).Should().BeTrue();
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        (await journey.MessageAsync("reminder")).Status.Should().Be(MessageStatus.Withdrawn);
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as bought");
    }

    [Fact]
    public async Task A_dead_message_that_is_resumed_leaves_and_completes_its_enrollment()
    {
        await using var journey = await ReminderAsync(
            steps => steps.SendEmail("reminder", "reminder"), Bought, options => options.Retries.MaxAttempts = 1);
        journey.On(Channel.Email).IsIdempotent = true;
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Ambiguous("timeout");
        await journey.EnrollAsync(Some.Customer());
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;

        await journey.Operations.ResumeAsync((await journey.MessageAsync("reminder")).Id, Token);
        await journey.AdvanceAsync(TimeSpan.Zero);

        (await journey.MessageAsync("reminder")).Status.Should().Be(MessageStatus.Sent);
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as completed");
    }

    [Fact]
    public async Task An_enrollment_whose_messages_were_refused_ends_at_once()
    {
        await using var journey = await ReminderAsync(steps => steps.SendEmail("reminder", "reminder"), Bought, _ => { });
        await journey.EnrollAsync(Some.Customer() with { Consents = [] });

        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("ended as completed");
    }

    [Fact]
    public async Task Each_enrollment_is_counted_as_ended_once()
    {
        await using var journey = await ReminderAsync(
            steps => steps.SendEmail("reminder", "reminder").Exit("thanks"), Bought, NightsAreQuiet, 22);
        await journey.EnrollAsync(Some.Customer());
        await journey.EnrollAsync(Some.Customer("bob"));
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        await journey.PurchaseAsync(Journeys.Ada);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        (await journey.CountAsync(JourneyMeasures.Ended, "bought")).Should().Be(1);
        (await journey.CountAsync(JourneyMeasures.Ended, "thanks")).Should().Be(1);
    }

    [Fact]
    public async Task An_exit_counts_at_the_last_step_and_not_as_completed()
    {
        await using var journey = await ReminderAsync(steps => steps.SendEmail("reminder", "reminder"), Bought, NightsAreQuiet, 22);
        await journey.EnrollAsync(Some.Customer());
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        (await journey.Operations.ReadJourneysAsync(Token)).Single().Steps.Should()
            .Equal(new StepPopulation(1, "reminder", EnrollmentStatus.Delivering, 1));

        await journey.PurchaseAsync(Journeys.Ada);

        (await journey.CountAsync(JourneyMeasures.Left, "completed")).Should().Be(0);
        (await journey.Operations.ReadCountersAsync(Name, Token)).Where(counter => counter.Measure == JourneyMeasures.Ended)
            .Select(counter => (counter.Step, counter.Detail, counter.Count)).Should().Equal(("reminder", "bought", 1L));
    }

    private static void Bought(JourneyBuilder rules) => rules.ExitOn("bought", EventNames.Purchase);

    private static void NightsAreQuiet(RetentionOptions options) =>
        options.QuietHours.Add(new QuietHours { From = new TimeOnly(21, 0), Until = new TimeOnly(8, 0) });

    private static Task<JourneyHarness> ReminderAsync(
        Action<StepsBuilder> steps, Action<JourneyBuilder> rules, Action<RetentionOptions> options, int hour = 8) =>
        Journeys.StartAsync(steps, harness =>
        {
            harness.Start = new DateTimeOffset(2026, 1, 8, hour, 0, 0, TimeSpan.Zero);
            harness.Configure = retention => retention.Configure(options);
        }, rules);
}
