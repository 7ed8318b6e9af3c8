using Elsa.Extensions;
using Elsa.Workflows;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>Customer events resume waiting workflows, and end them.</summary>
public class EventTests
{
    [Fact]
    public async Task An_event_resumes_a_waiting_workflow_and_silence_counts_from_the_last_event()
    {
        await using var world = await ListeningAsync();
        await world.HappenAsync("ada", "review-written", "first");
        (await world.EnrollmentsOfAsync("ada")).Single().Step.Should().Be("silence");
        await world.AdvanceAsync(TimeSpan.FromHours(20));
        await world.HappenAsync("ada", "review-written", "second");
        await world.AdvanceAsync(TimeSpan.FromHours(20));
        world.Sent.Should().BeEmpty();
        await world.AdvanceAsync(TimeSpan.FromHours(5));

        world.Sent.Should().Equal("thanks to ada");
        await IsFinishedAsync(world);
    }

    [Fact]
    public async Task A_wait_without_the_event_times_out()
    {
        await using var world = await ListeningAsync();
        await world.AdvanceAsync(TimeSpan.FromDays(6));

        world.Sent.Should().Equal("late to ada");
        await IsFinishedAsync(world);
    }

    [Fact]
    public async Task An_event_of_another_customer_resumes_nothing()
    {
        await using var world = await ListeningAsync();
        await world.AddAsync("bob");
        await world.HappenAsync("bob", "review-written");

        (await world.EnrollmentsOfAsync("ada")).Single().Step.Should().Be("wait");
    }

    [Fact]
    public async Task An_exit_rule_ends_a_waiting_workflow()
    {
        await using var world = await ListeningAsync(journeys =>
            journeys.Journey(Listening.Id, journey => journey.ExitOn("complained", new EventPattern(new EventName("complaint")))));
        await world.HappenAsync("ada", "complaint");

        (await world.EnrollmentsOfAsync("ada")).Single().Should().Match<Enrollment>(
            enrollment => enrollment.Status == EnrollmentStatus.Exited && enrollment.Outcome == "complained" && enrollment.DueAt == null);
        await IsFinishedAsync(world);
        await world.AdvanceAsync(TimeSpan.FromDays(6));
        world.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task A_goal_counts_as_in_any_journey()
    {
        await using var world = await ListeningAsync(
            journeys => journeys.Journey(Listening.Id, journey => journey.Goal.On(EventNames.Purchase).Within(Period.Days(30))));
        await world.Client.AppendEventsAsync(
            [Testing.Some.Purchase(new CustomerId("ada"), world.Time.GetUtcNow().AddMinutes(1))], ElsaTestHost.Token);

        (await world.EnrollmentsOfAsync("ada")).Single().ConvertedAt.Should().NotBeNull();
    }

    private static async Task<ElsaTestHost> ListeningAsync(Action<CustomerJourneysFeature>? journeys = null)
    {
        var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<Listening>(), journeys: journeys);
        await world.AddAsync("ada");
        (await world.RunAsync(Listening.Id, ("CustomerId", "ada"))).SubStatus.Should().Be(WorkflowSubStatus.Suspended);
        await world.AdvanceAsync(TimeSpan.FromMinutes(1)); // an event at the moment when a wait begins is not after it
        return world;
    }

    private static async Task IsFinishedAsync(ElsaTestHost world) =>
        (await world.InstancesAsync()).Should().ContainSingle().Which.SubStatus.Should().Be(WorkflowSubStatus.Finished);
}
