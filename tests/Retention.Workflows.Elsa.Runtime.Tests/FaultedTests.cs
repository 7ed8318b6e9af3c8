using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Microsoft.Extensions.DependencyInjection;

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

    [Fact]
    public async Task A_host_that_stops_while_a_workflow_runs_does_not_fail_it()
    {
        using var stopping = new CancellationTokenSource();
        await using var world = await ElsaTestHost.StartAsync(elsa => elsa.AddWorkflow<Stopped>(), retention =>
        {
            retention.Store.UseInMemory();
            retention.Services.AddSingleton(stopping);
        });
        await world.AddAsync("ada");
        await world.Client.AppendEventsAsync([new CustomerEvent { Id = "1", Customer = new CustomerId("ada"), Name = new EventName("left"),
            OccurredAt = world.Time.GetUtcNow() }], ElsaTestHost.Token);
        try
        {
            await world.Engine.RunDueAsync(stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // the host stopped
        }

        stopping.IsCancellationRequested.Should().BeTrue("the workflow ran");
        (await world.InstancesAsync()).Should().ContainSingle().Which.SubStatus.Should().NotBe(WorkflowSubStatus.Faulted);
        await world.AdvanceAsync(TimeSpan.FromHours(1));

        world.Sent.Should().Equal("mail to ada");
        (await world.EnrollmentsOfAsync("ada")).Single().Status.Should().Be(EnrollmentStatus.Completed);
    }

    private sealed class Stopped : WorkflowBase
    {
        protected override void Build(IWorkflowBuilder builder)
        {
            builder.WithDefinitionId("stopped").WithId("stopped:1");
            var left = new CustomerEventOccurred { Id = "left", Event = new("left") };
            left.SetCanStartWorkflow(true);
            var (stop, mail) = (new StopHost { Id = "stop" }, new SendEmail { Id = "mail", Template = new("hello") });
            builder.Root = new Flowchart { Id = "chart", Start = left, Activities = { left, stop, mail },
                Connections = { new Connection(left, stop), new Connection(stop, mail) } };
        }
    }

    public sealed class StopHost : CodeActivity
    {
        protected override void Execute(ActivityExecutionContext context) =>
            context.GetRequiredService<CancellationTokenSource>().Cancel();
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
