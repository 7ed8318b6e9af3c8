using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Testing.Tests;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Versioning;

/// <summary>Hosts on one store that do not register the same journeys.</summary>
public sealed class RemovedJourneyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_in_the_outbox_does_not_leave_after_its_journey_was_removed()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await QueueAsync(store);
        await using var without = await StartAsync(store, "other", steps => steps.SendEmail("other", template: "other"));

        await without.AdvanceAsync(TimeSpan.FromDays(2));

        without.Sent.Should().BeEmpty();
        (await without.Client.ReadCustomerAsync(Journeys.Ada, Token)).Messages.Single().Should().Match<OutboxMessage>(message =>
            message.Status == MessageStatus.Queued && message.Reason == RefusalReasons.NotRegistered && message.Attempt == 1
                && message.IsHeld);
    }

    [Fact]
    public async Task Work_of_a_removed_journey_is_looked_at_ever_more_rarely_and_continues_at_once_when_it_is_registered()
    {
        var (looks, store) = (0, new InMemoryRetentionStore(partitions: 1));
        await QueueAsync(store);
        var counting = Bug.In<IOutboxStore>(nameof(IOutboxStore.UpdateAsync), (_, _, call) => CountLook(call)).Plant(
            Bug.In<IEnrollmentStore>(nameof(IEnrollmentStore.UpdateAsync), (_, arguments, call) =>
                ((IReadOnlyList<Enrollment>)arguments[0]!).Count > 0 ? CountLook(call) : call()).Plant(store));
        await using (var without = await StartAsync(counting, "other", steps => steps.SendEmail("other", template: "other")))
            await without.AdvanceAsync(TimeSpan.FromDays(30));
        looks.Should().BeInRange(4, 24, "a message and an enrollment are left to others after growing pauses, and then held");

        await using var again = await StartAsync(store, "under-test", steps => steps.SendEmail("mail", template: "mail")
            .Wait("think", Hours(1)).SendEmail("second", template: "second"), start: TimeSpan.FromDays(30));

        again.Sent.Should().Contain("mail by email");
        await again.AdvanceAsync(TimeSpan.FromDays(40));
        (await again.WhereIsAsync(Journeys.Ada)).Should().Be("ended as completed");

        object? CountLook(Func<object?> call)
        {
            looks++;
            return call();
        }
    }

    [Fact]
    public async Task Held_work_of_a_journey_that_an_operator_paused_waits_for_the_operator()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await QueueAsync(store);
        await using (var without = await StartAsync(store, "other", steps => steps.SendEmail("other", template: "other")))
        {
            await without.AdvanceAsync(TimeSpan.FromDays(1));
            await without.Operations.PauseAsync("under-test", "stock problem", Token);
        }

        await using var again = await StartAsync(store, "under-test", steps => steps.SendEmail("mail", template: "mail")
            .Wait("think", Hours(1)).SendEmail("second", template: "second"), start: TimeSpan.FromDays(1));
        await again.AdvanceAsync(TimeSpan.FromHours(5));
        again.Sent.Should().BeEmpty();

        await again.Operations.ResumeAsync("under-test", cancellationToken: Token);
        await again.AdvanceAsync(TimeSpan.FromDays(3));
        again.Sent.Should().Equal("mail by email", "second by email");
    }

    [Fact]
    public async Task An_enrollment_does_not_move_after_its_journey_was_removed()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await using (var with = await StartAsync(
            store, "under-test", steps => steps.Wait("think", Days(1)).SendEmail("mail", template: "mail")))
            await with.EnrollAsync(Some.Customer());
        await using var without = await StartAsync(store, "other", steps => steps.SendEmail("other", template: "other"));

        await without.AdvanceAsync(TimeSpan.FromDays(2));

        without.Sent.Should().BeEmpty();
        (await without.Client.ReadCustomerAsync(Journeys.Ada, Token)).Enrollments.Single().Should().Match<Enrollment>(enrollment =>
            enrollment.Status == EnrollmentStatus.Waiting && enrollment.Step == "think" && enrollment.Attempt == 0
                && enrollment.Outcome == RefusalReasons.NotRegistered);
    }

    [Fact]
    public async Task Both_continue_in_a_host_that_registers_the_journey_again()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await QueueAsync(store);
        await using (var without = await StartAsync(store, "other", steps => steps.SendEmail("other", template: "other")))
            await without.AdvanceAsync(TimeSpan.FromHours(2));
        await using var again = await StartAsync(store, "under-test", steps => steps.SendEmail("mail", template: "mail")
            .Wait("think", Hours(1)).SendEmail("second", template: "second"));

        await again.AdvanceAsync(TimeSpan.FromDays(1));

        again.Sent.Should().Equal("mail by email", "second by email");
        (await again.WhereIsAsync(Journeys.Ada)).Should().Be("ended as completed");
    }

    [Fact]
    public async Task Two_hosts_with_different_journeys_each_send_their_own_and_never_the_others()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await using var one = await StartAsync(store, "one", steps => steps.Wait("think", Hours(1)).SendEmail("first", template: "first"));
        await using var two = await StartAsync(store, "two", steps => steps.Wait("think", Hours(1)).SendEmail("second", template: "second"));
        await one.EnrollAsync(Some.Customer());
        await two.EnrollAsync(Some.Customer());

        // Which of two workers looks first at due work is chance.
        for (var minute = 0; minute < 180; minute++)
        {
            await (minute % 2 == 0 ? one : two).AdvanceAsync(TimeSpan.FromMinutes(1));
            await (minute % 2 == 0 ? two : one).AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        one.Sent.Should().Equal("first by email");
        two.Sent.Should().Equal("second by email");
    }

    /// <summary>Leaves a message in the outbox, as a provider does that asks to be tried later.</summary>
    private static async Task QueueAsync(InMemoryRetentionStore store)
    {
        await using var with = await StartAsync(store, "under-test", steps => steps.SendEmail("mail", template: "mail")
            .Wait("think", Hours(1)).SendEmail("second", template: "second"));
        with.On(Channel.Email).Answer = _ => DeliveryResult.RetryLater("busy", TimeSpan.FromMinutes(1));
        await with.EnrollAsync(Some.Customer());
        await with.AdvanceAsync(TimeSpan.Zero);
    }

    private static Task<JourneyHarness> StartAsync(
        IRetentionStore store, string name, Action<StepsBuilder> steps, TimeSpan start = default) =>
        JourneyHarness.StartAsync(
            JourneyDefinition.Build(new JourneyName(name), journey => steps(journey.Steps)),
            harness =>
            {
                harness.CancellationToken = Token;
                harness.Start += start;
                harness.Configure = retention => retention.Store.Use(_ => store);
            });
}
