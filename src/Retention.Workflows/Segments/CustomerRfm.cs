namespace Retention.Workflows.Segments;

/// <summary>The RFM result of one buyer: totals, score and segment.</summary>
public readonly record struct CustomerRfm
{
    internal CustomerRfm(in PurchaseTotals totals, RfmScore score, RfmSegment segment)
    {
        Totals = totals;
        Score = score;
        Segment = segment;
    }

    /// <summary>The customer.</summary>
    public CustomerId CustomerId => Totals.Customer;

    /// <summary>The totals of the purchases that count; at least one purchase.</summary>
    public PurchaseTotals Totals { get; }

    /// <summary>The score.</summary>
    public RfmScore Score { get; }

    /// <summary>The segment, never <see cref="RfmSegment.Prospect"/>.</summary>
    public RfmSegment Segment { get; }
}
