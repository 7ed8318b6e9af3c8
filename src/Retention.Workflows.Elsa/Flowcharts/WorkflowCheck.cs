using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Models;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa.Flowcharts;

/// <summary>Checks that a workflow can be a customer journey: a customer is at one step at a time, and step names are unique.</summary>
internal static class WorkflowCheck
{
    internal static IReadOnlyList<string> Problems(WorkflowGraph graph)
    {
        var activities = graph.Nodes.Select(node => node.Activity).ToList();
        var problems = Unknown(activities).ToList();
        foreach (var activity in activities.Where(
            activity => activity is global::Elsa.Workflows.Activities.Parallel or ParallelForEach<object> or FlowFork))
            problems.Add(
                $"The activity '{activity.Id}' continues on several connections at the same time. A customer is at one step of a journey at a time.");
        foreach (var activity in activities.OfType<FlowJoin>())
            problems.Add(
                $"The activity '{activity.Id}' waits for several connections, but a customer arrives on only one. Connect them to the next activity.");
        foreach (var twice in activities.OfType<JourneyActivity>().GroupBy(activity => activity.StepName, StringComparer.Ordinal)
            .Where(group => group.Count() > 1))
            problems.Add(
                $"{twice.Count()} activities are called '{twice.Key}'. Give each a unique name: it is the step's name, and idempotency keys are derived from it.");
        foreach (var chart in activities.OfType<Flowchart>())
        {
            var start = StepWays.StartOf(chart);
            foreach (var lost in chart.Activities.OfType<JourneyActivity>()
                .Where(activity => activity != start && chart.Connections.All(way => way.Target.Activity != activity)))
                problems.Add($"No connection leads to '{lost.StepName}'. Connect the activity or remove it.");
            foreach (var both in chart.Connections.Where(way => way.Source.Activity is JourneyActivity { OptionalPorts.Count: > 0 })
                .GroupBy(way => (JourneyActivity)way.Source.Activity)
                .Where(
                    ways => ways.Any(way => way.Source.Port is null or "Done") && ways.Any(way => way.Source.Port is not (null or "Done"))))
                problems.Add(
                    $"From '{both.Key.StepName}' connections leave from Done and from {string.Join(" or ", both.Key.OptionalPorts)}. Done continues after every outcome, the other ports after one outcome each: connect either Done or the others.");
            foreach (var fork in chart.Connections.GroupBy(way => (way.Source.Activity, Port: way.Source.Port ?? "Done"))
                .Where(ways => ways.Select(way => way.Target.Activity).Distinct().Count() > 1))
                problems.Add(
                    $"From '{fork.Key.Activity.Id}', port {fork.Key.Port}, {fork.Count()} connections leave at the same time. A customer is at one step of a journey at a time.");
        }

        return problems;
    }

    /// <summary>Returns sibling activities with the same id, which Elsa cannot distinguish.</summary>
    internal static IEnumerable<ActivityInputError> SameIds(IActivity? root) => (root as Container)?.Activities.Where(
        activity => !string.IsNullOrEmpty(activity.Id)).GroupBy(activity => activity.Id, StringComparer.Ordinal)
        .Where(group => group.Count() > 1)
        .Select(group => new ActivityInputError(
            null, null, $"{group.Count()} activities have the Id '{group.Key}'. Give each a unique id: it is the step's name.")) ?? [];

    /// <summary>The error for rules that add steps to a journey whose steps are a workflow.</summary>
    internal static JourneyDefinitionException StepsInRules(JourneyDefinition definition) => new(definition.Name.Value,
        [.. definition.Steps.Where(step => step is not WorkflowStep).Select(step => new JourneyError { Path = "$.steps", Message =
            $"The rules add a step '{step.Name}', but this journey takes its steps from its workflow. Add the step there." })]);

    /// <summary>Returns activities of unknown types.</summary>
    internal static IEnumerable<string> Unknown(IEnumerable<IActivity> activities) => activities.OfType<NotFoundActivity>()
        .Select(
            activity =>
                $"The activity '{activity.Id}' is of the type '{activity.MissingTypeName}', which is not registered here. Elsa's runtime knows the activities its host registers; AddElsaJson knows those of this package and of Elsa's core.");
}
