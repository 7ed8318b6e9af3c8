namespace Retention.Workflows.Recommendations;

/// <summary>A request for stores near a customer.</summary>
public sealed record StoreRequest
{
    /// <summary>The customer.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>The customer's postal code, as the shop writes it.</summary>
    public required string PostalCode { get; init; }

    /// <summary>
    /// The ISO 3166-1 code of the postal code's country, two capital letters; null (default) if unknown. The engine takes it from the
    /// customer's locale.
    /// </summary>
    public string? Country { get; init; }

    /// <summary>The requested products.</summary>
    public required IReadOnlyList<ProductId> Products { get; init; }

    /// <summary>The maximum number of stores, 1 or more; 3 by default.</summary>
    public int Count { get; init; } = 3;
}
