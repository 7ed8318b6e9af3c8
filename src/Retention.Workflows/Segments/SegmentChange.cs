namespace Retention.Workflows.Segments;

/// <summary>A customer's change from one segment to another: the content of the event <c>segment-changed</c>.</summary>
/// <remarks>
/// Between two runs of a model, a segment changes only through the customer's own purchases, refunds and corrections, never through
/// purchases of others. Immutable and thread-safe.
/// </remarks>
public sealed record SegmentChange
{
    /// <summary>Creates a change.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="from">The previous segment; <see cref="RfmSegment.Prospect"/> before the first purchase.</param>
    /// <param name="to">The new segment; <see cref="RfmSegment.Prospect"/> if the window contains no purchase any more.</param>
    /// <param name="score">The new score; null if and only if <paramref name="to"/> is <see cref="RfmSegment.Prospect"/>.</param>
    /// <param name="modelVersion">The version of the stored model that gave the score, 1 or more.</param>
    /// <param name="at">The time when the change was detected; stored in UTC.</param>
    /// <exception cref="ArgumentException">
    /// The segments are equal, score and segment contradict each other, or the version is not positive.
    /// </exception>
    public SegmentChange(CustomerId customer, RfmSegment from, RfmSegment to, RfmScore? score, long modelVersion, DateTimeOffset at)
    {
        _ = from.ToName();
        _ = to.ToName();
        ArgumentOutOfRangeException.ThrowIfLessThan(modelVersion, 1);
        if (from == to)
            throw new ArgumentException($"From {from} to {to} is not a change.", nameof(to));
        if (score is { HasValue: true } == (to == RfmSegment.Prospect))
            throw new ArgumentException("Every segment except Prospect has a score; Prospect has none.", nameof(score));
        Customer = customer;
        From = from;
        To = to;
        Score = score is { HasValue: true } ? score : null;
        ModelVersion = modelVersion;
        At = at.ToUniversalTime();
    }

    /// <summary>The customer.</summary>
    public CustomerId Customer { get; }

    /// <summary>The previous segment.</summary>
    public RfmSegment From { get; }

    /// <summary>The new segment; never equal to <see cref="From"/>.</summary>
    public RfmSegment To { get; }

    /// <summary>The new score; null for <see cref="RfmSegment.Prospect"/>.</summary>
    public RfmScore? Score { get; }

    /// <summary>The version of the model that gave the score.</summary>
    public long ModelVersion { get; }

    /// <summary>The time when the change was detected, in UTC.</summary>
    public DateTimeOffset At { get; }
}
