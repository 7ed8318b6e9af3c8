using Retention.Workflows.Segments;

namespace Retention.Workflows.Journeys;

/// <summary>The customer is in one of these RFM segments, according to the stored model.</summary>
public sealed record SegmentCondition : Condition
{
    /// <summary>Creates the condition.</summary>
    /// <exception cref="ArgumentException">The list of segments is empty.</exception>
    public SegmentCondition(params IReadOnlyList<RfmSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        if (segments.Count == 0)
            throw new ArgumentException("At least one segment is required.", nameof(segments));
        Segments = [.. segments.Distinct()];
    }

    /// <summary>The accepted segments, without duplicates.</summary>
    public IReadOnlyList<RfmSegment> Segments { get; }

    /// <inheritdoc/>
    public override string Describe() => Segments.Count == 1
        ? $"in segment {Segments[0].ToName()}"
        : $"in segment {string.Join(", ", Segments.SkipLast(1).Select(RfmSegmentNames.ToName))} or {Segments[^1].ToName()}";

    /// <summary>True if both list the same segments in the same order.</summary>
    public bool Equals(SegmentCondition? other) => other is not null && Segments.SequenceEqual(other.Segments);

    /// <inheritdoc/>
    public override int GetHashCode() => Segments.Aggregate(0, HashCode.Combine);
}
