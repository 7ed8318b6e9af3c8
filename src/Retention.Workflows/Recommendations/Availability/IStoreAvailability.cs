namespace Retention.Workflows.Recommendations;

/// <summary>Knows the shop's physical stores, and what lies on their shelves. Thread-safe; called outside every transaction with a batch of customers.</summary>
/// <remarks>When it throws, the messages that show stores wait and are tried again; the others leave.</remarks>
public interface IStoreAvailability
{
    /// <summary>Finds the nearest stores that have something of what is asked for.</summary>
    /// <returns>One list a request, in the requests' order, nearest first; empty where there is none near.</returns>
    Task<IReadOnlyList<IReadOnlyList<StoreStock>>> NearestAsync(IReadOnlyList<StoreRequest> requests, CancellationToken cancellationToken = default);
}

/// <summary>A wish for stores near a customer.</summary>
public sealed record StoreRequest
{
    /// <summary>For whom.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>Where the customer lives, as the shop spells it.</summary>
    public required string PostalCode { get; init; }

    /// <summary>The ISO 3166-1 code of the postal code's country, two capital letters; default unknown. The engine takes it from the customer's locale.</summary>
    public string? Country { get; init; }

    /// <summary>What the customer would like to find.</summary>
    public required IReadOnlyList<ProductId> Products { get; init; }

    /// <summary>How many stores at most, 1 or more; default 3.</summary>
    public int Count { get; init; } = 3;
}

/// <summary>A store near a customer, and what it has of what was asked for.</summary>
public sealed record StoreStock
{
    /// <summary>The store.</summary>
    public required PhysicalStore Store { get; init; }

    /// <summary>How far it is as the crow flies, in kilometres; none where nobody knows.</summary>
    public double? Kilometres { get; init; }

    /// <summary>Of what was asked for, what is on the shelf: how many pieces, 1 or more.</summary>
    public required IReadOnlyDictionary<ProductId, int> Stock { get; init; }
}

/// <summary>A shop that customers can walk into.</summary>
public sealed record PhysicalStore
{
    /// <summary>The shop's own id of the store.</summary>
    public required string Id { get; init; }

    /// <summary>The name to show.</summary>
    public required string Name { get; init; }

    /// <summary>Its postal code; blanks, hyphens and case do not matter.</summary>
    public required string PostalCode { get; init; }

    /// <summary>The ISO 3166-1 code of its country, two capital letters; default unknown, which fits any.</summary>
    public string? Country { get; init; }

    /// <summary>Street and town as one line to show; default none.</summary>
    public string? Address { get; init; }

    /// <summary>The address of its page; default none.</summary>
    public Uri? Url { get; init; }
}
