using System.Collections.Concurrent;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;

namespace Retention.Workflows.Elsa.Running;

/// <summary>Lends what Elsa works out about a flowchart's connections, which takes longer than all else in a run and is the same every time. One at a time has each.</summary>
internal sealed class FlowGraphs(Flowchart chart)
{
    /// <summary>Where Elsa looks for it.</summary>
    private const string Key = "FlowGraph";

    private readonly ConcurrentBag<FlowGraph> _free = [];

    internal FlowGraph Lend(ActivityExecutionContext context)
    {
        if (!_free.TryTake(out var graph))
            graph = new FlowGraph(chart.Connections, chart.Start ?? chart.Activities.FirstOrDefault(activity => chart.Connections.All(way => way.Target.Activity != activity)));
        context.TransientProperties[Key] = graph;
        return graph;
    }

    internal void TakeBack(FlowGraph graph) => _free.Add(graph);
}
