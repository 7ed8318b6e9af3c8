namespace Retention.Workflows.Recommendations;

/// <summary>
/// The default <see cref="IStoreAvailability"/>: stores and stock from a list, distances from a table of postal codes. Thread-safe.
/// </summary>
/// <remarks>
/// If the table contains both postal codes, the distance decides, and a store beyond the maximum distance is not near. Without the table, a
/// store is near if its postal code starts like the customer's: a longer common beginning is nearer, then a smaller numeric difference. A
/// store in a different country is never near, if both countries are known. A store with none of the requested products in stock is
/// skipped.
/// </remarks>
public sealed class StoreTable : IStoreAvailability
{
    /// <summary>The default of the maximum distance, in kilometres.</summary>
    public const double DefaultMaxKilometres = 50;

    private readonly ILookup<string, PostalPlace> _places;
    private readonly double _maxKilometres;
    private volatile IReadOnlyList<Shelf> _shelves = [];

    /// <summary>Creates the table.</summary>
    /// <param name="stores">The stores, each with its stock: product and number of pieces.</param>
    /// <param name="places">The locations of postal codes. Without them (default) only the beginnings of postal codes are compared.</param>
    /// <param name="maxKilometres">The maximum distance in kilometres, above 0; 50 by default.</param>
    /// <exception cref="ArgumentException">
    /// A store occurs twice or has no postal code, or a prefix, latitude, longitude or the distance is invalid.
    /// </exception>
    public StoreTable(
        IEnumerable<(PhysicalStore Store, IReadOnlyDictionary<ProductId, int> Stock)> stores,
        IEnumerable<PostalPlace>? places = null,
        double maxKilometres = DefaultMaxKilometres)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxKilometres);
        PostalPlace[] known = [.. places ?? []];
        foreach (var place in known)
        {
            if (Plain(place.Prefix).Length == 0 || !(Math.Abs(place.Latitude) <= 90) || !(Math.Abs(place.Longitude) <= 180))
            {
                throw new ArgumentException(
                    $"The location of postal code '{place.Prefix}' needs a prefix, a latitude within +/- 90 and a longitude within +/- 180.", nameof(places));
            }
        }

        _places = known.ToLookup(place => Plain(place.Prefix), StringComparer.Ordinal);
        _maxKilometres = maxKilometres;
        Replace(stores);
    }

    /// <summary>Replaces all stores and their stock atomically.</summary>
    /// <exception cref="ArgumentException">A store occurs twice, or has no postal code.</exception>
    public void Replace(IEnumerable<(PhysicalStore Store, IReadOnlyDictionary<ProductId, int> Stock)> stores)
    {
        ArgumentNullException.ThrowIfNull(stores);
        Shelf[] shelves = [.. stores.Select(ShelfOf)];
        if (shelves.FirstOrDefault(shelf => shelf.PostalCode.Length == 0) is { } nowhere)
            throw new ArgumentException($"The store '{nowhere.Store.Id}' has no postal code.", nameof(stores));
        if (shelves.GroupBy(shelf => shelf.Store.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
            throw new ArgumentException($"The store '{twice.Key}' occurs twice.", nameof(stores));
        _shelves = shelves;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<IReadOnlyList<StoreStock>>> NearestAsync(
        IReadOnlyList<StoreRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        cancellationToken.ThrowIfCancellationRequested();
        var shelves = _shelves;
        return Task.FromResult<IReadOnlyList<IReadOnlyList<StoreStock>>>([.. requests.Select(request => Nearest(shelves, request))]);
    }

    private Shelf ShelfOf((PhysicalStore Store, IReadOnlyDictionary<ProductId, int> Stock) entry)
    {
        var code = Plain(entry.Store.PostalCode);
        return new Shelf(entry.Store, code, new Dictionary<ProductId, int>(entry.Stock), PlaceOf(code, entry.Store.Country));
    }

    private IReadOnlyList<StoreStock> Nearest(IReadOnlyList<Shelf> shelves, StoreRequest request)
    {
        var code = Plain(request.PostalCode);
        var home = PlaceOf(code, request.Country);
        var near = new List<(StoreStock Found, int Common, decimal Apart)>();
        foreach (var shelf in shelves)
        {
            if (!Fits(shelf.Store.Country, request.Country))
                continue;
            double? kilometres = home is not null && shelf.Place is { } place ? home.DistanceTo(place) : null;
            var common = CommonPrefix(code, shelf.PostalCode);
            if (kilometres > _maxKilometres || (kilometres is null && common == 0))
                continue;
            var stock = request.Products.Distinct()
                .Where(product => shelf.Stock.GetValueOrDefault(product) > 0)
                .ToDictionary(product => product, product => shelf.Stock[product]);
            if (stock.Count > 0)
                near.Add((new StoreStock { Store = shelf.Store, Kilometres = kilometres, Stock = stock }, common, Apart(
                    code, shelf.PostalCode)));
        }

        return
        [
            .. near.OrderBy(entry => entry.Found.Kilometres ?? double.MaxValue)
                .ThenByDescending(entry => entry.Common)
                .ThenBy(entry => entry.Apart)
                .ThenBy(entry => entry.Found.Store.Id, StringComparer.Ordinal)
                .Take(request.Count).Select(entry => entry.Found),
        ];
    }

    /// <summary>The location of the longest prefix of a postal code; null if no prefix matches.</summary>
    private PostalPlace? PlaceOf(string code, string? country)
    {
        for (var length = code.Length; length > 0; length--)
        {
            if (_places[code[..length]].FirstOrDefault(place => Fits(place.Country, country)) is { } place)
                return place;
        }

        return null;
    }

    private static bool Fits(string? one, string? other) =>
        one is null || other is null || one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static int CommonPrefix(string one, string other) => one.AsSpan().CommonPrefixLength(other);

    private static decimal Apart(string one, string other) =>
        one.Length == other.Length && one.Length <= 20 && one.All(char.IsAsciiDigit) && other.All(char.IsAsciiDigit)
            ? Math.Abs(decimal.Parse(one, System.Globalization.CultureInfo.InvariantCulture) - decimal.Parse(
                other, System.Globalization.CultureInfo.InvariantCulture))
            : decimal.MaxValue;

    private static string Plain(string? postalCode) =>
        string.Concat((postalCode ?? "").Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant));

    private sealed record Shelf(PhysicalStore Store, string PostalCode, IReadOnlyDictionary<ProductId, int> Stock, PostalPlace? Place);
}
