namespace Retention.Workflows.Segments;

/// <summary>Where a customer stands by a stored RFM model, and since when.</summary>
public sealed record CustomerSegment
{
    /// <summary>The customer.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>The segment; <see cref="RfmSegment.Prospect"/> for who has no score.</summary>
    public required RfmSegment Segment { get; init; }

    /// <summary>The score behind it; none for a prospect.</summary>
    public RfmScore? Score { get; init; }

    /// <summary>The version of the model that decided.</summary>
    public required long Model { get; init; }

    /// <summary>When the customer came into this segment.</summary>
    public required DateTimeOffset Since { get; init; }
}
