namespace Retention.Workflows;

/// <summary>A journey that is paused, or that is resuming and has not released everything yet.</summary>
public sealed record JourneyPause
{
    /// <summary>The journey.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The time of the pause, in UTC.</summary>
    public required DateTimeOffset PausedAt { get; init; }

    /// <summary>The operator's reason; at most 500 characters, no personal data.</summary>
    public string Reason { get; init; } = "";

    /// <summary>
    /// The time when it was resumed, in UTC; null while it is paused. Held enrollments and messages are then released in chunks, and the
    /// pause is removed with the last chunk.
    /// </summary>
    public DateTimeOffset? ResumedAt { get; init; }

    /// <summary>The time over which the release is spread; whole milliseconds, zero or more.</summary>
    public TimeSpan SpreadOver { get; init; }

    /// <summary>True while no customer enters or moves and no message is sent.</summary>
    public bool IsInForce => ResumedAt is null;
}
