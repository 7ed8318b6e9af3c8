namespace Retention.Workflows.Journeys;

/// <summary>Steps that are done several times.</summary>
/// <remarks>Each time counts as another visit: messages are sent, vouchers issued and events recorded anew.</remarks>
public sealed record RepeatStep : JourneyStep
{
    /// <summary>The greatest number of times.</summary>
    public const int MaxTimes = 100;

    /// <summary>How often at most, 1 to <see cref="MaxTimes"/>.</summary>
    public required int Times { get; init; }

    /// <summary>When to stop earlier, asked before each time; default never.</summary>
    public Condition? Until { get; init; }

    /// <summary>What is done each time.</summary>
    public required IReadOnlyList<JourneyStep> Steps { get; init => field = StepList.Copy(value); }

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [new("again", Steps)];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(RepeatStep? other) =>
        other is not null && Name == other.Name && Times == other.Times && Until == other.Until && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Times);
}
