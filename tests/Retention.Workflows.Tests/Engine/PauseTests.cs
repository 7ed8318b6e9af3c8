using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine;

public sealed class PauseTests
{
    private static readonly JourneyName Name = "under-test";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_customer_enters_a_paused_journey_and_the_reason_is_counted()
    {
        await using var journey = await StartAsync(
            steps => steps.SendEmail("mail", "mail"), enroll => enroll.Enroll.On(EventNames.CartItemAdded));
        await journey.Client.SaveCustomerAsync(Some.Customer(), Token);
        (await journey.Operations.PauseAsync(Name, "stock problem", Token)).Should().BeTrue();

        await journey.HappenAsync(new CustomerEvent { Id = "added", Customer = Journeys.Ada, Name = EventNames.CartItemAdded,
            OccurredAt = journey.Time.GetUtcNow() });
        var answer = await journey.Client.EnrollAsync("under-test", "ada", cancellationToken: Token);

        answer.Refusal.Should().Be(RefusalReasons.Paused);
        (await journey.Client.ExplainEntryAsync(Name, Journeys.Ada, Token)).Refusal.Should().Be(RefusalReasons.Paused);
        (await journey.Client.ReadCustomerAsync(Journeys.Ada, Token)).Enrollments.Should().BeEmpty();
        (await journey.Operations.ReadCountersAsync(Name, Token)).Where(counter => counter.Measure == JourneyMeasures.NotEnrolled)
            .Sum(counter => counter.Count).Should().Be(2);
    }

    [Fact]
    public async Task No_step_is_executed_and_no_message_is_sent_until_the_journey_resumes()
    {
        await using var journey = await StartAsync(steps => steps.Wait("think", Hours(5)).SendEmail("mail", "mail"));
        await journey.EnrollAsync(Some.Customer());
        await journey.Operations.PauseAsync(Name, "stock problem", Token);

        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        journey.Sent.Should().BeEmpty();
        var held = (await journey.Client.ReadCustomerAsync(Journeys.Ada, Token)).Enrollments.Single();
        (held.IsHeld, held.Step).Should().Be((true, "think"));

        (await journey.Operations.ResumeAsync("under-test", cancellationToken: Token)).Should().BeTrue();
        await journey.AdvanceAsync(TimeSpan.Zero);

        journey.Sent.Should().Equal("mail by email");
        (await journey.Operations.ReadJourneysAsync(Token)).Single().Pause.Should().BeNull();
    }

    [Fact]
    public async Task A_message_in_the_outbox_stays_there_while_its_journey_is_paused()
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("mail", "mail"));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromHours(1));
        await journey.EnrollAsync(Some.Customer());
        await journey.Operations.PauseAsync(Name, "stock problem", Token);
        journey.On(Channel.Email).Answer = _ => DeliveryResult.Delivered;

        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        journey.Sent.Should().BeEmpty();
        var message = (await journey.Client.ReadCustomerAsync(Journeys.Ada, Token)).Messages.Single();
        (message.Status, message.IsHeld, message.Reason).Should().Be((MessageStatus.Queued, true, RefusalReasons.Paused));
        await journey.Operations.ResumeAsync(Name, cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.Zero);
        (await journey.Client.ReadCustomerAsync(Journeys.Ada, Token)).Messages.Single().Status.Should().Be(MessageStatus.Sent);
    }

    [Fact]
    public async Task A_purchase_during_the_pause_still_ends_the_enrollment()
    {
        await using var journey = await StartAsync(
            steps => steps.Wait("think", Hours(5)).SendEmail("mail", "mail"), rules => rules.ExitOn("bought", EventNames.Purchase));
        await journey.EnrollAsync(Some.Customer());
        await journey.Operations.PauseAsync(Name, "stock problem", Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        await journey.PurchaseAsync(Journeys.Ada);

        (await journey.Client.ReadCustomerAsync(Journeys.Ada, Token)).Enrollments.Single().Outcome.Should().Be("bought");
        await journey.Operations.ResumeAsync(Name, cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        journey.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Late_enrollments_are_spread_over_the_time_that_the_operator_sets()
    {
        await using var journey = await StartAsync(steps => steps.Wait("think", Hours(5)).SendEmail("mail", "mail"));
        foreach (var number in Enumerable.Range(0, 200))
            await journey.EnrollAsync(Some.Customer($"c-{number}"));
        await journey.Operations.PauseAsync(Name, "stock problem", Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));
        var preview = await journey.Operations.PreviewResumeAsync(Name, Token);
        (preview.Late, preview.Continue, preview.Pause!.Reason).Should().Be((200, 200, "stock problem"));

        await journey.Operations.ResumeAsync(Name, spreadOver: TimeSpan.FromHours(2), Token);
        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        journey.Sent.Count.Should().BeInRange(70, 130);
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        journey.Sent.Should().HaveCount(200);
    }

    [Fact]
    public async Task A_late_enrollment_with_the_skip_policy_continues_at_the_next_wait_that_ends_in_the_future()
    {
        await using var journey = await StartAsync(
            steps => steps.Wait("think", Days(1)).SendEmail("offer", "mail").Wait("consider", Days(3)).SendEmail("reminder", "mail"),
            late => late.WhenLate(LatenessPolicy.Skip));
        await journey.EnrollAsync(Some.Customer());
        await journey.Operations.PauseAsync(Name, "stock problem", Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(2));
        (await journey.Operations.PreviewResumeAsync(Name, Token)).Skip.Should().Be(1);

        await journey.Operations.ResumeAsync(Name, cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(1.9));
        journey.Sent.Should()
            .BeEmpty("the offer was due a day before the journey resumed, and the reminder is due four days after the entry");

        await journey.AdvanceAsync(TimeSpan.FromDays(0.1));
        journey.Sent.Should().Equal("reminder by email");
        (await journey.Operations.ReadCountersAsync(Name, Token)).Should()
            .Contain(counter => counter.Step == "offer" && counter.Measure == JourneyMeasures.NotSent && counter.Detail == "email:late");
    }

    [Fact]
    public async Task A_late_enrollment_with_the_exit_policy_exits_and_its_messages_are_withdrawn()
    {
        await using var journey = await StartAsync(
            steps => steps.Wait("think", Days(1)).SendEmail("offer", "mail"), late => late.WhenLate(LatenessPolicy.Exit));
        await journey.EnrollAsync(Some.Customer());
        await journey.Operations.PauseAsync(Name, "stock problem", Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(2));
        await journey.EnrollAsync(Some.Customer("bob"));
        (await journey.Operations.PreviewResumeAsync(Name, Token)).Exit.Should().Be(1);

        await journey.Operations.ResumeAsync(Name, cancellationToken: Token);
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        var enrollment = (await journey.Client.ReadCustomerAsync(Journeys.Ada, Token)).Enrollments.Single();
        (enrollment.Status, enrollment.Outcome, enrollment.IsHeld).Should().Be((EnrollmentStatus.Exited, EnrollmentOutcomes.Late, false));
        journey.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task An_operator_cancels_an_enrollment_with_its_queued_messages()
    {
        await using var journey = await StartAsync(
            steps => steps.SendEmail("mail", "mail").Wait("think", Days(1)).SendEmail("more", "mail"));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromHours(1));
        var id = (await journey.EnrollAsync(Some.Customer())).Enrollment!.Value;

        (await journey.Operations.CancelAsync(id, reason: "asked by phone", Token)).Should().BeTrue();
        (await journey.Operations.CancelAsync(id, reason: "asked by phone", Token)).Should().BeFalse();

        var record = await journey.Client.ReadCustomerAsync(Journeys.Ada, Token);
        record.Enrollments.Single().Outcome.Should().Be(EnrollmentOutcomes.Cancelled);
        record.Messages.Single().Status.Should().Be(MessageStatus.Withdrawn);
        record.History[^1].Moves.Should().Be("!cancelled:asked by phone");
        await journey.AdvanceAsync(TimeSpan.FromDays(2));
        journey.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task A_cancelled_enrollment_that_passed_its_last_step_sends_nothing_more()
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("mail", "mail"));
        journey.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromHours(1));
        var id = (await journey.EnrollAsync(Some.Customer())).Enrollment!.Value;

        (await journey.Operations.CancelAsync(id, reason: "", Token)).Should().BeTrue();

        var record = await journey.Client.ReadCustomerAsync(Journeys.Ada, Token);
        (record.Enrollments.Single().Outcome, record.Messages.Single().Status).Should()
            .Be((EnrollmentOutcomes.Cancelled, MessageStatus.Withdrawn));
    }

    [Fact]
    public async Task Stuck_enrollments_and_dead_messages_are_listed()
    {
        await using var journey = await StartAsync(
            steps => steps.If("vip", Customer.Satisfies("broken"), then: vip => vip.SendEmail("mail", "mail")), predicates: true);
        foreach (var number in Enumerable.Range(0, 5))
            await journey.EnrollAsync(Some.Customer($"c-{number}"));
        await journey.AdvanceAsync(TimeSpan.FromDays(3));

        var stuck = new List<Enrollment>();
        await foreach (var enrollment in journey.Operations.ListStuckAsync("under-test", Token))
            stuck.Add(enrollment);

        stuck.Select(enrollment => enrollment.Customer.Value).Should().Equal("c-0", "c-1", "c-2", "c-3", "c-4");
        var overview = (await journey.Operations.ReadJourneysAsync(Token)).Single();
        (overview.Stuck, overview.ActiveEnrollments, overview.IsRegistered, overview.Version).Should().Be((5, 5, true, 1));
        await foreach (var _ in journey.Operations.ListStuckAsync("another", Token))
            Assert.Fail("Another journey has none.");
        await foreach (var _ in journey.Operations.ListDeadAsync(cancellationToken: Token))
            Assert.Fail("No message is dead.");
    }

    [Fact]
    public async Task An_unknown_journey_cannot_be_paused()
    {
        await using var journey = await StartAsync(steps => steps.SendEmail("mail", "mail"));

        var pausing = () => journey.Operations.PauseAsync("under-tests", "why", Token);

        (await pausing.Should().ThrowAsync<ArgumentException>())
            .WithMessage("*No journey 'under-tests' is registered or stored. Known: under-test.*");
    }

    [Fact]
    public async Task A_journey_paused_in_the_options_is_paused_at_start_and_resumes_when_it_is_removed_from_them()
    {
        var store = new InMemoryRetentionStore(2);
        await using (var first = await StartAsync(steps => steps.Wait("think", Hours(1)).SendEmail("mail", "mail"), store: store))
            await first.EnrollAsync(Some.Customer());
        await using (var second = await StartAsync(steps => steps.Wait("think", Hours(1)).SendEmail("mail", "mail"), store: store,
            options: options => options.PausedJourneys.Add(Name)))
        {
            await second.AdvanceAsync(TimeSpan.FromHours(2));
            second.Sent.Should().BeEmpty();
            (await second.Operations.ReadJourneysAsync(Token)).Single().Pause!.Reason.Should().Be("configuration");
        }

        await using var third = await StartAsync(steps => steps.Wait("think", Hours(1)).SendEmail("mail", "mail"), store: store);
        await third.AdvanceAsync(TimeSpan.FromHours(2));
        third.Sent.Should().Equal("mail by email");
    }

    [Fact]
    public async Task A_pause_of_an_operator_outlives_a_restart()
    {
        var store = new InMemoryRetentionStore(2);
        await using (var first = await StartAsync(steps => steps.Wait("think", Hours(1)).SendEmail("mail", "mail"), store: store))
        {
            await first.EnrollAsync(Some.Customer());
            await first.Operations.PauseAsync(Name, "stock problem", Token);
        }

        await using var second = await StartAsync(steps => steps.Wait("think", Hours(1)).SendEmail("mail", "mail"), store: store);
        await second.AdvanceAsync(TimeSpan.FromHours(2));
        second.Sent.Should().BeEmpty();
    }

    private static Task<JourneyHarness> StartAsync(
        Action<StepsBuilder> steps, Action<JourneyBuilder>? rules = null, bool predicates = false, IRetentionStore? store = null,
        Action<RetentionOptions>? options = null) =>
        JourneyHarness.StartAsync(Journeys.Of(steps, rules), harness =>
        {
            harness.CancellationToken = Token;
            harness.Configure = retention =>
            {
                if (store is not null)
                    retention.Store.Use(_ => store);
                if (predicates)
                    retention.Conditions.Add("broken", (_, _, _) => throw new InvalidOperationException("broken"));
                if (options is not null)
                    retention.Configure(options);
            };
        });
}
