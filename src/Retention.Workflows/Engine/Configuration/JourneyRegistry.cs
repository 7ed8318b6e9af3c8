using Microsoft.Extensions.Options;
using Retention.Workflows.Conditions;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Engine.Configuration;

/// <summary>The journeys that the host registered, and what they may refer to.</summary>
internal sealed class JourneyRegistry(IEnumerable<JourneyDefinition> definitions, EngineSettings settings, RfmSettings rfm) : IJourneyReferences
{
    internal IReadOnlyList<JourneyDefinition> Definitions { get; } = [.. definitions];

    public IReadOnlyCollection<Channel> Channels => [.. settings.Channels.Keys];

    public IReadOnlyCollection<OfferName> Offers => [.. settings.Offers.Offers.Select(offer => offer.Name)];

    public IReadOnlyCollection<string> Segments => [.. settings.Conditions.Named.Keys];

    public IReadOnlyCollection<string> Predicates => [.. settings.Conditions.Predicates.Keys];

    public IReadOnlyList<string> ProblemsOf(TemplateName name, Channel channel) => settings.Templates.Validate(name, channel);

    /// <summary>Checks all journeys and custom segments, and says everything that is wrong at once.</summary>
    /// <exception cref="JourneyDefinitionException">Something is wrong.</exception>
    /// <exception cref="OptionsValidationException">Something is kept shorter than it is asked for.</exception>
    internal void Validate()
    {
        var errors = new List<JourneyError>();
        if (Definitions.Count == 0 && settings.ExternalEngines.Count == 0)
            errors.Add(new JourneyError { Path = "journeys", Message = "No journey is registered: add one with retention.Journeys.Add<TJourney>()." });
        foreach (var twice in Definitions.GroupBy(definition => definition.Name).Where(group => group.Count() > 1))
            errors.Add(new JourneyError { Path = "journeys", Message = $"The journey '{twice.Key}' is registered {twice.Count()} times; a name belongs to one journey." });
        foreach (var definition in Definitions)
        {
            errors.AddRange(JourneyValidator.Validate(definition, this)
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

    /// <summary>Checks that nothing is purged that journeys look back for.</summary>
    /// <exception cref="OptionsValidationException">Something is kept shorter than it is asked for.</exception>
    internal void EnsureKept(IReadOnlyList<JourneyDefinition> journeys)
    {
        string[] tooShort = [.. PurgeCheck.Problems(settings.Options, journeys, settings.Conditions, rfm)];
        if (tooShort.Length > 0)
            throw new OptionsValidationException(nameof(RetentionOptions), typeof(RetentionOptions), tooShort);
    }

    /// <summary>What a workflow engine calls a place inside one of its workflows; none elsewhere.</summary>
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

    /// <summary>What keeps workflow engines from leading through the workflows of a journey.</summary>
    private IEnumerable<JourneyError> ProblemsOf(JourneyDefinition definition)
    {
        foreach (var workflow in new ProgramCompiler().Compile(definition.Steps).Select(instruction => instruction.Step).OfType<WorkflowStep>())
        {
            IReadOnlyList<string> problems = settings.WorkflowEngines.TryGetValue(workflow.Engine, out var engine)
                ? engine.Check(workflow)
                : [$"No workflow engine '{workflow.Engine}' is registered, which leads through this workflow.{NameHint.Known(settings.WorkflowEngines.Keys)}"];
            foreach (var problem in problems)
                yield return new JourneyError { Path = $"{definition.Name}: {workflow.Name}", Message = problem };
        }
    }

    private IEnumerable<JourneyError> ProblemsOf(string name, Condition condition)
    {
        var path = $"segment {name}";
        foreach (var part in ConditionTree.All(condition))
        {
            if (part is NamedCondition)
                yield return new JourneyError { Path = path, Message = "A custom segment cannot ask another custom segment: write its condition out." };
            if (part is CustomCondition custom && !settings.Conditions.Predicates.ContainsKey(custom.Name))
                yield return new JourneyError { Path = path, Message = $"No predicate is registered as '{custom.Name}'." };
            if (part is OpenedCondition || ConditionTree.SinceSteps(part).Any() || part is EventCountCondition { Window: SinceEnrolledWindow } or TotalSpentCondition { Window: SinceEnrolledWindow })
                yield return new JourneyError { Path = path, Message = $"'{part.Describe()}' refers to an enrollment, and a segment has none." };
        }
    }
}
