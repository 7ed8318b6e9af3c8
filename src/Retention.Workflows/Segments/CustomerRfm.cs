namespace Retention.Workflows.Segments;

/// <summary>One buyer's place: the totals, the score they give and the segment of that score.</summary>
public readonly record struct CustomerRfm
{
    internal CustomerRfm(in PurchaseTotals totals, RfmScore score, RfmSegment segment)
    {
        Totals = totals;
        Score = score;
        Segment = segment;
    }

    /// <summary>Who it is.</summary>
    public CustomerId CustomerId => Totals.Customer;

    /// <summary>The purchases that counted, summed up; at least one.</summary>
    public PurchaseTotals Totals { get; }

    /// <summary>The score.</summary>
    public RfmScore Score { get; }

    /// <summary>The segment, never <see cref="RfmSegment.Prospect"/>.</summary>
    public RfmSegment Segment { get; }
}
