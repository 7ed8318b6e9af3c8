using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Retention.Workflows;
using Retention.Workflows.Recommendations;
using Swiftmotion.Churn;

namespace Swiftmotion.AbandonedCart;

/// <summary>Builds a shop from real clicks, read from a file: product views, cart additions and removals, orders.</summary>
/// <remarks>
/// Such a file has no addresses, names and prices, so these are invented. Mailboxes are at <c>clicks.example</c>, a name that is reserved
/// for
/// examples. The phone numbers are from ranges that no country assigns. Each product gets a name, a category and a price derived from its
/// id.
/// </remarks>
public static class RealClicks
{
    private const string Currency = "EUR";
    private const int Categories = 12;
    private const int MaxPhones = 1_000_000;

    private static readonly string[] _postalCodes = ["110 00", "602 00", "108 00"];

    /// <summary>Builds a shop from customer events. Every customer id in the events becomes a customer.</summary>
    /// <param name="events">The events of a file, at least one.</param>
    /// <param name="sessions">The largest number of customers; the first ones of the file are taken.</param>
    public static CartShop From(IReadOnlyList<CustomerEvent> events, int sessions = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count == 0)
            throw new ArgumentException("There are no events, so there is nothing to replay.", nameof(events));
        CustomerId[] customers = [.. events.Select(@event => @event.Customer).Distinct().Take(sessions)];
        var known = customers.ToHashSet();
        CustomerEvent[] priced = [.. events.Where(@event => known.Contains(@event.Customer)).Select(Priced)
            .OrderBy(@event => @event.OccurredAt).ThenBy(@event => @event.Id, StringComparer.Ordinal)];
        Product[] products = [.. priced.SelectMany(ProductsOf).Distinct().OrderBy(id => id.Value, StringComparer.Ordinal).Select(Invented)];
        return new CartShop
        {
            Data = new ShopData
            {
                Profile = SwiftmotionShop.Profile with { TimeZone = "UTC" },
                Currency = Currency,
                Customers = [.. customers.Order().Select(Invented)],
                Products = products,
                Events = priced,
                FirstDay = DateOnly.FromDateTime(priced[0].OccurredAt.UtcDateTime),
                LastDay = DateOnly.FromDateTime(priced[^1].OccurredAt.UtcDateTime),
            },
            Stores = Stores.Stocked(products, seed: 1),
            Gift = products.Length > 0 ? products.MinBy(product => (product.Price, product.Id.Value))!.Id : new ProductId("gift"),
            LiveFrom = DateOnly.FromDateTime(priced[0].OccurredAt.UtcDateTime),
        };
    }

    /// <summary>
    /// Turns each product named in the properties into a line with its price. Where the file has no total, the order's total is the sum of
    /// its lines.
    /// </summary>
    private static CustomerEvent Priced(CustomerEvent @event)
    {
        if (@event.Name != EventNames.Purchase && @event.Name != EventNames.CartItemAdded && @event.Name != EventNames.CartItemRemoved)
            return @event;
        OrderLine[] lines = [.. (@event.Lines.Count > 0 ? @event.Lines : [.. ProductsOf(@event).Select(
            id => new OrderLine { Product = id })]).Select(line => line with { UnitPrice = line.UnitPrice ?? PriceOf(line.Product) })];
        return @event with
        {
            Lines = lines,
            Amount = @event.Amount
                ?? (@event.Name == EventNames.Purchase ? lines.Sum(line => line.Quantity * line.UnitPrice!.Value) : null),
            Currency = @event.Currency ?? Currency,
        };
    }

    private static IEnumerable<ProductId> ProductsOf(CustomerEvent @event) =>
        @event.Lines.Count > 0 ? @event.Lines.Select(line => line.Product)
        : @event.Properties.TryGetValue("product", out var product) && product.ToString() is { Length: > 0 and <= 200 } id
            && !string.IsNullOrWhiteSpace(id) ? [new ProductId(id)]
        : [];

    private static Product Invented(ProductId id) => new()
    {
        Id = id,
        Name = $"Article {id}",
        Price = PriceOf(id),
        Currency = Currency,
        Category = string.Create(CultureInfo.InvariantCulture, $"Aisle {1 + (Number(id, "category") % Categories)}"),
    };

    private static Customer Invented(CustomerId id, int index)
    {
        var addresses = new Dictionary<Channel, string>
        {
            [Channel.Email] = string.Create(CultureInfo.InvariantCulture, $"customer-{index + 1:000000}@clicks.example"),
            [Channel.Push] = string.Create(CultureInfo.InvariantCulture, $"device-{index + 1:000000}"),
        };
        if (index < MaxPhones)
        {
            foreach (var channel in (Channel[])[Channel.Sms, index % 2 == 0 ? Channel.WhatsApp : Channel.Viber])
                addresses[channel] = string.Create(CultureInfo.InvariantCulture, $"+420000{index:000000}");
        }

        return new Customer
        {
            Id = id,
            Locale = "en",
            PostalCode = _postalCodes[index % _postalCodes.Length],
            Addresses = addresses,
            Consents = [.. addresses.Keys.Select(channel => new Consent { Topic = Topic.Marketing, Channel = channel, Granted = true })],
        };
    }

    /// <summary>A price from 5.90 to 204.90; low prices are more frequent than high ones.</summary>
    private static decimal PriceOf(ProductId id)
    {
        var share = Number(id, "price") % 1000 / 1000.0;
        return 5.9m + (int)(200 * share * share);
    }

    private static uint Number(ProductId id, string what) =>
        BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{what}/{id}")));
}
