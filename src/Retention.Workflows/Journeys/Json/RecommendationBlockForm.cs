using System.Numerics;
using System.Text.Json;
using static Retention.Workflows.JsonField;

namespace Retention.Workflows;

/// <summary>The recommendation block in JSON, in English, and what must be true of it.</summary>
internal static class RecommendationBlockForm
{
    private const ProductFields AllFields = ProductFields.Name | ProductFields.Price | ProductFields.Image | ProductFields.Category;
    private const int MaxCount = 24;

    private static readonly RecommendationBlock Default = new();

    internal static IReadOnlyList<JsonField> Fields { get; } =
        [Optional("count"), Optional("productUrlBase"), Optional("fields"), Optional("layout"), Optional("whenNone"), Optional("strategy"), Optional("minPrice"), Optional("maxPrice"), Optional("categories")];

    internal static RecommendationBlock Read(JsonItem item, ReadingContext context) =>
        JsonReading.Open(item, context, Fields) is not { } json ? Default : new RecommendationBlock
        {
            Count = json.Integer("count") ?? Default.Count,
            ProductUrlBase = json.Uri("productUrlBase"),
            Fields = json.Has("fields")
                ? json.List("fields").Aggregate(ProductFields.None, (fields, field) => fields | (context.Choice<ProductFields>(field) ?? ProductFields.None))
                : Default.Fields,
            Layout = json.Choice<RecommendationLayout>("layout") ?? Default.Layout,
            WhenNone = json.Choice<WhenNoRecommendations>("whenNone") ?? Default.WhenNone,
            Strategy = json.Choice<RecommendationStrategy>("strategy") ?? Default.Strategy,
            MinPrice = json.Number("minPrice"),
            MaxPrice = json.Number("maxPrice"),
            Categories = json.Texts("categories") ?? [],
        };

    internal static void Write(string property, RecommendationBlock block, Utf8JsonWriter json)
    {
        json.WriteStartObject(property);
        json.WriteNumber("count", block.Count);
        if (block.ProductUrlBase is { } url)
            json.WriteString("productUrlBase", url.OriginalString);
        if (block.Fields != Default.Fields)
        {
            json.WriteStartArray("fields");
            foreach (var field in Each(block.Fields))
                json.WriteStringValue(KebabName.Of(field));
            json.WriteEndArray();
        }

        if (block.Layout != Default.Layout)
            json.Write("layout", block.Layout);
        if (block.WhenNone != Default.WhenNone)
            json.Write("whenNone", block.WhenNone);
        if (block.Strategy != Default.Strategy)
            json.Write("strategy", block.Strategy);
        if (block.MinPrice is { } least)
            json.Write("minPrice", least);
        if (block.MaxPrice is { } most)
            json.Write("maxPrice", most);
        if (block.Categories.Count > 0)
            json.Write("categories", block.Categories);
        json.WriteEndObject();
    }

    internal static string Describe(RecommendationBlock block)
    {
        var products = block.Count == 1 ? "a recommended product" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"up to {block.Count} recommended products");
        products += Choice(block);
        return block.WhenNone switch
        {
            WhenNoRecommendations.HideBlock => $"{products} (without when there are none)",
            WhenNoRecommendations.DoNotSend => $"{products} (not sent when there are none)",
            _ => products,
        };
    }

    /// <summary>By what they are chosen, as the rest of a sentence; nothing where it is the usual.</summary>
    private static string Choice(RecommendationBlock block)
    {
        var strategy = block.Strategy switch
        {
            RecommendationStrategy.WithCart => " that go with the cart",
            RecommendationStrategy.CheaperThanCart => " cheaper than the cart's",
            RecommendationStrategy.DearerThanCart => " dearer than the cart's",
            _ => "",
        };
        var prices = (block.MinPrice, block.MaxPrice) switch
        {
            ({ } least, { } most) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $" from {least:0.####} to {most:0.####}"),
            ({ } least, null) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $" from {least:0.####} on"),
            (null, { } most) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $" up to {most:0.####}"),
            _ => "",
        };
        return strategy + prices + (block.Categories.Count == 0 ? "" : $" of {string.Join(", ", block.Categories)}");
    }

    internal static void Check(RecommendationBlock block, Spot at)
    {
        at["count"].Require(block.Count is >= 1 and <= MaxCount, $"A block shows 1 to {MaxCount} products, not {block.Count}.");
        at["productUrlBase"].Require(
            block.ProductUrlBase is not { } url || (url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)),
            "The address of the products begins with https:// or http://.");
        at["fields"].Require((block.Fields & AllFields) != ProductFields.None, $"A block shows one field at least: {string.Join(", ", Each(AllFields).Select(KebabName.Of))}.");
        at["fields"].Require((block.Fields & ~AllFields) == ProductFields.None, "There is an unknown field.");
        at["layout"].Defined(block.Layout);
        at["whenNone"].Defined(block.WhenNone);
        at["strategy"].Defined(block.Strategy);
        Price(block.MinPrice, at["minPrice"]);
        Price(block.MaxPrice, at["maxPrice"]);
        at["maxPrice"].Require(!(block.MaxPrice < block.MinPrice), "The greatest price is below the least.");
        for (var index = 0; index < block.Categories.Count; index++)
        {
            at["categories"][index].Require(!string.IsNullOrWhiteSpace(block.Categories[index]), "A category has a name.");
            at["categories"][index].Text(block.Categories[index] ?? "");
        }
    }

    private static void Price(decimal? price, Spot at) =>
        at.Require(price is null || (price >= 0 && Money.Problem(price.Value) is null), $"A price is 0 or more, within 100,000,000,000, with at most {Money.Decimals} decimal places.");

    private static IEnumerable<ProductFields> Each(ProductFields fields) =>
        Enum.GetValues<ProductFields>().Where(field => BitOperations.IsPow2((int)field) && fields.HasFlag(field));
}
