using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>A journey as one immutable tree: enrollment, goal, exits and steps.</summary>
/// <remarks>
/// Created by a builder or from JSON, with the same result. Definitions with the same content are equal.
/// </remarks>
public sealed record JourneyDefinition
{
    /// <summary>The journey's name.</summary>
    public required JourneyName Name { get; init; }

    /// <summary>Which customers enter, when and how often.</summary>
    public required EnrollmentRule Enrollment { get; init; }

    /// <summary>The goal; default null.</summary>
    public JourneyGoal? Goal { get; init; }

    /// <summary>
    /// The priority of its messages when a frequency cap has room for only one: the greater number goes first; default 0.
    /// </summary>
    public int Priority { get; init; }

    /// <summary>
    /// What happens to active enrollments of earlier versions when this one is published; default: they finish on their version.
    /// </summary>
    public PublishPolicy WhenPublished { get; init; }

    /// <summary>What happens to waits that ended while the journey was paused; default: they continue late.</summary>
    public LatenessPolicy WhenLate { get; init; }

    /// <summary>Rules that end an enrollment at any step; default none.</summary>
    public IReadOnlyList<ExitRule> ExitRules { get; init => field = [.. value]; } = [];

    /// <summary>The steps; at least one.</summary>
    public required IReadOnlyList<JourneyStep> Steps { get; init => field = StepList.Copy(value); }

    /// <summary>True if both have the same content.</summary>
    public bool Equals(JourneyDefinition? other) =>
        other is not null && Name == other.Name && Enrollment == other.Enrollment && Goal == other.Goal && Priority == other.Priority
            && WhenPublished == other.WhenPublished && WhenLate == other.WhenLate && ExitRules.SequenceEqual(other.ExitRules)
            && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Enrollment, Goal, Steps.Count);
}
