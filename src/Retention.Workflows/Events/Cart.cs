using Retention.Workflows.Events;

namespace Retention.Workflows;

/// <summary>The products that a customer has put into the cart and not bought yet, computed from the event log. Immutable.</summary>
/// <remarks>
/// <para>
/// A cart is computed from <c>cart-updated</c>, <c>cart-item-added</c>, <c>cart-item-removed</c> and <c>checkout-started</c> since the last
/// <c>purchase</c>. A purchase empties the cart, wherever it was made. A customer without any of these events has an empty cart; a purchase
/// does not require a cart.
/// </para>
/// <para>
/// Events of the same moment are processed in a fixed order, independent of their arrival: items added, items removed, whole carts,
/// purchases; ties are ordered by id. Removing more pieces than the cart contains removes the product; a quantity is never negative. An
/// event with a different cart id starts a new cart, except a removal, which is then ignored.
/// </para>
/// </remarks>
public sealed record Cart
{
    private Cart()
    {
    }

    /// <summary>A cart that is empty and was never used.</summary>
    public static Cart Empty { get; } = new();

    /// <summary>The shop's id of the cart, from the property <c>cart</c>; null if no event has one.</summary>
    public string? Id { get; private init; }

    /// <summary>The lines of the cart: each product once, in the order in which the products were added.</summary>
    public IReadOnlyList<OrderLine> Lines { get; private init; } = [];

    /// <summary>
    /// The total that the shop sent with the whole cart, otherwise the sum of the lines. Null if the cart is empty, a price is unknown, or
    /// the prices are in several currencies.
    /// </summary>
    public decimal? Total => IsEmpty || HasMixedCurrencies ? null : Stated ?? CartLines.Sum(Lines);

    /// <summary>The ISO 4217 code of the prices; null if no event has one, or if there are several.</summary>
    public string? Currency => HasMixedCurrencies ? null : FirstCurrency;

    /// <summary>True if the events contain several currencies. The cart then has no total.</summary>
    public bool HasMixedCurrencies { get; private init; }

    /// <summary>The time of the last event about the cart, in UTC; null for <see cref="Empty"/> and directly after a purchase.</summary>
    public DateTimeOffset? UpdatedAt { get; private init; }

    /// <summary>True if the cart contains nothing.</summary>
    public bool IsEmpty => Lines.Count == 0;

    /// <summary>
    /// A hash of 32 hexadecimal digits over products and quantities, independent of order and prices. A voucher uses it to recognise its
    /// cart. It is computed at each call.
    /// </summary>
    public string Fingerprint => CartLines.Fingerprint(Lines);

    private decimal? Stated { get; init; }

    private string? FirstCurrency { get; init; }

    /// <summary>
    /// Computes the cart from the events of one customer. Events with other names are ignored. An event id that occurs twice counts once.
    /// </summary>
    /// <param name="events">The events, in any order.</param>
    /// <exception cref="ArgumentException">The events belong to several customers.</exception>
    public static Cart From(IEnumerable<CustomerEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        CustomerEvent[] cartEvents = [.. events.Where(@event => CartEvents.RankOf(@event.Name) is not null)];
        if (cartEvents.DistinctBy(@event => @event.Customer).Skip(1).Any())
            throw new ArgumentException("A cart belongs to one customer; these events belong to several.", nameof(events));
        return cartEvents
            .OrderBy(@event => @event.OccurredAt).ThenBy(@event => CartEvents.RankOf(@event.Name))
            .ThenBy(@event => @event.Id, StringComparer.Ordinal)
            .DistinctBy(@event => @event.Id)
            .Aggregate(Empty, static (cart, @event) => cart.After(@event));
    }

    /// <summary>True if both have the same content.</summary>
    public bool Equals(Cart? other) =>
        other is not null && Id == other.Id && UpdatedAt == other.UpdatedAt && Stated == other.Stated
            && FirstCurrency == other.FirstCurrency
        && HasMixedCurrencies == other.HasMixedCurrencies && Lines.SequenceEqual(other.Lines);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, UpdatedAt, Lines.Count);

    private Cart After(CustomerEvent @event)
    {
        if (@event.Name == EventNames.Purchase || @event.Name == EventNames.WithdrawnPurchase)
            return Empty; // an order that is paid back was an order: the cart does not come back
        var id = CartEvents.CartOf(@event) ?? Id;
        var isAnother = Id is not null && id != Id;
        if (isAnother && @event.Name == EventNames.CartItemRemoved)
            return this;
        var begun = (isAnother ? Empty : this) with { Id = id, UpdatedAt = @event.OccurredAt };
        if (@event.Name == EventNames.CartItemAdded)
            return (begun with { Lines = CartLines.Added(begun.Lines, CartEvents.LinesOf(@event)), Stated = null }).In(@event.Currency);
        if (@event.Name == EventNames.CartItemRemoved)
            return (begun with { Lines = CartLines.Removed(begun.Lines, CartEvents.LinesOf(@event)), Stated = null }).In(@event.Currency);
        if (@event.Name == EventNames.CheckoutStarted && @event.Lines.Count == 0)
            return begun;
        return (Empty with { Id = id, UpdatedAt = @event.OccurredAt, Lines = CartLines.Added([], @event.Lines), Stated = @event.Amount })
            .In(@event.Currency);
    }

    /// <summary>Prices in a different currency cannot be added up. An empty cart has no prices.</summary>
    private Cart In(string? currency) => IsEmpty
        ? this with { FirstCurrency = null, HasMixedCurrencies = false }
        : this with
        {
            FirstCurrency = FirstCurrency ?? currency,
            HasMixedCurrencies = HasMixedCurrencies || (FirstCurrency is { } first && currency is not null && currency != first),
        };
}
