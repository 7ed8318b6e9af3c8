using Retention.Workflows.Recommendations;

namespace Retention.Workflows.Tests.Recommendations;

public class StoreTableTests
{
    private static readonly ProductId Shoe = new("shoe");
    private static readonly ProductId Sock = new("sock");

    private static readonly PostalPlace[] Places =
    [
        new() { Prefix = "1", Country = "CZ", Latitude = 50.08, Longitude = 14.43 },
        new() { Prefix = "602", Country = "CZ", Latitude = 49.20, Longitude = 16.61 },
        new() { Prefix = "10", Country = "DE", Latitude = 52.52, Longitude = 13.40 },
        new() { Prefix = "272", Country = "CZ", Latitude = 50.14, Longitude = 14.10 },
    ];

    [Fact]
    public async Task The_distance_decides_where_it_is_known()
    {
        var found = await NearestAsync(Table(Places), "110 00", "CZ");

        found.Select(store => store.Store.Id).Should().Equal("prague", "kladno");
        found[1].Kilometres.Should().BeInRange(20, 30, "Kladno lies some 25 km from Prague");
    }

    [Fact]
    public async Task The_same_postal_code_in_another_country_is_not_near() =>
        (await NearestAsync(Table(Places), "10115", "DE")).Select(store => store.Store.Id).Should().Equal("berlin");

    [Fact]
    public async Task Prefixes_of_postal_codes_decide_without_a_table_of_places()
    {
        (await NearestAsync(Table(), "60300", "CZ")).Select(store => store.Store.Id).Should().Equal("brno");
        (await NearestAsync(Table(), "99999", "CZ")).Should().BeEmpty();
        (await NearestAsync(Table(), "11001", null)).Select(store => store.Store.Id).Should().Equal("prague", "berlin");
    }

    [Fact]
    public async Task A_store_without_any_of_the_products_is_skipped_and_stock_can_be_replaced()
    {
        var table = new StoreTable([(Store("prague", "11000", "CZ"), Stock((Shoe, 0), (Sock, 3)))]);

        (await NearestAsync(table, "11000", "CZ", Shoe)).Should().BeEmpty();
        (await NearestAsync(table, "11000", "CZ", Shoe, Sock)).Single().Stock.Should().Equal(Stock((Sock, 3)));
        table.Replace([(Store("prague", "11000", "CZ"), Stock((Shoe, 2)))]);
        (await NearestAsync(table, "11000", "CZ", Shoe)).Single().Stock.Should().Equal(Stock((Shoe, 2)));
    }

    [Fact]
    public void An_invalid_table_is_refused_with_the_name_of_its_error()
    {
        FluentActions.Invoking(() => new StoreTable([(Store("a", "1", null), Stock()), (Store("a", "2", null), Stock())])).Should()
            .Throw<ArgumentException>().WithMessage("*'a' occurs twice*");
        FluentActions.Invoking(() => new StoreTable([(Store("a", " - ", null), Stock())])).Should().Throw<ArgumentException>()
            .WithMessage("*'a' has no postal code*");
        FluentActions.Invoking(() => new StoreTable([], [new PostalPlace { Prefix = "1", Latitude = double.NaN, Longitude = 0 }])).Should()
            .Throw<ArgumentException>().WithMessage("*latitude*");
        FluentActions.Invoking(() => new StoreTable([], maxKilometres: 0)).Should().Throw<ArgumentException>();
    }

    private static async Task<IReadOnlyList<StoreStock>> NearestAsync(
        StoreTable table, string code, string? country, params ProductId[] products) =>
        (await table.NearestAsync([new StoreRequest { Customer = new CustomerId("ada"), PostalCode = code, Country = country,
            Products = products.Length == 0 ? [Shoe] : products }], TestContext.Current.CancellationToken))[0];

    private static StoreTable Table(params PostalPlace[] places) => new(
        [
            (Store("brno", "60200", "CZ"), Stock((Shoe, 1))),
            (Store("berlin", "10117", "DE"), Stock((Shoe, 1))),
            (Store("kladno", "27201", "CZ"), Stock((Shoe, 1))),
            (Store("prague", "110-00", "cz"), Stock((Shoe, 1))),
        ], places);

    private static PhysicalStore Store(string id, string code, string? country) =>
        new() { Id = id, Name = id, PostalCode = code, Country = country };

    private static Dictionary<ProductId, int> Stock(params (ProductId, int)[] stock) =>
        stock.ToDictionary(entry => entry.Item1, entry => entry.Item2);
}
