using Retention.Workflows;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Vouchers;

namespace Swiftmotion.AbandonedCart.Tests;

/// <summary>The sample's journey with its own templates and offers, on the real engine, for one customer: Ada of Prague.</summary>
internal sealed class CartHarness : IAsyncDisposable
{
    internal static readonly CustomerId Ada = new("ada");

    private readonly InMemoryRetentionStore _store;
    private int _events;

    private CartHarness(JourneyHarness journey, InMemoryRetentionStore store)
    {
        Journey = journey;
        _store = store;
    }

    internal JourneyHarness Journey { get; }

    internal IReadOnlyList<string> Sent => Journey.Sent;

    internal string LastText => Journey.Messages[^1].Content.Text;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static async Task<CartHarness> StartAsync(RfmSegment? segment = null, params Channel[] channels)
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        var journey = await JourneyHarness.StartAsync<AbandonedCartJourney>(options =>
        {
            options.CancellationToken = Token;
            options.Configure = retention =>
            {
                retention.Store.Use(_ => store);
                retention.Configure(engine => engine.Shop = new ShopProfile { Name = "Swiftmotion",
                    Url = new Uri("https://swiftmotion.example/"), TimeZone = "Europe/Prague" });
                retention.Templates.FromFolder(Path.Combine(AppContext.BaseDirectory, "Templates"));
                retention.Recommendations.UseProducts([Product("boot", 180), Product("shoe", 90), Product("sock", 12)]);
                retention.Recommendations.UseStores(new StoreTable(
                    [(new PhysicalStore { Id = "praha", Name = "Swiftmotion Praha",
                        PostalCode = "110 00" }, new Dictionary<ProductId, int> { [new("shoe")] = 2 })]));
                foreach (var offer in Offers.In("EUR", new ProductId("sock")))
                    retention.Vouchers.AddOffer(offer);
            };
        });
        var ada = Some.Customer("ada") with { PostalCode = "110 00", Locale = "en" };
        if (channels.Length > 0)
            ada = ada with { Addresses = ada.Addresses.Where(address => channels.Contains(address.Key))
                .ToDictionary(address => address.Key, address => address.Value) };
        await journey.Client.SaveCustomersAsync([ada], Token);
        if (segment is { } stored)
        {
            await using var transaction = await store.BeginAsync(0, Token);
            await transaction.Segments.SaveAsync(
                [new CustomerSegment { Customer = Ada, Segment = stored, Model = 1, Since = journey.Time.GetUtcNow() }], Token);
            await transaction.CommitAsync(Token);
        }

        return new CartHarness(journey, store);
    }

    internal Task AddAsync(string product, decimal price, int quantity = 1) =>
        HappenAsync(EventNames.CartItemAdded, [Line(product, price, quantity)]);

    internal Task HappenAsync(EventName name, IReadOnlyList<OrderLine> lines, decimal? amount = null,
        params (string Key, string Value)[] properties) => Journey.HappenAsync(new CustomerEvent
    {
        Id = $"e-{++_events}",
        Customer = Ada,
        Name = name,
        OccurredAt = Journey.Time.GetUtcNow(),
        Amount = amount,
        Currency = "EUR",
        Lines = lines,
        Properties = new PropertyBag([.. properties.Select(property => KeyValuePair.Create(property.Key, (PropertyValue)property.Value))]),
    });

    internal Task PassAsync(TimeSpan span) => Journey.AdvanceAsync(span);

    internal async Task<Voucher> LastVoucherAsync() => (await Journey.Client.ReadCustomerAsync(Ada, Token)).Vouchers[^1];

    internal async Task<IReadOnlyList<string>> OffersAsync() =>
        [.. (await Journey.Client.ReadCustomerAsync(Ada, Token)).Vouchers.Select(voucher => voucher.Offer.Name.Value)];

    internal Task<string> WhereAsync() => Journey.WhereIsAsync(Ada);

    internal static OrderLine Line(string product, decimal price, int quantity = 1) =>
        new() { Product = new ProductId(product), UnitPrice = price, Quantity = quantity };

    public async ValueTask DisposeAsync()
    {
        await Journey.DisposeAsync();
        GC.KeepAlive(_store);
    }

    private static Product Product(string id, decimal price) =>
        new() { Id = new ProductId(id), Name = $"Glide {id}", Price = price, Currency = "EUR", Category = "Running" };
}
