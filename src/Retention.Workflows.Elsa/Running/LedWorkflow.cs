using System.Collections.Frozen;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Models;

namespace Retention.Workflows.Elsa.Running;

/// <summary>A compiled workflow, shared by all customers.</summary>
internal sealed class LedWorkflow
{
    internal LedWorkflow(WorkflowGraph graph)
    {
        Graph = graph;
        var index = 0;
        Nodes = [.. graph.Nodes.Select(node => node.NodeId)];
        NodeIndexes = Nodes.ToFrozenDictionary(node => node, _ => index++);
        MayComeAgain = graph.Nodes.Any(node =>
            node.Activity is not (JourneyActivity or Flowchart or global::Elsa.Workflows.Activities.Workflow) && node.Children.Count > 0)
            || graph.Nodes.Select(node => node.Activity).OfType<Flowchart>().Any(HasCircle);
        HasVariables = graph.Nodes.Any(node => node.Activity is IVariableContainer { Variables.Count: > 0 });
        FlowGraphs = graph.Nodes.Select(node => node.Activity).OfType<Flowchart>()
            .ToFrozenDictionary(chart => chart, chart => new FlowGraphs(chart));
    }

    internal WorkflowGraph Graph { get; }

    internal IReadOnlyList<string> Nodes { get; }

    internal FrozenDictionary<string, int> NodeIndexes { get; }

    /// <summary>True if a customer may reach the same step more than once.</summary>
    internal bool MayComeAgain { get; }

    internal bool HasVariables { get; }

    internal FrozenDictionary<Flowchart, FlowGraphs> FlowGraphs { get; }

    private static bool HasCircle(Flowchart chart)
    {
        var next = chart.Connections.ToLookup(way => way.Source.Activity, way => way.Target.Activity);
        var (open, done) = (new HashSet<IActivity>(), new HashSet<IActivity>());
        return chart.Activities.Any(Closes);

        bool Closes(IActivity activity)
        {
            if (done.Contains(activity))
                return false;
            if (!open.Add(activity))
                return true;
            var closes = next[activity].Any(Closes);
            open.Remove(activity);
            done.Add(activity);
            return closes;
        }
    }
}
