using Retention.Workflows.Journeys;
using Retention.Workflows.Naming;

namespace Retention.Workflows.ExternalWorkflows;

/// <summary>The workflow engines of the host, by name. Immutable; thread-safe.</summary>
/// <param name="deciding">The engines that decide the next step.</param>
/// <param name="storing">The engines that store the state of their workflows themselves.</param>
internal sealed class WorkflowEngines(
    IReadOnlyDictionary<string, IWorkflowEngine> deciding, IReadOnlyDictionary<string, IExternalWorkflowEngine> storing) : IJourneyCheck
{
    internal static WorkflowEngines None { get; } =
        new(new Dictionary<string, IWorkflowEngine>(), new Dictionary<string, IExternalWorkflowEngine>());

    /// <summary>True if an engine of this process stores its workflows itself.</summary>
    internal bool StoresAny => storing.Count > 0;

    /// <summary>An engine that stores its workflows publishes their journeys after the start.</summary>
    public bool AddsJourneys => StoresAny;

    /// <summary>Returns the engine that decides the steps of a workflow.</summary>
    /// <exception cref="InvalidOperationException">It is not registered.</exception>
    internal IWorkflowEngine Require(WorkflowStep step) => deciding.GetValueOrDefault(step.Engine)
        ?? throw new InvalidOperationException($"The workflow engine '{step.Engine}' of workflow '{step.Name}' is not registered.");

    /// <summary>Returns the engine that stores its workflows itself; null if this process has none of that name.</summary>
    internal IExternalWorkflowEngine? Storing(string? engine) => engine is null ? null : storing.GetValueOrDefault(engine);

    public IEnumerable<JourneyError> ProblemsOf(JourneyDefinition definition)
    {
        foreach (var workflow in WorkflowsIn(definition.Steps))
        {
            IReadOnlyList<string> problems = deciding.TryGetValue(workflow.Engine, out var engine)
                ? engine.Check(workflow)
                : [$"The workflow engine '{workflow.Engine}' of this workflow is not registered.{NameHint.Known(deciding.Keys)}"];
            foreach (var problem in problems)
                yield return new JourneyError { Path = $"{definition.Name}: {workflow.Name}", Message = problem };
        }
    }

    public string? PlaceOf(JourneyDefinition definition, string path)
    {
        foreach (var (index, step) in definition.Steps.Index())
        {
            if (step is not WorkflowStep workflow || !deciding.TryGetValue(workflow.Engine, out var engine))
                continue;
            foreach (var (place, inner) in workflow.Steps.Index())
            {
                var start = FormattableString.Invariant($"$.steps[{index}].steps[{place}]");
                if (path == start || path.StartsWith($"{start}.", StringComparison.Ordinal))
                    return engine.PlaceOf(inner, $"${path[start.Length..]}");
            }
        }

        return null;
    }

    private static IEnumerable<WorkflowStep> WorkflowsIn(IReadOnlyList<JourneyStep> steps) =>
        steps.SelectMany(
            step => step is WorkflowStep workflow ? [workflow] : step.Branches.SelectMany(branch => WorkflowsIn(branch.Steps)));
}
