namespace Retention.Workflows.Recommendations;

/// <summary>A product as messages show it.</summary>
public sealed record Product
{
    /// <summary>The shop's id.</summary>
    public required ProductId Id { get; init; }

    /// <summary>The name to show.</summary>
    public required string Name { get; init; }

    /// <summary>The price to show; default none.</summary>
    public decimal? Price { get; init; }

    /// <summary>The ISO 4217 code of <see cref="Price"/>; default none.</summary>
    public string? Currency { get; init; }

    /// <summary>The rest of the product's address behind the block's base; default: the id.</summary>
    public string? UrlPath { get; init; }

    /// <summary>The address of a picture; default none.</summary>
    public Uri? ImageUrl { get; init; }

    /// <summary>The category, in the shop's own words; default none.</summary>
    public string? Category { get; init; }
}
