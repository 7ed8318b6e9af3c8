namespace Retention.Workflows.Segments;

/// <summary>A customer's segment according to a stored RFM model.</summary>
public sealed record CustomerSegment
{
    /// <summary>The customer.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>The segment; <see cref="RfmSegment.Prospect"/> for a customer without a score.</summary>
    public required RfmSegment Segment { get; init; }

    /// <summary>The score of the segment; null for a prospect.</summary>
    public RfmScore? Score { get; init; }

    /// <summary>The version of the model that gave the segment.</summary>
    public required long Model { get; init; }

    /// <summary>The time when the customer entered this segment.</summary>
    public required DateTimeOffset Since { get; init; }
}
