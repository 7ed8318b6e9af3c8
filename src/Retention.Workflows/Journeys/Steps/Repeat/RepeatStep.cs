namespace Retention.Workflows.Journeys;

/// <summary>Repeats steps.</summary>
/// <remarks>Each repetition is another visit: messages are sent, vouchers issued and events recorded again.</remarks>
public sealed record RepeatStep : JourneyStep
{
    /// <summary>The maximum of <see cref="Times"/>.</summary>
    public const int MaxTimes = 100;

    /// <summary>The maximum number of repetitions, 1 to <see cref="MaxTimes"/>.</summary>
    public required int Times { get; init; }

    /// <summary>The condition to stop earlier, evaluated before each repetition; default null: never.</summary>
    public Condition? Until { get; init; }

    /// <summary>The steps of each repetition.</summary>
    public required IReadOnlyList<JourneyStep> Steps { get; init => field = StepList.Copy(value); }

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [new("again", Steps)];

    /// <summary>True if both have the same content.</summary>
    public bool Equals(RepeatStep? other) =>
        other is not null && Name == other.Name && Times == other.Times && Until == other.Until && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Times);
}
