namespace Retention.Workflows.Events;

/// <summary>How events about carts are read.</summary>
internal static class CartEvents
{
    private const string CartKey = "cart";
    private const string ProductKey = "product";
    private const string QuantityKey = "quantity";
    private const string PriceKey = "price";

    /// <summary>The names, besides the purchase, that a cart is made of.</summary>
    internal static IReadOnlyList<EventName> Names { get; } = [EventNames.CartUpdated, EventNames.CartItemAdded, EventNames.CartItemRemoved, EventNames.CheckoutStarted];

    /// <summary>Where an event stands among others of the same moment; none when it is not about carts.</summary>
    internal static int? RankOf(EventName name) =>
        name == EventNames.CartItemAdded ? 0
        : name == EventNames.CartItemRemoved ? 1
        : name == EventNames.CartUpdated || name == EventNames.CheckoutStarted ? 2
        : name == EventNames.Purchase ? 3
        : null;

    internal static string? CartOf(CustomerEvent @event) =>
        @event.Properties.TryGetValue(CartKey, out var cart) && cart.ToString() is { Length: > 0 } id ? id : null;

    /// <summary>What was added or removed: the lines, else the one product that the properties name.</summary>
    internal static IReadOnlyList<OrderLine> LinesOf(CustomerEvent @event)
    {
        if (@event.Lines.Count > 0 || !@event.Properties.TryGetValue(ProductKey, out var product))
            return @event.Lines;
        var id = product.ToString();
        if (string.IsNullOrWhiteSpace(id) || id.Length > CustomerId.MaxLength)
            return [];
        return
        [
            new OrderLine
            {
                Product = new ProductId(id),
                Quantity = Number(@event, QuantityKey) is { } quantity and >= 1 and <= int.MaxValue && quantity == decimal.Truncate(quantity) ? (int)quantity : 1,
                UnitPrice = Number(@event, PriceKey),
            },
        ];
    }

    private static decimal? Number(CustomerEvent @event, string key) =>
        @event.Properties.TryGetValue(key, out var value) && value.Kind == PropertyKind.Number ? value.Number : null;
}
