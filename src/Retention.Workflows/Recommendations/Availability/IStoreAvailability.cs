namespace Retention.Workflows.Recommendations;

/// <summary>
/// Finds the shop's physical stores and their stock. Thread-safe; called outside every transaction with a batch of customers.
/// </summary>
/// <remarks>If it throws, messages that show stores wait and are retried; other messages are sent.</remarks>
public interface IStoreAvailability
{
    /// <summary>Finds the nearest stores that have some of the requested products in stock.</summary>
    /// <returns>
    /// One list for each request, in the order of the requests, nearest store first. A list is empty if no store is near.
    /// </returns>
    Task<IReadOnlyList<IReadOnlyList<StoreStock>>> NearestAsync(
        IReadOnlyList<StoreRequest> requests, CancellationToken cancellationToken = default);
}

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

/// <summary>A physical store of the shop.</summary>
public sealed record PhysicalStore
{
    /// <summary>The store's id in the shop's own system.</summary>
    public required string Id { get; init; }

    /// <summary>The displayed name.</summary>
    public required string Name { get; init; }

    /// <summary>The store's postal code. Spaces, hyphens and case are ignored.</summary>
    public required string PostalCode { get; init; }

    /// <summary>The ISO 3166-1 code of the store's country, two capital letters; null (default) matches every country.</summary>
    public string? Country { get; init; }

    /// <summary>Street and town in one line, as displayed; null by default.</summary>
    public string? Address { get; init; }

    /// <summary>The URL of the store's page; null by default.</summary>
    public Uri? Url { get; init; }
}
