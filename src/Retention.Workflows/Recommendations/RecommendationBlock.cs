using Retention.Workflows.Recommendations;

namespace Retention.Workflows;

/// <summary>Describes how a message shows recommended products, and what happens if there are none.</summary>
public sealed record RecommendationBlock
{
    /// <summary>The maximum number of products, 1 to 24; 6 by default.</summary>
    public int Count { get; init; } = 6;

    /// <summary>
    /// The earlier step whose chosen products are shown, without those that are no longer on sale or were bought meanwhile. Null (default):
    /// products are chosen immediately before the message is sent.
    /// </summary>
    public string? ChosenBy { get; init; }

    /// <summary>The base URL of the products; null (default) means the shop's URL.</summary>
    public Uri? ProductUrlBase { get; init; }

    /// <summary>The product fields to show; name, price and picture by default.</summary>
    public ProductFields Fields { get; init; } = ProductFields.Name | ProductFields.Price | ProductFields.Image;

    /// <summary>The layout of the products; side by side by default.</summary>
    public RecommendationLayout Layout { get; init; } = RecommendationLayout.SideBySide;

    /// <summary>What happens if there is nothing to recommend; best sellers by default.</summary>
    public WhenNoRecommendations WhenNone { get; init; } = WhenNoRecommendations.ShowBestSellers;

    /// <summary>The strategy that chooses the products; by the customer's purchases by default.</summary>
    public RecommendationStrategy Strategy { get; init; }

    /// <summary>
    /// The minimum price of a product, in the catalogue's currency; null by default. With a limit, products without a price are excluded.
    /// </summary>
    public decimal? MinPrice { get; init; }

    /// <summary>The maximum price of a product, in the catalogue's currency; null by default.</summary>
    public decimal? MaxPrice { get; init; }

    /// <summary>The allowed categories, as the catalogue writes them, case-sensitive; empty (default) allows all.</summary>
    public IReadOnlyList<string> Categories { get; init => field = [.. value]; } = [];

    /// <summary>True if both have the same content.</summary>
    public bool Equals(RecommendationBlock? other) =>
        other is not null && Count == other.Count && ChosenBy == other.ChosenBy && ProductUrlBase == other.ProductUrlBase
        && Fields == other.Fields && Layout == other.Layout && WhenNone == other.WhenNone
        && Strategy == other.Strategy && MinPrice == other.MinPrice && MaxPrice == other.MaxPrice
        && Categories.SequenceEqual(other.Categories);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, ProductUrlBase, Fields, Layout, WhenNone, Strategy, MinPrice, MaxPrice);

    internal bool NeedsCart => Strategy != RecommendationStrategy.ForCustomer;

    /// <summary>True if a limit needs data of the catalogue.</summary>
    internal bool HasLimits => MinPrice is not null || MaxPrice is not null || Categories.Count > 0;

    internal bool Admits(Product product) =>
        (MinPrice is null || product.Price >= MinPrice) && (MaxPrice is null || product.Price <= MaxPrice)
        && (Categories.Count == 0 || (product.Category is { } category && Categories.Contains(category, StringComparer.Ordinal)));
}
