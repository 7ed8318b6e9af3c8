using Retention.Workflows.Conditions;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Programs;

/// <summary>
/// A compiled journey version. Its steps are in one list, so that one pass moves a whole batch. Immutable except for a cache of texts;
/// thread-safe.
/// </summary>
internal sealed class JourneyProgram
{
    private const int CacheSize = 64;

    private readonly CachedMoves?[] _historyTexts = new CachedMoves?[CacheSize];
    private readonly Dictionary<string, Instruction> _byName;
    private readonly HashSet<string> _trackedSteps;

    private JourneyProgram(JourneyDefinition definition, int version, DateTimeOffset publishedAt, IReadOnlyList<Instruction> instructions)
    {
        Definition = definition;
        Version = version;
        PublishedAt = publishedAt;
        Instructions = instructions;
        HasWorkflow = instructions.Any(instruction => instruction.Type.IsWorkflow);
        ExternalEngine = instructions.Select(instruction => instruction.Type.ExternalEngineOf(instruction.Step))
            .FirstOrDefault(engine => engine is not null);
        MaxRuns = instructions.Count == 0 ? int.MaxValue : instructions.Min(instruction => instruction.Type.MaxRuns);
        _byName = instructions.ToDictionary(instruction => instruction.Step.Name);
        _trackedSteps =
        [
            .. instructions.Where(instruction => instruction.Type.NeedsArrival).Select(instruction => instruction.Step.Name),
            .. instructions.SelectMany(instruction => instruction.Type.ConditionsOf(instruction.Step)).SelectMany(ConditionTree.SinceSteps),
        ];
    }

    internal JourneyDefinition Definition { get; }

    internal int Version { get; }

    internal DateTimeOffset PublishedAt { get; }

    /// <summary>
    /// Since when the journey has its current trigger. A new version with the same trigger keeps this time, so no occurrence is lost.
    /// </summary>
    internal DateTimeOffset TriggerSince { get; private init; }

    internal IReadOnlyList<Instruction> Instructions { get; }

    /// <summary>True if a workflow engine decides some of its steps.</summary>
    internal bool HasWorkflow { get; }

    /// <summary>The workflow engine that stores where enrollments stand; null if this library does.</summary>
    internal string? ExternalEngine { get; }

    /// <summary>The maximum number of enrollments that one pass moves.</summary>
    internal int MaxRuns { get; }

    /// <summary>The position after the last step.</summary>
    internal int End => Instructions.Count;

    internal static JourneyProgram Compile(
        JourneyDefinition definition, int version, DateTimeOffset publishedAt, StepTypes types, DateTimeOffset? triggerSince = null) =>
        new(definition, version, publishedAt,
            new ProgramCompiler(types).Compile(definition.Steps)) { TriggerSince = triggerSince ?? publishedAt };

    internal Instruction? Find(string step) => _byName.GetValueOrDefault(step);

    /// <summary>The steps for which the time of arrival is recorded.</summary>
    internal IReadOnlySet<string> TrackedSteps => _trackedSteps;

    /// <summary>
    /// Returns the position of the workflow that contains a position or is at it; null if the steps decide by themselves.
    /// </summary>
    internal int? OwningWorkflow(int position) => position < End ? Instructions[position].OwningWorkflow : null;

    /// <summary>True if an enrollment at a step of another version can continue at the step of the same name.</summary>
    internal bool CanContinue(string step, JourneyProgram other) =>
        Find(step) is not { OwningWorkflow: { } workflow }
        || (other.Find(step) is { OwningWorkflow: { } earlier }
            && Instructions[workflow] is var own && own.Type.CanContinue(own.Step, other.Instructions[earlier].Step));

    /// <summary>True if a condition, or the step itself, needs the time when this step was reached.</summary>
    internal bool Tracks(string step) => _trackedSteps.Contains(step);

    /// <summary>True if an outcome means that the customer was held out.</summary>
    internal bool IsHoldout(string? outcome) => outcome is not null && Find(outcome) is { Type.IsHoldout: true };

    /// <summary>The events that may end an enrollment or reach its goal.</summary>
    internal IEnumerable<EventName> ExitEvents =>
    [
        .. Definition.Goal is { } goal ? [goal.Event] : Array.Empty<EventName>(),
        .. Definition.ExitRules.Select(rule => rule.On.Name),
    ];

    /// <summary>The events that may affect enrollments: goal, exits and waits.</summary>
    internal IEnumerable<EventName> Wanted =>
    [
        .. ExitEvents,
        .. Instructions.SelectMany(instruction => instruction.Type.AwaitedEvents(instruction.Step)),
    ];

    /// <summary>Returns the name of a position in counters and history.</summary>
    internal string NameOf(int position) => position == End ? EnrollmentOutcomes.Completed : Instructions[position].Step.Name;

    /// <summary>Returns the history text with one more move: the name of the position, and the step's result.</summary>
    /// <remarks>Most enrollments of a batch take the same path and share the same text.</remarks>
    internal string HistoryText(string? before, int position, string? answer)
    {
        ref var entry = ref _historyTexts[(uint)(position + (17 * (before?.Length ?? 0)) + (5 * (answer?.Length ?? 0))) % CacheSize];
        var cached = Volatile.Read(ref entry);
        if (cached is null || cached.Position != position || !ReferenceEquals(cached.Before, before) || cached.Answer != answer)
        {
            var move = answer is null ? NameOf(position) : $"{NameOf(position)}:{answer}";
            cached = new CachedMoves(before, position, answer, before is null ? move : $"{before};{move}");
            Volatile.Write(ref entry, cached);
        }

        return cached.Moves;
    }

    private sealed record CachedMoves(string? Before, int Position, string? Answer, string Moves);
}
