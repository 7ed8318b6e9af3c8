using Retention.Workflows.Conditions;
using Retention.Workflows.Enrollments;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Programs;

/// <summary>A journey version, ready to run: its steps in one row, so that a batch passes them in a single sweep. Immutable but for texts that it remembers; thread-safe.</summary>
internal sealed class JourneyProgram
{
    private const int Places = 64;

    private readonly CachedMoves?[] _historyTexts = new CachedMoves?[Places];
    private readonly Dictionary<string, Instruction> _byName;
    private readonly HashSet<string> _trackedSteps;

    private JourneyProgram(JourneyDefinition definition, int version, DateTimeOffset publishedAt, IReadOnlyList<Instruction> instructions)
    {
        Definition = definition;
        Version = version;
        PublishedAt = publishedAt;
        Instructions = instructions;
        HasWorkflow = instructions.Any(instruction => instruction.Step is WorkflowStep);
        IsOutside = instructions.Any(instruction => instruction.Step is WorkflowStep { IsOutside: true });
        _byName = instructions.ToDictionary(instruction => instruction.Step.Name);
        _trackedSteps = [.. instructions.Where(instruction => instruction.Step is WaitForEventStep or WaitForSilenceStep).Select(instruction => instruction.Step.Name), .. instructions.SelectMany(instruction => ConditionsOf(instruction.Step)).SelectMany(ConditionTree.SinceSteps)];
    }

    internal JourneyDefinition Definition { get; }

    internal int Version { get; }

    internal DateTimeOffset PublishedAt { get; }

    /// <summary>Since when the journey has the trigger that it has: publishing a version that changes something else makes no occurrence void.</summary>
    internal DateTimeOffset TriggerSince { get; private init; }

    internal IReadOnlyList<Instruction> Instructions { get; }

    /// <summary>Whether a workflow engine leads some of its steps.</summary>
    internal bool HasWorkflow { get; }

    /// <summary>Whether an engine leads it that stores by itself where its workflows stand.</summary>
    internal bool IsOutside { get; }

    /// <summary>The position behind the last step.</summary>
    internal int End => Instructions.Count;

    internal static JourneyProgram Compile(JourneyDefinition definition, int version, DateTimeOffset publishedAt, DateTimeOffset? triggerSince = null) =>
        new(definition, version, publishedAt, new ProgramCompiler().Compile(definition.Steps)) { TriggerSince = triggerSince ?? publishedAt };

    internal Instruction? Find(string step) => _byName.GetValueOrDefault(step);

    /// <summary>The steps of which somebody asks when they were reached.</summary>
    internal IReadOnlySet<string> TrackedSteps => _trackedSteps;

    /// <summary>The workflow that a position belongs to, itself included; none where the steps lead on by themselves.</summary>
    internal int? OwningWorkflow(int position) => position < End ? Instructions[position].OwningWorkflow : null;

    /// <summary>Whether a condition, or the step itself, asks when this step was reached.</summary>
    internal bool Tracks(string step) => _trackedSteps.Contains(step);

    /// <summary>Whether an outcome says that the customer was held out.</summary>
    internal bool IsHoldout(string? outcome) => outcome is not null && Find(outcome)?.Step is HoldoutStep;

    /// <summary>The events that may concern who is in it: goal, exits, waits.</summary>
    internal IEnumerable<EventName> Wanted =>
    [
        .. Definition.Goal is { } goal ? [goal.Event] : Array.Empty<EventName>(),
        .. Definition.ExitRules.Select(rule => rule.On.Name),
        .. Instructions.Select(instruction => instruction.Step).OfType<WaitForEventStep>().Select(step => step.Event.Name),
        .. Instructions.Any(instruction => instruction.Step is SendStep { WaitForDelivery: true }) ? [EventNames.MessageSent, EventNames.MessageRefused, EventNames.MessageFailed] : Array.Empty<EventName>(),
    ];

    /// <summary>What stands at a position, as counters and history call it.</summary>
    internal string NameOf(int position) => position == End ? Outcomes.Completed : Instructions[position].Step.Name;

    /// <summary>What the history tells of a passage, with one more move: the name of the position, and what was answered there.</summary>
    /// <remarks>Most of a batch goes the same way, and gets the same text.</remarks>
    internal string HistoryText(string? before, int position, string? answer)
    {
        ref var place = ref _historyTexts[(uint)(position + (17 * (before?.Length ?? 0)) + (5 * (answer?.Length ?? 0))) % Places];
        var cached = Volatile.Read(ref place);
        if (cached is null || cached.Position != position || !ReferenceEquals(cached.Before, before) || cached.Answer != answer)
        {
            var move = answer is null ? NameOf(position) : $"{NameOf(position)}:{answer}";
            cached = new CachedMoves(before, position, answer, before is null ? move : $"{before};{move}");
            Volatile.Write(ref place, cached);
        }

        return cached.Moves;
    }

    internal static IEnumerable<Condition> ConditionsOf(JourneyStep step) => step switch
    {
        IfStep choice => [choice.Condition],
        ExitStep { When: { } when } => [when],
        RepeatStep { Until: { } until } => [until],
        SendStep send => send.Fallbacks.Select(fallback => fallback.When).OfType<Condition>(),
        SwitchStep choice => choice.Cases.Select(one => one.When),
        _ => [],
    };

    private sealed record CachedMoves(string? Before, int Position, string? Answer, string Moves);
}
