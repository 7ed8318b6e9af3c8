using Retention.Workflows;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Testing;
using Xunit;

namespace PackedTests;

/// <summary>The nearest physical stores that have the cart in stock.</summary>
public sealed class NearestShopTests
{
    [Theory]
    [InlineData("110 00", " Centrum:2 Letna:1")]
    [InlineData("170 00", " Letna:1 Centrum:2")]
    [InlineData("602 00", " Brno:5")] // Prague is farther than 50 km
    [InlineData("301 00", "")] // Plzeň has a store, but no shoe
    public async Task Stores_with_stock_are_shown_nearest_first(string postalCode, string shown)
    {
        await using var shop = await StartAsync(Table());
        await shop.SaveAsync(Some.Customer("ada") with { PostalCode = postalCode, Locale = "cs-CZ" });

        await shop.HappenAsync(Shop.CartEvent(Shop.Ada, EventNames.CartItemAdded, shop.Now, "shoe", 50));

        Assert.Equal($"In store:{shown}.", TextOf(shop));
    }

    [Fact]
    public async Task New_stock_counts_from_the_next_message_on()
    {
        var table = Table();
        await using var shop = await StartAsync(table);
        await shop.SaveAsync(Some.Customer("ada") with { PostalCode = "301 00", Locale = "cs-CZ" });
        table.Replace([(Store("plzen", "Plzen", "301 00"), Stock(3))]);

        await shop.HappenAsync(Shop.CartEvent(Shop.Ada, EventNames.CartItemAdded, shop.Now, "shoe", 50));

        Assert.Equal("In store: Plzen:3.", TextOf(shop));
    }

    private static string TextOf(ShopHost shop) => Assert.Single(shop.Mails).Text.TrimEnd('\r', '\n');

    private static StoreTable Table() => new(
        [
            (Store("letna", "Letna", "170 00"), Stock(1)),
            (Store("centrum", "Centrum", "110 00"), Stock(2)),
            (Store("zizkov", "Zizkov", "130 00"), Stock(0)),
            (Store("plzen", "Plzen", "301 00"), Stock(0)),
            (Store("brno", "Brno", "602 00"), Stock(5)),
        ],
        [
            Place("11", 50.087, 14.421),
            Place("13", 50.085, 14.450),
            Place("17", 50.100, 14.430),
            Place("30", 49.747, 13.378),
            Place("60", 49.195, 16.608),
        ]);

    private static PhysicalStore Store(string id, string name, string postalCode) =>
        new() { Id = id, Name = name, PostalCode = postalCode, Country = "CZ" };

    private static Dictionary<ProductId, int> Stock(int shoes) => new() { [new ProductId("shoe")] = shoes };

    private static PostalPlace Place(string prefix, double latitude, double longitude) =>
        new() { Prefix = prefix, Country = "CZ", Latitude = latitude, Longitude = longitude };

    private static Task<ShopHost> StartAsync(StoreTable stores) => ShopHost.StartAsync(
        retention =>
        {
            retention.Journeys.Add<TryItOn>();
            retention.Recommendations.UseStores(stores);
        },
        new Dictionary<string, string>
        {
            ["try-it-on.email.subject.hbs"] = "Try it on",
            ["try-it-on.email.text.hbs"] = "In store:{{#each stores}} {{name}}:{{#each products}}{{quantity}}{{/each}}{{/each}}.",
        });

    private sealed class TryItOn : IJourney
    {
        public static JourneyName Name => new("try-it-on");

        public static void Define(JourneyBuilder journey)
        {
            journey.Enroll.On(EventNames.CartItemAdded);
            journey.Steps.SendEmail("try-it-on", template: "try-it-on");
        }
    }
}
