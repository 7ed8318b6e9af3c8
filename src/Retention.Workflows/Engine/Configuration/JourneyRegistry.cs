using Microsoft.Extensions.Options;
using Retention.Workflows.Conditions;
using Retention.Workflows.Journeys;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Engine.Configuration;

/// <summary>The registered journeys, and the names that they may refer to.</summary>
internal sealed class JourneyRegistry : IJourneyReferences
{
    private readonly EngineSettings _settings;
    private readonly RfmSettings _rfm;
    private readonly IServiceProvider _services;
    private readonly List<JourneyError> _unreadable = [];

    internal JourneyRegistry(
        IEnumerable<JourneyDefinition> definitions, IEnumerable<JourneyText> texts, EngineSettings settings, RfmSettings rfm,
        IServiceProvider services)
    {
        (_settings, _rfm, _services) = (settings, rfm, services);
        Definitions = [.. definitions, .. texts.Select(Read).OfType<JourneyDefinition>()];
    }

    internal IReadOnlyList<JourneyDefinition> Definitions { get; }

    public IReadOnlyCollection<Channel> Channels => [.. _settings.Channels.Keys];

    public IReadOnlyCollection<OfferName> Offers => [.. _settings.Offers.Offers.Select(offer => offer.Name)];

    public IReadOnlyCollection<string> Segments => [.. _settings.Conditions.Named.Keys];

    public IReadOnlyCollection<string> Predicates => [.. _settings.Conditions.Predicates.Keys];

    public IReadOnlyList<string> ProblemsOf(TemplateName name, Channel channel) => _settings.Templates.Validate(name, channel);

    /// <summary>Validates all journeys and custom segments, and reports all problems at once.</summary>
    /// <exception cref="JourneyDefinitionException">A journey or segment is not valid.</exception>
    /// <exception cref="OptionsValidationException">A retention period is too short.</exception>
    internal void Validate()
    {
        List<JourneyError> errors =
        [
            .. _settings.StepTypes.Problems.Select(problem => new JourneyError { Path = "steps", Message = problem }),
            .. _unreadable,
        ];
        if (Definitions.Count == 0 && _unreadable.Count == 0 && _settings.JourneyChecks.All(check => !check.AddsJourneys))
            errors.Add(new JourneyError { Path = "journeys",
                Message = "No journey is registered. Add one with retention.Journeys.Add<TJourney>()." });
        foreach (var twice in Definitions.GroupBy(definition => definition.Name).Where(group => group.Count() > 1))
            errors.Add(new JourneyError { Path = "journeys",
                Message = $"The journey '{twice.Key}' is registered {twice.Count()} times. Journey names must be unique." });
        foreach (var definition in Definitions)
        {
            errors.AddRange(JourneyValidator.Validate(definition, this, _settings.StepTypes)
                .Select(error => error with { Path = $"{definition.Name}: {PlaceOf(definition, error.Path) ?? error.Path}" }));
        }

        foreach (var definition in Definitions)
            errors.AddRange(_settings.JourneyChecks.SelectMany(check => check.ProblemsOf(definition)));
        errors.AddRange(Definitions.SelectMany(OutsideProblems));
        errors.AddRange(Definitions.SelectMany(definition => AssumedProblems(definition.Name, definition.Steps)));
        if (!_settings.AssumesOutcomes)
            errors.AddRange(Definitions.SelectMany(definition => HostProblems(definition.Name, definition.Steps)));
        foreach (var (name, condition) in _settings.Conditions.Named)
            errors.AddRange(ProblemsOf(name, condition));
        if (errors.Count > 0)
            throw new JourneyDefinitionException(string.Join("', '", Definitions.Select(definition => definition.Name).Distinct()), errors);
        EnsureKept(Definitions);
    }

    /// <summary>Checks that no data is purged that journeys still need.</summary>
    /// <exception cref="OptionsValidationException">A retention period is too short.</exception>
    internal void EnsureKept(IReadOnlyList<JourneyDefinition> journeys)
    {
        string[] tooShort = [.. PurgeCheck.Problems(_settings, journeys, _rfm)];
        if (tooShort.Length > 0)
            throw new OptionsValidationException(nameof(RetentionOptions), typeof(RetentionOptions), tooShort);
    }

    private JourneyDefinition? Read(JourneyText text)
    {
        try
        {
            return JourneyJson.Read(text.Json, types: _settings.StepTypes);
        }
        catch (JourneyDefinitionException exception)
        {
            _unreadable.AddRange(exception.Errors.Select(error => error with { Path = $"{exception.Journey}: {error.Path}" }));
            return null;
        }
    }

    /// <summary>Conditions that are evaluated where predicates that call external services cannot be evaluated beforehand.</summary>
    private IEnumerable<JourneyError> OutsideProblems(JourneyDefinition definition)
    {
        var places = definition.ExitRules.Select((rule, index) => (Path: FormattableString.Invariant($"$.exits[{index}].when"), rule.When))
            .Concat(SendsIn(definition.Steps)
                .SelectMany(send => _settings.StepTypes.Of(send).ConditionsOf(send).Select(when => (Path: send.Name, When: (Condition?)when))));
        if (definition.Enrollment.Trigger is EventTrigger { Event.Name.Value: { } name }
            && name.StartsWith("message-", StringComparison.Ordinal))
            places = places.Append(("$.enroll.when", definition.Enrollment.Audience));
        return
            from place in places
            where place.When is not null
            from condition in _settings.Conditions.OutsideIn(place.When)
            select new JourneyError
            {
                Path = $"{definition.Name}: {place.Path}",
                Message =
                    $"The predicate '{condition.Name}' calls an external service. It cannot be evaluated here, inside the transaction of an event or a message. Use it at a step.",
            };
    }

    /// <summary>The steps that send. Their conditions are evaluated when the message leaves.</summary>
    private IEnumerable<JourneyStep> SendsIn(IReadOnlyList<JourneyStep> steps) =>
        steps.SelectMany(step => step.Branches.SelectMany(branch => SendsIn(branch.Steps))
            .Concat(_settings.StepTypes.Knows(step) && _settings.StepTypes.Of(step).Sends ? [step] : []));

    private string? PlaceOf(JourneyDefinition definition, string path) =>
        _settings.JourneyChecks.Select(check => check.PlaceOf(definition, path)).FirstOrDefault(place => place is not null);

    /// <summary>Steps whose kind assumes a branch that the step does not have.</summary>
    private IEnumerable<JourneyError> AssumedProblems(JourneyName journey, IReadOnlyList<JourneyStep> steps) => steps.SelectMany(step =>
    {
        var inside = step.Branches.SelectMany(branch => AssumedProblems(journey, branch.Steps));
        return _settings.StepTypes.Knows(step) && _settings.StepTypes.Of(step).ReplayOutcome.Branch is { } label
            && step.Branches.All(branch => branch.Label != label)
            ? inside.Prepend(new JourneyError { Path = $"{journey}: {step.Name}",
                Message = $"The step kind's replay outcome is the branch '{label}', which the step does not have." })
            : inside;
    });

    /// <summary>What this host lacks for the steps of a journey.</summary>
    private IEnumerable<JourneyError> HostProblems(JourneyName journey, IReadOnlyList<JourneyStep> steps) => steps.SelectMany(step =>
        (_settings.StepTypes.Knows(step) ? ProblemsHere(step) : [])
            .Select(problem => new JourneyError { Path = $"{journey}: {step.Name}", Message = problem })
            .Concat(step.Branches.SelectMany(branch => HostProblems(journey, branch.Steps))));

    private IReadOnlyList<string> ProblemsHere(JourneyStep step)
    {
        try
        {
            return [.. _settings.StepTypes.Of(step).ProblemsIn(step, _services)];
        }
#pragma warning disable CA1031 // A kind of the host may throw anything; it is reported with the other errors.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return [$"The step kind '{_settings.StepTypes.Of(step).Kind}' failed while it was checked: {exception.GetType().Name}: {exception.Message}"];
        }
    }

    private IEnumerable<JourneyError> ProblemsOf(string name, Condition condition)
    {
        var path = $"segment {name}";
        foreach (var part in ConditionTree.All(condition))
        {
            if (part is NamedCondition)
                yield return new JourneyError { Path = path,
                    Message = "A custom segment cannot use another custom segment. Repeat its condition here." };
            if (part is CustomCondition custom && !_settings.Conditions.Predicates.ContainsKey(custom.Name))
                yield return new JourneyError { Path = path, Message = $"No predicate is registered as '{custom.Name}'." };
            if (part is OpenedCondition || ConditionTree.SinceSteps(part).Any()
                || part is EventCountCondition { Window: SinceEnrolledWindow } or TotalSpentCondition { Window: SinceEnrolledWindow })
                yield return new JourneyError { Path = path,
                    Message = $"'{part.Describe()}' needs an enrollment, which a segment does not have." };
        }
    }
}
