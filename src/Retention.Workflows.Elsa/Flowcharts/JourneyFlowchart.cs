using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa.Flowcharts;

/// <summary>Turns the tree of a journey's steps into a flowchart with one activity per step.</summary>
internal sealed class JourneyFlowchart
{
    private readonly Flowchart _flowchart = new() { Id = "journey" };

    internal static Flowchart Of(IReadOnlyList<JourneyStep> steps)
    {
        var chart = new JourneyFlowchart();
        chart.Lay(steps, []);
        chart._flowchart.Start = chart._flowchart.Activities.FirstOrDefault();
        return chart._flowchart;
    }

    /// <summary>Adds steps behind the given endpoints; returns the endpoints that leave their end.</summary>
    private List<Endpoint> Lay(IReadOnlyList<JourneyStep> steps, List<Endpoint> incoming)
    {
        foreach (var step in steps)
        {
            var activity = StepActivities.Of(step);
            _flowchart.Activities.Add(activity);
            Join(incoming, activity);
            incoming = Behind(step, activity);
        }

        return incoming;
    }

    private List<Endpoint> Behind(JourneyStep step, JourneyActivity activity)
    {
        if (activity.EndsJourney)
            return [];
        if (step.Branches.Count == 0)
            return [new Endpoint(activity)];
        var end = new Endpoint(activity, StepPorts.Of(activity, null));
        var behind = step.Branches.SelectMany(
            branch => Lay(branch.Steps, [new Endpoint(activity, StepPorts.Of(activity, branch.Label))])).ToList();
        if (activity.Repeats)
        {
            Join(behind, activity);
            return [end];
        }

        return activity.PassesBranches ? [.. behind.Where(way => way.Activity != activity), end] : behind;
    }

    private void Join(IEnumerable<Endpoint> ways, IActivity to)
    {
        foreach (var way in ways)
            _flowchart.Connections.Add(new Connection(way, new Endpoint(to)));
    }
}
