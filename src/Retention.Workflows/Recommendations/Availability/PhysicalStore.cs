namespace Retention.Workflows.Recommendations;

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
