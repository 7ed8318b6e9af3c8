using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>A workflow that fails after a completed step.</summary>
public sealed class FaultedTests
{
    [Fact]
    public async Task Resuming_a_faulted_workflow_does_not_repeat_the_step()
    {
        await using var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<Broken>());
        await world.AddAsync("ada");
        await world.RunAsync(Broken.Id, ("CustomerId", "ada"));
        await world.AdvanceAsync(TimeSpan.FromMinutes(5));
        var stuck = (await world.EnrollmentsOfAsync("ada")).Single();
        stuck.Status.Should().Be(EnrollmentStatus.Stuck);
        world.Sent.Should().Equal("offer to ada");

        (await world.Operations.ResumeAsync(stuck.Id, ElsaTestHost.Token)).Should().BeTrue();
        await world.AdvanceAsync(TimeSpan.FromHours(1));

        world.Sent.Should().Equal("offer to ada");
        (await world.EnrollmentsOfAsync("ada")).Single().Status.Should().Be(EnrollmentStatus.Stuck, "Elsa's instance is still faulted");
    }

    private sealed class Broken : WorkflowBase
    {
        internal const string Id = "broken";

        protected override void Build(IWorkflowBuilder builder)
        {
            builder.WithDefinitionId(Id).WithId($"{Id}:1");
            var (offer, fragile) = (new SendEmail { Id = "offer", Template = new("hello") }, new Fragile { Id = "fragile" });
            builder.Root = new Flowchart { Id = "chart", Start = offer, Activities = { offer, fragile },
                Connections = { new Connection(offer, fragile) } };
        }
    }

    public sealed class Fragile : CodeActivity
    {
        protected override void Execute(ActivityExecutionContext context) => throw new InvalidOperationException("Not today.");
    }
}
