using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Elsa.Running;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Elsa.Tests.Running;

/// <summary>New versions that move active enrollments. Elsa's state of an enrollment belongs to the workflow that it entered.</summary>
public class NewVersionTests
{
    private static readonly CustomerId Ada = new("ada");
    private readonly InMemoryRetentionStore _store = new(partitions: 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Active_enrollments_are_not_moved_to_a_changed_workflow()
    {
        await EnterAsync(Led(Row(Mail("mail"), Think(), Mail("last"))));
        await using var second = await StartAsync(
            Led(Row(Mail("one"), Mail("two"), Mail("mail"), Think(), Mail("last"))) with { WhenPublished = PublishPolicy.MoveTo });
        await second.AdvanceAsync(TimeSpan.FromDays(20));

        second.Sent.Should().Equal("last by email");
        (await second.Operations.ReadCountersAsync(Plain.Name, Token)).Should().ContainSingle(
            counter => counter.Measure == JourneyMeasures.NotMoved && counter.Detail == "other-workflow" && counter.Count == 1);
    }

    [Fact]
    public async Task Active_enrollments_are_not_moved_when_Elsa_takes_over_a_journey()
    {
        await EnterAsync(Plain);
        await using var second = await StartAsync((Plain with { WhenPublished = PublishPolicy.MoveTo }).ToElsa());
        await second.AdvanceAsync(TimeSpan.FromDays(20));

        second.Sent.Should().Equal("last by email");
        (await second.Operations.ReadCountersAsync(Plain.Name, Token)).Should().ContainSingle(
            counter => counter.Measure == JourneyMeasures.NotMoved && counter.Detail == "other-workflow" && counter.Count == 1);
    }

    [Fact]
    public async Task Active_enrollments_are_moved_when_Elsa_no_longer_leads_the_journey()
    {
        await EnterAsync(Plain.ToElsa());
        await using var second = await StartAsync(Plain with { WhenPublished = PublishPolicy.MoveTo });
        await second.AdvanceAsync(TimeSpan.FromDays(20));

        second.Sent.Should().Equal("last by email");
        (await EnrollmentAsync(second)).Should()
            .Match<Enrollment>(enrollment => enrollment.Version == 2 && enrollment.Status == EnrollmentStatus.Completed);
    }

    [Fact]
    public async Task Enrollments_move_when_steps_and_connections_are_the_same_with_other_inputs_and_rules()
    {
        await EnterAsync(Led(Row(Mail("mail"), Think(), Mail("last"))));
        await using var second = await StartAsync(
            Led(Row(Mail("mail"), Think(), new SendEmail { Id = "last", Template = new("better") })) with { WhenPublished =
                PublishPolicy.MoveTo, ExitRules = [new ExitRule { Name = "bought", On = new EventPattern(EventNames.Purchase) }] });
        await second.AdvanceAsync(TimeSpan.FromDays(1));
        await second.PurchaseAsync(Ada);

        (await EnrollmentAsync(second)).Should().Match<Enrollment>(enrollment => enrollment.Version == 2 && enrollment.Outcome == "bought");
    }

    private static JourneyDefinition Plain { get; } = JourneyDefinition.Build(new JourneyName("moved"), journey =>
    {
        journey.Enroll.ByHand();
        journey.Steps.SendEmail("mail", "mail").Wait("think", Days(5)).SendEmail("last", "last");
    });

    private static SendEmail Mail(string id) => new() { Id = id, Template = new(id) };

    private static WaitFor Think() => new() { Id = "think", Days = new(5) };

    private static JourneyDefinition Led(Flowchart chart)
    {
        using var services = new ServiceCollection().AddSingleton(TimeProvider.System).BuildServiceProvider();
        return Plain with { Steps = [new ElsaWorkflowEngine(services).StepOf("workflow", chart)] };
    }

    private static Flowchart Row(params IReadOnlyList<IActivity> activities) =>
        new() { Start = activities[0], Activities = [.. activities],
            Connections = [.. activities.Zip(activities.Skip(1), (from, to) => new Connection(from, to))] };

    /// <summary>Ada enters the first version and reaches its wait.</summary>
    private async Task EnterAsync(JourneyDefinition journey)
    {
        await using var first = await StartAsync(journey);
        await first.EnrollAsync(Some.Customer("ada"));
        await first.AdvanceAsync(TimeSpan.FromDays(1));
        first.Sent.Should().Equal("mail by email");
    }

    private static async Task<Enrollment> EnrollmentAsync(JourneyHarness harness) =>
        (await harness.Client.ReadCustomerAsync(Ada, Token)).Enrollments.Single();

    private Task<JourneyHarness> StartAsync(JourneyDefinition journey) => JourneyHarness.StartAsync(journey, options =>
    {
        options.CancellationToken = Token;
        options.Configure = retention => retention.UseElsa().Store.Use(_ => _store);
    });
}
