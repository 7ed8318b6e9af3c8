using System.Numerics;
using System.Text.Json;
using Retention.Workflows.Events;
using Retention.Workflows.Naming;
using static Retention.Workflows.Journeys.Json.JsonField;

namespace Retention.Workflows.Journeys.Json;

/// <summary>The recommendation block in JSON and in English, and its validation.</summary>
internal static class RecommendationBlockForm
{
    private const ProductFields AllFields = ProductFields.Name | ProductFields.Price | ProductFields.Image | ProductFields.Category;
    private const int MaxCount = 24;

    private static readonly RecommendationBlock Default = new();

    /// <summary>The properties about the choice of products, not their presentation.</summary>
    internal static IReadOnlyList<JsonField> ChoiceFields { get; } = [Optional("count"), Optional("strategy"), Optional("minPrice"),
        Optional("maxPrice"), Optional("categories")];

    internal static IReadOnlyList<JsonField> Fields { get; } =
        [.. ChoiceFields, Optional("chosenBy"), Optional("productUrlBase"), Optional("fields"), Optional("layout"), Optional("whenNone")];

    internal static RecommendationBlock ReadChoice(JsonReading json) => new()
    {
        Count = json.Integer("count") ?? Default.Count,
        Strategy = json.Choice<RecommendationStrategy>("strategy") ?? Default.Strategy,
        MinPrice = json.Number("minPrice"),
        MaxPrice = json.Number("maxPrice"),
        Categories = json.Texts("categories") ?? [],
    };

    internal static RecommendationBlock Read(JsonItem item, ReadingContext context) =>
        JsonReading.Open(item, context, Fields) is not { } json ? Default : ReadChoice(json) with
        {
            ChosenBy = json.Name("chosenBy", "step"),
            ProductUrlBase = json.Uri("productUrlBase"),
            Fields = json.Has("fields")
                ? json.List("fields")
                    .Aggregate(ProductFields.None, (fields, field) => fields | (context.Choice<ProductFields>(field) ?? ProductFields.None))
                : Default.Fields,
            Layout = json.Choice<RecommendationLayout>("layout") ?? Default.Layout,
            WhenNone = json.Choice<WhenNoRecommendations>("whenNone") ?? Default.WhenNone,
        };

    internal static void Write(string property, RecommendationBlock block, Utf8JsonWriter json)
    {
        json.WriteStartObject(property);
        json.WriteNumber("count", block.Count);
        if (block.ChosenBy is { } step)
            json.WriteString("chosenBy", step);
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
        WriteChoice(block, json);
        json.WriteEndObject();
    }

    /// <summary>Writes how products are chosen, and the limits.</summary>
    internal static void WriteChoice(RecommendationBlock block, Utf8JsonWriter json)
    {
        if (block.Strategy != Default.Strategy)
            json.Write("strategy", block.Strategy);
        if (block.MinPrice is { } least)
            json.Write("minPrice", least);
        if (block.MaxPrice is { } most)
            json.Write("maxPrice", most);
        if (block.Categories.Count > 0)
            json.Write("categories", block.Categories);
    }

    internal static string Describe(RecommendationBlock block)
    {
        var products = DescribeChoice(block);
        return block.WhenNone switch
        {
            WhenNoRecommendations.HideBlock => $"{products} (sent without products if there are none)",
            WhenNoRecommendations.DoNotSend => $"{products} (not sent if there are none)",
            _ => products,
        };
    }

    internal static string DescribeChoice(RecommendationBlock block) =>
        block.ChosenBy is { } step
            ? $"{Products(block, "product")} chosen by {step}" : Products(block, "recommended product") + Choice(block);

    private static string Products(RecommendationBlock block, string what) =>
        block.Count == 1 ? $"a {what}" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"up to {block.Count} {what}s");

    /// <summary>Returns how products are chosen, as the rest of a sentence; empty for the default.</summary>
    private static string Choice(RecommendationBlock block)
    {
        var strategy = block.Strategy switch
        {
            RecommendationStrategy.WithCart => " that go with the cart",
            RecommendationStrategy.DownSell => " cheaper than the cart's",
            RecommendationStrategy.UpSell => " more expensive than the cart's",
            _ => "",
        };
        var prices = (block.MinPrice, block.MaxPrice) switch
        {
            ({ } least, { } most) =>
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $" from {least:0.####} to {most:0.####}"),
            ({ } least, null) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $" from {least:0.####} on"),
            (null, { } most) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $" up to {most:0.####}"),
            _ => "",
        };
        return strategy + prices + (block.Categories.Count == 0 ? "" : $" of {string.Join(", ", block.Categories)}");
    }

    internal static void Check(RecommendationBlock block, ValidationContext at)
    {
        CheckChoice(block, at);
        if (block.ChosenBy is { } step)
        {
            at["chosenBy"].EarlierChoice(step);
            at["chosenBy"].Require(
                block is { Strategy: RecommendationStrategy.ForCustomer, HasLimits: false },
                $"The step '{step}' chooses the products. Set the criteria and limits at that step.");
        }

        at["productUrlBase"].Require(
            block.ProductUrlBase is not { } url
                || (url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)),
            "The product address must begin with https:// or http://.");
        at["fields"].Require((block.Fields & AllFields) != ProductFields.None,
            $"A block must show at least one field: {string.Join(", ", Each(AllFields).Select(KebabName.Of))}.");
        at["fields"].Require((block.Fields & ~AllFields) == ProductFields.None, "A block must not show an unknown field.");
        at["layout"].Defined(block.Layout);
        at["whenNone"].Defined(block.WhenNone);
    }

    internal static void CheckChoice(RecommendationBlock block, ValidationContext at)
    {
        at["count"].Require(block.Count is >= 1 and <= MaxCount, $"The number of products must be 1 to {MaxCount}, not {block.Count}.");
        at["strategy"].Defined(block.Strategy);
        Price(block.MinPrice, at["minPrice"]);
        Price(block.MaxPrice, at["maxPrice"]);
        at["maxPrice"].Require(!(block.MaxPrice < block.MinPrice), "The maximum price is below the minimum price.");
        for (var index = 0; index < block.Categories.Count; index++)
        {
            at["categories"][index].Require(!string.IsNullOrWhiteSpace(block.Categories[index]), "A category needs a name.");
            at["categories"][index].Text(block.Categories[index] ?? "");
        }
    }

    private static void Price(decimal? price, ValidationContext at) =>
        at.Require(price is null || (price >= 0 && Money.Problem(price.Value) is null),
            $"A price must be 0 to 100,000,000,000, with at most {Money.Decimals} decimal places.");

    private static IEnumerable<ProductFields> Each(ProductFields fields) =>
        Enum.GetValues<ProductFields>().Where(field => BitOperations.IsPow2((int)field) && fields.HasFlag(field));
}
