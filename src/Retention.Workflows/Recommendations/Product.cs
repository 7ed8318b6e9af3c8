namespace Retention.Workflows.Recommendations;

/// <summary>A product, as shown in messages.</summary>
public sealed record Product
{
    /// <summary>The product's id in the shop's own system.</summary>
    public required ProductId Id { get; init; }

    /// <summary>The displayed name.</summary>
    public required string Name { get; init; }

    /// <summary>The displayed price; null by default.</summary>
    public decimal? Price { get; init; }

    /// <summary>The ISO 4217 code of <see cref="Price"/>; null by default.</summary>
    public string? Currency { get; init; }

    /// <summary>The product's path below the block's base URL; null (default) means the id.</summary>
    public string? UrlPath { get; init; }

    /// <summary>
    /// The URL of a picture; null by default. <c>cid:shoe.png</c> is a picture that goes with the message; see
    /// <see cref="Messaging.IAttachmentResolver"/>.
    /// </summary>
    public Uri? ImageUrl { get; init; }

    /// <summary>The category, as the shop writes it; null by default.</summary>
    public string? Category { get; init; }
}
