using Retention.Workflows.Recommendations;

namespace Retention.Workflows;

/// <summary>How a message shows recommended products, and what happens when there are none.</summary>
public sealed record RecommendationBlock
{
    /// <summary>How many products at most, 1 to 24; default 6.</summary>
    public int Count { get; init; } = 6;

    /// <summary>The earlier step whose choice is shown, as far as it is on sale and not bought by now; default none: products are chosen when the message is about to leave.</summary>
    public string? ChosenBy { get; init; }

    /// <summary>What stands before each product's path to make its address; default: the shop's address.</summary>
    public Uri? ProductUrlBase { get; init; }

    /// <summary>What is shown of each product; default name, price and picture.</summary>
    public ProductFields Fields { get; init; } = ProductFields.Name | ProductFields.Price | ProductFields.Image;

    /// <summary>One below the other, or side by side; default side by side.</summary>
    public RecommendationLayout Layout { get; init; } = RecommendationLayout.SideBySide;

    /// <summary>What happens when there is nothing to recommend; default best sellers.</summary>
    public WhenNoRecommendations WhenNone { get; init; } = WhenNoRecommendations.ShowBestSellers;

    /// <summary>By what products are chosen; default by what the customer bought.</summary>
    public RecommendationStrategy Strategy { get; init; }

    /// <summary>The least price of a product, in the catalogue's currency; default none. What has no price is left out where there is a limit.</summary>
    public decimal? MinPrice { get; init; }

    /// <summary>The greatest price of a product, in the catalogue's currency; default none.</summary>
    public decimal? MaxPrice { get; init; }

    /// <summary>Only products of these categories, by the catalogue's own words and with case; default all.</summary>
    public IReadOnlyList<string> Categories { get; init => field = [.. value]; } = [];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(RecommendationBlock? other) =>
        other is not null && Count == other.Count && ChosenBy == other.ChosenBy && ProductUrlBase == other.ProductUrlBase && Fields == other.Fields && Layout == other.Layout && WhenNone == other.WhenNone
        && Strategy == other.Strategy && MinPrice == other.MinPrice && MaxPrice == other.MaxPrice && Categories.SequenceEqual(other.Categories);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, ProductUrlBase, Fields, Layout, WhenNone, Strategy, MinPrice, MaxPrice);

    internal bool NeedsCart => Strategy != RecommendationStrategy.ForCustomer;

    /// <summary>Whether products are left out by what only the catalogue knows.</summary>
    internal bool HasLimits => MinPrice is not null || MaxPrice is not null || Categories.Count > 0;

    internal bool Admits(Product product) =>
        (MinPrice is null || product.Price >= MinPrice) && (MaxPrice is null || product.Price <= MaxPrice)
        && (Categories.Count == 0 || (product.Category is { } category && Categories.Contains(category, StringComparer.Ordinal)));
}

/// <summary>What is shown of a product. The name is the link's text, so it is best kept.</summary>
[Flags]
public enum ProductFields
{
    /// <summary>Nothing; not allowed in a block.</summary>
    None = 0,

    /// <summary>The name.</summary>
    Name = 1,

    /// <summary>The price with its currency.</summary>
    Price = 2,

    /// <summary>The picture.</summary>
    Image = 4,

    /// <summary>The category.</summary>
    Category = 8,
}

/// <summary>How products stand in a message.</summary>
public enum RecommendationLayout
{
    /// <summary>Beside each other, wrapping where the screen is narrow.</summary>
    SideBySide = 0,

    /// <summary>One below the other.</summary>
    Vertical = 1,
}

/// <summary>What happens when there is nothing to recommend.</summary>
public enum WhenNoRecommendations
{
    /// <summary>Show what sells best; when that is nothing either, hide the block.</summary>
    ShowBestSellers = 0,

    /// <summary>Send the message without the block.</summary>
    HideBlock = 1,

    /// <summary>Do not send the message; its recorded reason is <c>no-recommendations</c>.</summary>
    DoNotSend = 2,
}
