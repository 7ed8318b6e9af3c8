using Microsoft.Extensions.Options;
using Retention.Workflows.Conditions;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Engine.Configuration;

/// <summary>The registered journeys, and the names that they may refer to.</summary>
internal sealed class JourneyRegistry(IEnumerable<JourneyDefinition> definitions, EngineSettings settings, RfmSettings rfm) : IJourneyReferences
{
    internal IReadOnlyList<JourneyDefinition> Definitions { get; } = [.. definitions];

    public IReadOnlyCollection<Channel> Channels => [.. settings.Channels.Keys];

    public IReadOnlyCollection<OfferName> Offers => [.. settings.Offers.Offers.Select(offer => offer.Name)];

    public IReadOnlyCollection<string> Segments => [.. settings.Conditions.Named.Keys];

    public IReadOnlyCollection<string> Predicates => [.. settings.Conditions.Predicates.Keys];

    public IReadOnlyList<string> ProblemsOf(TemplateName name, Channel channel) => settings.Templates.Validate(name, channel);

    /// <summary>Validates all journeys and custom segments, and reports all problems at once.</summary>
    /// <exception cref="JourneyDefinitionException">A journey or segment is not valid.</exception>
    /// <exception cref="OptionsValidationException">A retention period is too short.</exception>
    internal void Validate()
    {
        var errors = new List<JourneyError>();
        if (Definitions.Count == 0 && settings.ExternalEngines.Count == 0)
            errors.Add(new JourneyError { Path = "journeys", Message = "No journey is registered. Add one with retention.Journeys.Add<TJourney>()." });
        foreach (var twice in Definitions.GroupBy(definition => definition.Name).Where(group => group.Count() > 1))
            errors.Add(new JourneyError { Path = "journeys", Message = $"The journey '{twice.Key}' is registered {twice.Count()} times. Journey names must be unique." });
        foreach (var definition in Definitions)
        {
            errors.AddRange(JourneyValidator.Validate(definition, this, settings.StepTypes)
                .Select(error => error with { Path = $"{definition.Name}: {PlaceOf(definition, error.Path) ?? error.Path}" }));
        }

        foreach (var definition in Definitions)
            errors.AddRange(ProblemsOf(definition));
        foreach (var (name, condition) in settings.Conditions.Named)
            errors.AddRange(ProblemsOf(name, condition));
        if (errors.Count > 0)
            throw new JourneyDefinitionException(string.Join("', '", Definitions.Select(definition => definition.Name).Distinct()), errors);
        EnsureKept(Definitions);
    }

    /// <summary>Checks that no data is purged that journeys still need.</summary>
    /// <exception cref="OptionsValidationException">A retention period is too short.</exception>
    internal void EnsureKept(IReadOnlyList<JourneyDefinition> journeys)
    {
        string[] tooShort = [.. PurgeCheck.Problems(settings, journeys, rfm)];
        if (tooShort.Length > 0)
            throw new OptionsValidationException(nameof(RetentionOptions), typeof(RetentionOptions), tooShort);
    }

    /// <summary>Returns the workflow engine's name for a path inside one of its workflows; null for other paths.</summary>
    private string? PlaceOf(JourneyDefinition definition, string path)
    {
        foreach (var (index, step) in definition.Steps.Index())
        {
            if (step is not WorkflowStep workflow || !settings.WorkflowEngines.TryGetValue(workflow.Engine, out var engine))
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

    /// <summary>Returns the problems that workflow engines report for the workflows of a journey.</summary>
    private IEnumerable<JourneyError> ProblemsOf(JourneyDefinition definition)
    {
        foreach (var workflow in WorkflowsIn(definition.Steps))
        {
            IReadOnlyList<string> problems = settings.WorkflowEngines.TryGetValue(workflow.Engine, out var engine)
                ? engine.Check(workflow)
                : [$"The workflow engine '{workflow.Engine}' of this workflow is not registered.{NameHint.Known(settings.WorkflowEngines.Keys)}"];
            foreach (var problem in problems)
                yield return new JourneyError { Path = $"{definition.Name}: {workflow.Name}", Message = problem };
        }
    }

    private static IEnumerable<WorkflowStep> WorkflowsIn(IReadOnlyList<JourneyStep> steps) =>
        steps.SelectMany(step => step is WorkflowStep workflow ? [workflow] : step.Branches.SelectMany(branch => WorkflowsIn(branch.Steps)));

    private IEnumerable<JourneyError> ProblemsOf(string name, Condition condition)
    {
        var path = $"segment {name}";
        foreach (var part in ConditionTree.All(condition))
        {
            if (part is NamedCondition)
                yield return new JourneyError { Path = path, Message = "A custom segment cannot use another custom segment. Repeat its condition here." };
            if (part is CustomCondition custom && !settings.Conditions.Predicates.ContainsKey(custom.Name))
                yield return new JourneyError { Path = path, Message = $"No predicate is registered as '{custom.Name}'." };
            if (part is OpenedCondition || ConditionTree.SinceSteps(part).Any() || part is EventCountCondition { Window: SinceEnrolledWindow } or TotalSpentCondition { Window: SinceEnrolledWindow })
                yield return new JourneyError { Path = path, Message = $"'{part.Describe()}' needs an enrollment, and a segment has none." };
        }
    }
}
