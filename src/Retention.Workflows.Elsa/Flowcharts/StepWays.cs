using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa.Flowcharts;

/// <summary>Reads the order of steps from a flowchart. Foreign activities in between are skipped if they have a single way out.</summary>
internal sealed class StepWays
{
    private readonly Dictionary<JourneyActivity, JourneyStep> _steps;
    private readonly ILookup<IActivity, Connection> _connections;

    private StepWays(Flowchart flowchart, IEnumerable<(JourneyActivity Activity, JourneyStep Step)> steps)
    {
        _steps = steps.ToDictionary(one => one.Activity, one => one.Step);
        _connections = flowchart.Connections.ToLookup(way => way.Source.Activity);
    }

    /// <summary>Returns the connections of a workflow; empty if they cannot be determined.</summary>
    /// <exception cref="ActivityInputException">Connections leave ports that their activities do not have; the message lists all of
    /// them.</exception>
    internal static IReadOnlyList<WorkflowWay> Of(Workflow workflow, List<JourneyActivity> activities, IReadOnlyList<JourneyStep> steps)
    {
        if (workflow.Root is Sequence sequence && activities.All(sequence.Activities.Contains))
            return InARow(
                [.. sequence.Activities.OfType<JourneyActivity>().Select(activity => (activity, steps[activities.IndexOf(activity)]))]);
        if (workflow.Root is not Flowchart flowchart || !activities.All(flowchart.Activities.Contains))
            return [];
        var ways = new StepWays(flowchart, activities.Zip(steps));
        var (found, errors) = (new List<WorkflowWay>(), new List<ActivityInputError>());
        foreach (var stranger in flowchart.Connections.SelectMany(way => new[] { way.Source.Activity, way.Target.Activity })
            .Except(flowchart.Activities))
            errors.Add(new ActivityInputError(null, null,
                $"A connection leads to or from '{stranger.Id}', which is not in the flowchart's Activities. Add it there."));
        if (errors.Count > 0)
            throw new ActivityInputException(errors);
        if (StartOf(flowchart) is { } start)
            found.AddRange(ways.Behind(start, []).Select(to => new WorkflowWay(null, null, to.Name)));
        foreach (var way in flowchart.Connections)
        {
            if (way.Source.Activity is not JourneyActivity activity)
                continue;
            var from = ways._steps[activity];
            var ports = StepPorts.Of(from, activity);
            if (ports.TryGetValue(way.Source.Port ?? StepPorts.Done, out var branch))
                found.AddRange(ways.Behind(way.Target.Activity, []).Select(to => new WorkflowWay(from.Name, branch, to.Name)));
            else
                errors.Add(new ActivityInputError(activity, null,
                    $"A connection uses the port '{way.Source.Port ?? StepPorts.Done}', which the activity does not have. It has: {string.Join(", ", ports.Keys)}."));
        }

        if (errors.Count > 0)
            throw new ActivityInputException(errors);
        return [.. found.Distinct()];
    }

    /// <summary>In a sequence, every result of a step leads to the next step.</summary>
    private static List<WorkflowWay> InARow(IReadOnlyList<(JourneyActivity Activity, JourneyStep Step)> row) =>
    [
        .. row.Take(1).Select(first => new WorkflowWay(null, null, first.Step.Name)),
        .. row.Zip(row.Skip(1)).SelectMany(pair => StepPorts.Of(pair.First.Step, pair.First.Activity).Values
            .Select(branch => new WorkflowWay(pair.First.Step.Name, branch, pair.Second.Step.Name))),
    ];

    private IEnumerable<JourneyStep> Behind(IActivity activity, HashSet<IActivity> passed) =>
        activity is JourneyActivity journey ? [_steps[journey]]
        : passed.Add(activity) ? _connections[activity].SelectMany(way => Behind(way.Target.Activity, passed))
        : [];

    /// <summary>Returns the activity where Elsa begins. Its JSON does not contain it; Elsa determines it in the same way.</summary>
    internal static IActivity? StartOf(Flowchart flowchart) =>
        flowchart.Start
        ?? flowchart.Activities.FirstOrDefault(activity => activity.GetCanStartWorkflow())
        ?? flowchart.Activities.FirstOrDefault(activity => activity is Start)
        ?? flowchart.Activities.FirstOrDefault(activity => flowchart.Connections.All(way => way.Target.Activity != activity))
        ?? flowchart.Activities.FirstOrDefault();
}
