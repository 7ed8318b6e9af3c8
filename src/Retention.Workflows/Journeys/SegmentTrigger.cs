using Retention.Workflows.Naming;
using Retention.Workflows.Segments;

namespace Retention.Workflows;

/// <summary>Enrolls when the customer enters or leaves segments. A move between two of the listed segments is neither.</summary>
public sealed record SegmentTrigger : EnrollmentTrigger
{
    internal SegmentTrigger(SegmentMove move, IReadOnlyList<RfmSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        if (segments.Count == 0)
            throw new ArgumentException("Name at least one segment.", nameof(segments));
        Move = move;
        Segments = [.. segments.Distinct().Order()];
    }

    /// <summary>Entering or leaving.</summary>
    public SegmentMove Move { get; }

    /// <summary>The segments, without duplicates.</summary>
    public IReadOnlyList<RfmSegment> Segments { get; }

    /// <inheritdoc/>
    public override string Describe() => $"customers who {KebabName.Of(Move)} {string.Join(" or ", Segments.Select(segment => segment.ToName()))}";

    /// <summary>True if both have the same content.</summary>
    public bool Equals(SegmentTrigger? other) => other is not null && Move == other.Move && Segments.SequenceEqual(other.Segments);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Move, Segments.Count);
}
