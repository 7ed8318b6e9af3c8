using Retention.Workflows.Events;

namespace Retention.Workflows;

/// <summary>What a customer has put aside and not yet bought, as the event log tells it. Immutable.</summary>
/// <remarks>
/// <para>
/// Folded from <c>cart-updated</c>, <c>cart-item-added</c>, <c>cart-item-removed</c> and <c>checkout-started</c> since the last
/// <c>purchase</c>, which empties it, wherever it was made. A customer without any of these has an empty cart, and buys all the same.
/// </para>
/// <para>
/// Events of the same moment are taken in a fixed order, whatever order they came in: what was added, what was removed, what says the whole cart,
/// then purchases; ties by id. Removing more than there is leaves nothing, never less. An event that names another cart begins that one anew, except a removal,
/// which then concerns nothing.
/// </para>
/// </remarks>
public sealed record Cart
{
    private Cart()
    {
    }

    /// <summary>Nothing, never touched.</summary>
    public static Cart Empty { get; } = new();

    /// <summary>The shop's id of the cart, from the property <c>cart</c>; none where no event said one.</summary>
    public string? Id { get; private init; }

    /// <summary>What lies in it: each product once, in the order in which they came.</summary>
    public IReadOnlyList<OrderLine> Lines { get; private init; } = [];

    /// <summary>The total: what the shop said with the whole cart, else the sum of the lines. None when it is empty, a price is not known, or prices are in several currencies.</summary>
    public decimal? Total => IsEmpty || HasMixedCurrencies ? null : Stated ?? CartLines.Sum(Lines);

    /// <summary>The ISO 4217 code of the prices; none where no event said one, or several.</summary>
    public string? Currency => HasMixedCurrencies ? null : FirstCurrency;

    /// <summary>Whether its events name several currencies, so that it has no total.</summary>
    public bool HasMixedCurrencies { get; private init; }

    /// <summary>When the last event about it happened, in UTC; none for <see cref="Empty"/> and right behind a purchase.</summary>
    public DateTimeOffset? UpdatedAt { get; private init; }

    /// <summary>Whether nothing lies in it.</summary>
    public bool IsEmpty => Lines.Count == 0;

    /// <summary>32 hexadecimal digits that are the same for the same products in the same numbers, whatever their order and prices. By it a voucher knows its cart. Computed at each call.</summary>
    public string Fingerprint => CartLines.Fingerprint(Lines);

    private decimal? Stated { get; init; }

    private string? FirstCurrency { get; init; }

    /// <summary>Makes the cart out of what happened to one customer; events of other names are passed over, and an id that comes twice counts once.</summary>
    /// <param name="events">In any order.</param>
    /// <exception cref="ArgumentException">The events are of several customers.</exception>
    public static Cart From(IEnumerable<CustomerEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        CustomerEvent[] told = [.. events.Where(@event => CartEvents.RankOf(@event.Name) is not null)];
        if (told.DistinctBy(@event => @event.Customer).Skip(1).Any())
            throw new ArgumentException("A cart belongs to one customer; these events are of several.", nameof(events));
        return told
            .OrderBy(@event => @event.OccurredAt).ThenBy(@event => CartEvents.RankOf(@event.Name)).ThenBy(@event => @event.Id, StringComparer.Ordinal)
            .DistinctBy(@event => @event.Id)
            .Aggregate(Empty, static (cart, @event) => cart.After(@event));
    }

    /// <summary>Whether both hold the same.</summary>
    public bool Equals(Cart? other) =>
        other is not null && Id == other.Id && UpdatedAt == other.UpdatedAt && Stated == other.Stated && FirstCurrency == other.FirstCurrency
        && HasMixedCurrencies == other.HasMixedCurrencies && Lines.SequenceEqual(other.Lines);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, UpdatedAt, Lines.Count);

    private Cart After(CustomerEvent @event)
    {
        if (@event.Name == EventNames.Purchase)
            return Empty;
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
        return (Empty with { Id = id, UpdatedAt = @event.OccurredAt, Lines = CartLines.Added([], @event.Lines), Stated = @event.Amount }).In(@event.Currency);
    }

    /// <summary>Prices of another currency than before cannot be added up; an empty cart has no prices.</summary>
    private Cart In(string? currency) => IsEmpty
        ? this with { FirstCurrency = null, HasMixedCurrencies = false }
        : this with { FirstCurrency = FirstCurrency ?? currency, HasMixedCurrencies = HasMixedCurrencies || (FirstCurrency is { } first && currency is not null && currency != first) };
}
