using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Elsa.Flowcharts;
using Retention.Workflows.Elsa.Steps;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Elsa.Running;

/// <summary>
/// Runs Elsa workflows for customers. A flowchart of steps only is stored with its journey version and rebuilt from it; another workflow is
/// recognized by its content.
/// </summary>
internal sealed class ElsaWorkflowEngine(IServiceProvider host) : IWorkflowEngine, IAsyncDisposable
{
    internal const string Name = "elsa";

    private readonly ElsaCore _elsa = new(
        host.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance, host.GetRequiredService<TimeProvider>());
    private readonly ConcurrentDictionary<string, Workflow> _registered = new();
    private readonly ConditionalWeakTable<JourneyStep, JourneyActivity> _activities = [];
    private readonly ConcurrentDictionary<WorkflowStep, Lazy<LedWorkflow>> _led = new(
        ReferenceEqualityComparer.Instance as IEqualityComparer<WorkflowStep>);

    public string Engine => Name;

    public IReadOnlyList<string> Check(WorkflowStep workflow)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        try
        {
            return WorkflowCheck.Problems(LedOf(workflow).Graph);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or KeyNotFoundException
            or NotSupportedException or System.Text.Json.JsonException)
        {
            return [exception.Message];
        }
    }

    /// <summary>Returns the activity and its input.</summary>
    public string? PlaceOf(JourneyStep journeyStep, string path)
    {
        ArgumentNullException.ThrowIfNull(journeyStep);
        try
        {
            return StepInputs.PlaceOf(
                _activities.TryGetValue(journeyStep, out var activity) ? activity : StepActivities.Of(journeyStep), path);
        }
        catch (NotSupportedException)
        {
            return null; // a step without an activity
        }
    }

    public IWorkflowExecution Open(WorkflowEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new ElsaWorkflowExecution(LedOf(entry.Workflow), entry, _elsa, new RunServices(_elsa.Services, host));
    }

    public ValueTask DisposeAsync() => _elsa.DisposeAsync();

    /// <summary>Returns the journey step of a workflow.</summary>
    /// <exception cref="ActivityInputException">An input of an activity is missing or not valid.</exception>
    internal WorkflowStep StepOf(string name, IActivity root) => StepOf(name, Workflow.FromActivity(root));

    /// <summary>Returns the journey step of a workflow.</summary>
    internal WorkflowStep StepOf(string name, IWorkflow definition) =>
        StepOf(name, Wait(_elsa.BuildAsync(definition, CancellationToken.None)));

    /// <summary>Returns the journey step of a workflow in Elsa's JSON.</summary>
    /// <exception cref="FormatException">The text is not an Elsa workflow.</exception>
    internal WorkflowStep StepOfJson(string name, string json) => StepOf(name, Wait(_elsa.ReadAsync(json, CancellationToken.None)));

    /// <summary>Returns the journey step of a workflow with these activities.</summary>
    /// <exception cref="ActivityInputException">A connection leaves a port that its activity does not have.</exception>
    internal static WorkflowStep StepOf(string name, Workflow workflow, IReadOnlyCollection<IActivity> all,
        List<JourneyActivity> activities, IReadOnlyList<JourneyStep> steps) =>
        new() { Name = name, Engine = Name, Plan = WorkflowPlan.Of(workflow, all), Steps = steps,
            Ways = StepWays.Of(workflow, activities, steps) };

    /// <summary>Returns the activity and input of a path in a journey whose only step is a workflow; null for other paths.</summary>
    internal string? PlaceOf(WorkflowStep workflow, string path)
    {
        for (var index = 0; index < workflow.Steps.Count; index++)
        {
            var start = FormattableString.Invariant($"$.steps[0].steps[{index}]");
            if (path == start || path.StartsWith($"{start}.", StringComparison.Ordinal))
                return PlaceOf(workflow.Steps[index], $"${path[start.Length..]}");
        }

        return null;
    }

    private WorkflowStep StepOf(string name, Workflow workflow)
    {
        if (WorkflowCheck.SameIds(workflow.Root).ToList() is { Count: > 0 } same)
            throw new ActivityInputException(same);
        var graph = Wait(_elsa.GraphAsync(workflow, CancellationToken.None));
        var all = graph.Nodes.Select(node => node.Activity).ToList();
        if (WorkflowCheck.Unknown(all).ToList() is { Count: > 0 } unknown)
            throw new FormatException(string.Join('\n', unknown));
        if (all.Where(activity => activity is not JourneyActivity).SelectMany(_elsa.UnknownExpressions).ToList() is { Count: > 0 } problems)
            throw new ActivityInputException(problems);
        var activities = all.OfType<JourneyActivity>().ToList();
        var steps = JourneyActivity.ToSteps(activities);
        foreach (var (step, activity) in steps.Zip(activities))
            _activities.AddOrUpdate(step, activity);
        var led = StepOf(name, workflow, all, activities, steps);
        if (led.Plan != WorkflowPlan.Flowchart)
            _registered[led.Plan] = workflow;
        return led;
    }

    private LedWorkflow LedOf(WorkflowStep step) => _led.GetOrAdd(step, found => new Lazy<LedWorkflow>(() => Build(found))).Value;

    private LedWorkflow Build(WorkflowStep step)
    {
        var workflow = step.Plan == WorkflowPlan.Flowchart ? new Workflow(WorkflowPlan.ToFlowchart(step)) { Id = "workflow" }
            : _registered.GetValueOrDefault(step.Plan) ?? throw new InvalidOperationException(
                $"The workflow of '{step.Name}' has activities that are not steps, so it cannot be rebuilt from its stored form, and no matching workflow is registered. Keep this version registered until it has no active enrollments.");
        return new LedWorkflow(Wait(_elsa.GraphAsync(workflow, CancellationToken.None)));
    }

    /// <summary>Elsa's builders are asynchronous in form only.</summary>
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
