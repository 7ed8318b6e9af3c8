namespace Retention.Workflows.Segments;

/// <summary>Purchases that an RFM model leaves out because they are in another currency.</summary>
public sealed record LeftOutPurchases
{
    /// <summary>The ISO 4217 code of the purchases.</summary>
    public required string Currency { get; init; }

    /// <summary>The number of customers with purchases or refunds in this currency.</summary>
    public required int Customers { get; init; }

    /// <summary>The number of purchases without refunds.</summary>
    public required long Purchases { get; init; }
}
