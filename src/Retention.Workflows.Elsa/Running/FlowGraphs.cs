using System.Collections.Concurrent;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;

namespace Retention.Workflows.Elsa.Running;

/// <summary>
/// Caches the graphs that Elsa computes from a flowchart's connections. Computing one is the slowest part of a run, and the result is
/// always the same. Each graph is lent to one run at a time.
/// </summary>
internal sealed class FlowGraphs(Flowchart chart)
{
    /// <summary>The key under which Elsa looks for the graph.</summary>
    private const string Key = "FlowGraph";

    private readonly ConcurrentBag<FlowGraph> _free = [];

    internal FlowGraph Lend(ActivityExecutionContext context)
    {
        if (!_free.TryTake(out var graph))
            graph = new FlowGraph(chart.Connections,
                chart.Start ?? chart.Activities.FirstOrDefault(activity => chart.Connections.All(way => way.Target.Activity != activity)));
        context.TransientProperties[Key] = graph;
        return graph;
    }

    internal void TakeBack(FlowGraph graph) => _free.Add(graph);
}
