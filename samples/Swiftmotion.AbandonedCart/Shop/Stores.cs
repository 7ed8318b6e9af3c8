using Retention.Workflows;
using Retention.Workflows.Recommendations;

namespace Swiftmotion.AbandonedCart;

/// <summary>The stores of Swiftmotion. The addresses are invented; the coordinates are those of the towns.</summary>
internal static class Stores
{
    private static readonly PostalPlace[] _places =
    [
        new() { Prefix = "1", Country = "CZ", Latitude = 50.08, Longitude = 14.43 },
        new() { Prefix = "108", Country = "CZ", Latitude = 50.07, Longitude = 14.52 },
        new() { Prefix = "602", Country = "CZ", Latitude = 49.20, Longitude = 16.61 },
        new() { Prefix = "10", Country = "DE", Latitude = 52.52, Longitude = 13.40 },
        new() { Prefix = "11", Country = "DE", Latitude = 52.48, Longitude = 13.45 },
        new() { Prefix = "1", Country = "AT", Latitude = 48.21, Longitude = 16.37 },
    ];

    private static readonly PhysicalStore[] _stores =
    [
        new() { Id = "praha-1", Name = "Swiftmotion Praha", PostalCode = "110 00", Country = "CZ", Address = "Běžecká 1, Praha" },
        new() { Id = "praha-10", Name = "Swiftmotion Strašnice", PostalCode = "108 00", Country = "CZ", Address = "Stadion 7, Praha" },
        new() { Id = "brno", Name = "Swiftmotion Brno", PostalCode = "602 00", Country = "CZ", Address = "Sokolská 3, Brno" },
        new() { Id = "berlin", Name = "Swiftmotion Berlin", PostalCode = "10117", Country = "DE", Address = "Läuferweg 2, Berlin" },
        new() { Id = "wien", Name = "Swiftmotion Wien", PostalCode = "1010", Country = "AT", Address = "Sportgasse 5, Wien" },
    ];

    /// <summary>Stocks each store with about half of the range. The same seed always gives the same half.</summary>
    internal static StoreTable Stocked(IReadOnlyList<Product> products, int seed)
    {
        var random = new Random(seed);
        return new StoreTable(
            _stores.Select(store => (store, (IReadOnlyDictionary<ProductId, int>)products.Where(_ => random.Next(2) == 0)
                .ToDictionary(product => product.Id, _ => random.Next(1, 9)))).ToList(),
            _places);
    }
}
