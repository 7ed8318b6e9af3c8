using Elsa.Workflows.Models;
using Retention.Workflows.Elsa.Flowcharts;
using Retention.Workflows.Elsa.Steps;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa;

/// <summary>
/// An Elsa workflow, read as the steps of a customer journey. For hosts that run workflows themselves and connect them with
/// <see cref="IExternalWorkflowEngine"/>. Immutable.
/// </summary>
public sealed class JourneyWorkflow
{
    /// <summary>The name of a workflow's step in its journey.</summary>
    internal const string StepName = "workflow";

    private readonly List<JourneyActivity> _activities;

    private JourneyWorkflow(List<JourneyActivity> activities, IReadOnlyList<JourneyStep> steps, IReadOnlyList<WorkflowWay> ways) =>
        (_activities, Steps, Ways) = (activities, steps, ways);

    /// <summary>The activities of customer journeys in the workflow, also those inside other activities. At least one.</summary>
    public IReadOnlyList<JourneyActivity> Activities => _activities;

    /// <summary>The step of each activity, in the same order.</summary>
    public IReadOnlyList<JourneyStep> Steps { get; }

    /// <summary>
    /// The ways from step to step, past activities that are no steps; empty if they cannot be determined, because steps are inside
    /// activities other than the flowchart or sequence at the root.
    /// </summary>
    public IReadOnlyList<WorkflowWay> Ways { get; }

    /// <summary>Reads and checks a workflow. It also tells the activities which of their ports are connected.</summary>
    /// <param name="graph">The workflow. Its activities are not read again after this call.</param>
    /// <remarks>
    /// The errors of one kind are reported together: first those of the workflow's structure, then those of all inputs, then those of all
    /// ports. Names of templates, offers, channels and segments are not checked here; see <see cref="ProblemOf"/>. Do not read one graph on
    /// two threads at the same time.
    /// </remarks>
    /// <exception cref="InvalidOperationException">A customer could be at two steps at a time, an activity is never reached, two steps have
    /// one name, an activity's type is unknown, or no activity is a step. The message names the workflow's definition id.</exception>
    /// <exception cref="ActivityInputException">Inputs are missing or not valid, or connections leave ports that do not
    /// exist.</exception>
    public static JourneyWorkflow Read(WorkflowGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var definition = graph.Workflow.Identity.DefinitionId;
        if (WorkflowCheck.Problems(graph) is { Count: > 0 } problems)
            throw new InvalidOperationException(
                $"The workflow '{definition}' is not a valid customer journey. {string.Join(' ', problems)}");
        JourneyActivity.Connect(graph.Nodes.Select(node => node.Activity));
        var activities = graph.Nodes.Select(node => node.Activity).OfType<JourneyActivity>().ToList();
        if (activities.Count == 0)
            throw new InvalidOperationException($"The workflow '{definition}' has no activities of a customer journey.");
        var steps = JourneyActivity.ToSteps(activities);
        return new JourneyWorkflow(activities, steps, StepWays.Of(graph.Workflow, activities, steps));
    }

    /// <summary>Builds the journey whose only step is this workflow. The journey is not validated.</summary>
    /// <param name="journeys">The host's journeys.</param>
    /// <param name="name">The journey's name.</param>
    /// <param name="rules">Adds enrollment, goal and exits; null for none.</param>
    /// <param name="engine">The name of the engine that stores the workflow, as in <see cref="IExternalWorkflowEngine.Engine"/>.</param>
    /// <param name="plan">How the engine finds the workflow again; stored with the journey version.</param>
    /// <exception cref="JourneyDefinitionException">The rules add a step.</exception>
    public JourneyDefinition Define(
        IExternalJourneys journeys, JourneyName name, Action<JourneyBuilder>? rules, string engine, string plan)
    {
        ArgumentNullException.ThrowIfNull(journeys);
        var journey = journeys.Define(name, builder =>
        {
            rules?.Invoke(builder);
            builder.Steps.Add(
                new WorkflowStep { Name = StepName, Engine = engine, IsOutside = true, Plan = plan, Steps = Steps, Ways = Ways });
        });
        return journey.Steps.Count == 1 ? journey : throw WorkflowCheck.StepsInRules(journey);
    }

    /// <summary>Converts errors of a journey from <see cref="Define"/> to an exception that names activities and inputs.</summary>
    /// <param name="journey">The journey.</param>
    /// <param name="errors">Its errors from <see cref="IExternalJourneys.Validate"/>, at least one.</param>
    /// <returns>An <see cref="ActivityInputException"/> with all errors of activities; if there are none, a
    /// <see cref="JourneyDefinitionException"/> with the other errors.</returns>
    public Exception ProblemOf(JourneyDefinition journey, IReadOnlyList<JourneyError> errors)
    {
        ArgumentNullException.ThrowIfNull(journey);
        ArgumentNullException.ThrowIfNull(errors);
        var problems = new List<ActivityInputError>();
        for (var index = 0; index < _activities.Count; index++)
        {
            var path = FormattableString.Invariant($"$.steps[0].steps[{index}]");
            var ofStep = errors.Where(error => error.Path == path || error.Path.StartsWith($"{path}.", StringComparison.Ordinal))
                .Select(error => error with { Path = $"${error.Path[path.Length..]}" }).ToList();
            if (ofStep.Count > 0)
                problems.AddRange(StepInputs.Problem(_activities[index], ofStep).Errors);
        }

        return problems.Count > 0 ? new ActivityInputException(problems) : new JourneyDefinitionException(journey.Name.Value, errors);
    }
}
