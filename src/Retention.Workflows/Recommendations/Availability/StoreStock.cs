namespace Retention.Workflows.Recommendations;

/// <summary>A store near a customer, with its stock of the requested products.</summary>
public sealed record StoreStock
{
    /// <summary>The store.</summary>
    public required PhysicalStore Store { get; init; }

    /// <summary>The straight-line distance in kilometres; null if unknown.</summary>
    public double? Kilometres { get; init; }

    /// <summary>The requested products that are in stock, with the number of pieces, 1 or more.</summary>
    public required IReadOnlyDictionary<ProductId, int> Stock { get; init; }
}
