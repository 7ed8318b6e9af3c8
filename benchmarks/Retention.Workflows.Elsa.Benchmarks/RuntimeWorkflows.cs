using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Retention.Workflows.Elsa;
using Retention.Workflows.Elsa.Runtime;

namespace Retention.Workflows.Benchmarks;

/// <summary>The journey of the other benchmarks as a workflow of Elsa's runtime, with one of our triggers.</summary>
internal sealed class StepsWorkflow : WorkflowBase
{
    protected override void Build(IWorkflowBuilder builder)
    {
        builder.WithDefinitionId("steps").WithId("steps:1");
        var chart = JourneyBenchmark.Journey().ToFlowchart();
        var daily = new JourneySchedule { Id = "daily", Every = new("daily"), At = new("09:00"), ReEntry = new("""{ "kind": "once" }""") };
        daily.SetCanStartWorkflow(true);
        chart.Connections.Add(new Connection(daily, chart.Start!));
        chart.Activities.Add(daily);
        chart.Start = daily;
        builder.Root = chart;
    }
}

/// <summary>
/// As many activities in a row as the journey has, its trigger included. They do nothing, and the third one waits once to be resumed.
/// </summary>
internal sealed class IdleWorkflow : WorkflowBase
{
    internal const string Id = "idle";

    protected override void Build(IWorkflowBuilder builder)
    {
        builder.WithDefinitionId(Id).WithId($"{Id}:1");
        IActivity[] row = [new Nothing { Id = "daily" }, new Nothing { Id = "offer" }, new Waits { Id = "think" },
            new Nothing { Id = "bought" }, new Nothing { Id = "voucher" }, new Nothing { Id = "voucher-mail" }];
        var chart = new Flowchart { Id = "chart", Start = row[0] };
        foreach (var activity in row)
            chart.Activities.Add(activity);
        foreach (var (from, to) in row.Zip(row.Skip(1)))
            chart.Connections.Add(new Connection(from, to));
        builder.Root = chart;
    }

    private sealed class Nothing : CodeActivity;

    private sealed class Waits : Activity
    {
        protected override void Execute(ActivityExecutionContext context) => context.CreateBookmark();
    }
}
