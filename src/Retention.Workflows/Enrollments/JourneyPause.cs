namespace Retention.Workflows;

/// <summary>A journey that is paused, or that resumes and has not yet released everything that was held back.</summary>
public sealed record JourneyPause
{
    /// <summary>The journey.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>When it was paused, in UTC.</summary>
    public required DateTimeOffset PausedAt { get; init; }

    /// <summary>Why, in the operator's words; at most 500 characters. Never personal data.</summary>
    public string Reason { get; init; } = "";

    /// <summary>
    /// When it was resumed, in UTC; none while it is paused. What is held back is then released in chunks, and the pause is removed with
    /// the last chunk.
    /// </summary>
    public DateTimeOffset? ResumedAt { get; init; }

    /// <summary>Over how much time the release is spread; whole milliseconds, zero or more.</summary>
    public TimeSpan SpreadOver { get; init; }

    /// <summary>Whether customers may not enter or move, and messages may not leave.</summary>
    public bool IsInForce => ResumedAt is null;
}
