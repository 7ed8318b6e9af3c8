namespace Retention.Workflows;

/// <summary>What publishing a version of a journey would do to those inside earlier ones.</summary>
public sealed record PublishPreview
{
    /// <summary>The journey.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The number that the version would have, or has.</summary>
    public required int Version { get; init; }

    /// <summary>Whether it is another version than the newest that is stored; one that says the same is that version.</summary>
    public required bool IsNew { get; init; }

    /// <summary>What the version says about those inside.</summary>
    public required PublishPolicy Policy { get; init; }

    /// <summary>Where those inside stand, by version, step and status.</summary>
    public required IReadOnlyList<PublishedStep> Steps { get; init; }

    /// <summary>How many are inside earlier versions.</summary>
    public long ActiveEnrollments => Steps.Sum(step => step.Count);

    /// <summary>How many of them would have to move and cannot, so that they finish on their own version.</summary>
    public long NotMoved => Steps.Where(step => step.Effect == PublishEffect.NotMoved).Sum(step => step.Count);
}

/// <summary>Those who stand at one step of an earlier version.</summary>
public sealed record PublishedStep
{
    /// <summary>The version they are in.</summary>
    public required int Version { get; init; }

    /// <summary>The step; empty for who did not begin yet.</summary>
    public required string Step { get; init; }

    /// <summary>Active, calling or stuck.</summary>
    public required EnrollmentStatus Status { get; init; }

    /// <summary>How many.</summary>
    public required long Count { get; init; }

    /// <summary>What becomes of them.</summary>
    public required PublishEffect Effect { get; init; }

    /// <summary>Why there is no place for them: <c>unknown-step</c>, <c>unreadable-version</c>, or <c>calling</c> while somebody outside is asked at a step that would become another one.</summary>
    public string? Reason { get; init; }
}

/// <summary>What becomes of those at a step when a version is published.</summary>
public enum PublishEffect
{
    /// <summary>They finish on their version.</summary>
    Drains = 0,

    /// <summary>They move, and what they wait for stays: they go on when they would have gone on.</summary>
    Moves = 1,

    /// <summary>They move and do the step of this name at once, since it is of another kind there.</summary>
    MovesAndBeginsStep = 2,

    /// <summary>They leave the journey.</summary>
    Exits = 3,

    /// <summary>They were to move and cannot: they finish on their version.</summary>
    NotMoved = 4,
}
