namespace Retention.Workflows.Events;

/// <summary>Reads events about carts.</summary>
internal static class CartEvents
{
    private const string CartKey = "cart";
    private const string ProductKey = "product";
    private const string QuantityKey = "quantity";
    private const string PriceKey = "price";

    /// <summary>The names of the events that change a cart, except the purchase that counts.</summary>
    internal static IReadOnlyList<EventName> Names { get; } =
        [EventNames.CartUpdated, EventNames.CartItemAdded, EventNames.CartItemRemoved, EventNames.CheckoutStarted,
            EventNames.WithdrawnPurchase];

    /// <summary>The processing order among events of the same moment; null if the event does not concern carts.</summary>
    internal static int? RankOf(EventName name) =>
        name == EventNames.CartItemAdded ? 0
        : name == EventNames.CartItemRemoved ? 1
        : name == EventNames.CartUpdated || name == EventNames.CheckoutStarted ? 2
        : name == EventNames.Purchase || name == EventNames.WithdrawnPurchase ? 3
        : null;

    internal static string? CartOf(CustomerEvent @event) =>
        @event.Properties.TryGetValue(CartKey, out var cart) && cart.ToKey() is { Length: > 0 } id ? id : null;

    /// <summary>The added or removed lines. Without lines: the single product in the properties.</summary>
    internal static IReadOnlyList<OrderLine> LinesOf(CustomerEvent @event)
    {
        if (@event.Lines.Count > 0 || !@event.Properties.TryGetValue(ProductKey, out var product))
            return @event.Lines;
        var id = product.ToKey();
        if (string.IsNullOrWhiteSpace(id) || id.Length > CustomerId.MaxLength)
            return [];
        return
        [
            new OrderLine
            {
                Product = new ProductId(id),
                Quantity = Number(@event, QuantityKey) is { } quantity and >= 1 and <= int.MaxValue
                    && quantity == decimal.Truncate(quantity) ? (int)quantity : 1,
                UnitPrice = Number(@event, PriceKey),
            },
        ];
    }

    private static decimal? Number(CustomerEvent @event, string key) =>
        @event.Properties.TryGetValue(key, out var value) && value.Kind == PropertyKind.Number ? value.Number : null;
}
