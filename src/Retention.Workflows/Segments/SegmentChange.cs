namespace Retention.Workflows.Segments;

/// <summary>One customer went from one segment to another: what the event <c>segment-changed</c> tells.</summary>
/// <remarks>
/// Between two runs of a model only the customer's own purchases, refunds and a corrected history change a segment, never
/// what others bought. A value, immutable and safe to share between threads.
/// </remarks>
public sealed record SegmentChange
{
    /// <summary>Describes a change.</summary>
    /// <param name="customer">Who changed.</param>
    /// <param name="from">The segment until now; <see cref="RfmSegment.Prospect"/> before the first purchase.</param>
    /// <param name="to">The segment from now on; <see cref="RfmSegment.Prospect"/> where no purchase is left in the window.</param>
    /// <param name="score">The new score; null if and only if <paramref name="to"/> is <see cref="RfmSegment.Prospect"/>.</param>
    /// <param name="modelVersion">The version of the stored model that gave the score, from 1 up.</param>
    /// <param name="at">When it was found out; kept in UTC.</param>
    /// <exception cref="ArgumentException">Nothing changed, or score and segment contradict each other, or the version is not positive.</exception>
    public SegmentChange(CustomerId customer, RfmSegment from, RfmSegment to, RfmScore? score, long modelVersion, DateTimeOffset at)
    {
        _ = from.ToName();
        _ = to.ToName();
        ArgumentOutOfRangeException.ThrowIfLessThan(modelVersion, 1);
        if (from == to)
            throw new ArgumentException($"From {from} to {to} is not a change.", nameof(to));
        if (score is { HasValue: true } == (to == RfmSegment.Prospect))
            throw new ArgumentException("Every segment but Prospect has a score, and Prospect has none.", nameof(score));
        Customer = customer;
        From = from;
        To = to;
        Score = score is { HasValue: true } ? score : null;
        ModelVersion = modelVersion;
        At = at.ToUniversalTime();
    }

    /// <summary>Who changed.</summary>
    public CustomerId Customer { get; }

    /// <summary>The segment before.</summary>
    public RfmSegment From { get; }

    /// <summary>The segment after; never the same as <see cref="From"/>.</summary>
    public RfmSegment To { get; }

    /// <summary>The score that put the customer there; null for <see cref="RfmSegment.Prospect"/>.</summary>
    public RfmScore? Score { get; }

    /// <summary>The version of the model that gave the score.</summary>
    public long ModelVersion { get; }

    /// <summary>When the change was found, in UTC.</summary>
    public DateTimeOffset At { get; }
}
