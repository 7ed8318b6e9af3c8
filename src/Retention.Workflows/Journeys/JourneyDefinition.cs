using Retention.Workflows.Journeys;

namespace Retention.Workflows;

/// <summary>A journey as one immutable tree: who enters, what success is, and the steps.</summary>
/// <remarks>
/// Made by a builder or from JSON; both make the same tree. Two definitions are equal when they say the same.
/// </remarks>
public sealed record JourneyDefinition
{
    /// <summary>The journey's name.</summary>
    public required JourneyName Name { get; init; }

    /// <summary>Who enters, when and how often.</summary>
    public required EnrollmentRule Enrollment { get; init; }

    /// <summary>What success is; default none.</summary>
    public JourneyGoal? Goal { get; init; }

    /// <summary>Whose messages go first when a frequency cap leaves room for one: the greater number; default 0.</summary>
    public int Priority { get; init; }

    /// <summary>What becomes of those who are inside an earlier version when this one is published; default they finish on theirs.</summary>
    public PublishPolicy WhenPublished { get; init; }

    /// <summary>What ends an enrollment at once, wherever it stands; default nothing.</summary>
    public IReadOnlyList<ExitRule> ExitRules { get; init => field = [.. value]; } = [];

    /// <summary>The steps; at least one.</summary>
    public required IReadOnlyList<JourneyStep> Steps { get; init => field = StepList.Copy(value); }

    /// <summary>Whether both say the same.</summary>
    public bool Equals(JourneyDefinition? other) =>
        other is not null && Name == other.Name && Enrollment == other.Enrollment && Goal == other.Goal && Priority == other.Priority && WhenPublished == other.WhenPublished && ExitRules.SequenceEqual(other.ExitRules) && Steps.SequenceEqual(other.Steps);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Enrollment, Goal, Steps.Count);
}
