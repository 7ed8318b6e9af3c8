using System.Globalization;

namespace Retention.Workflows.Import.Orders;

/// <summary>An order while its rows are read.</summary>
internal sealed class OrderDraft
{
    internal required int Line { get; init; }

    internal required string Order { get; init; }

    internal required OrderStanding Standing { get; init; }

    /// <summary>The texts of total and time, which the other rows of the order repeat or leave empty.</summary>
    internal required (string Total, string OrderedAt) Head { get; init; }

    internal CustomerId Customer { get; init; }

    internal bool IsGuest { get; init; }

    internal DateTimeOffset OrderedAt { get; init; }

    internal decimal Total { get; init; }

    internal string Currency { get; init; } = "";

    internal PropertyBag Properties { get; init; } = PropertyBag.Empty;

    /// <summary>What was paid back of the order, by its refund column or its status; 0 if nothing.</summary>
    internal decimal Refunded { get; init; }

    internal DateTimeOffset RefundedAt { get; init; }

    /// <summary>The order that a row with a negative total pays back, if it has a number of its own.</summary>
    internal string? RefundOf { get; init; }

    internal bool IsInvalid { get; set; }

    internal OrderLines Lines { get; } = new();

    internal IEnumerable<OrderItem> Items()
    {
        if (Standing == OrderStanding.Withdrawn)
        {
            yield return Item(null);
            yield break;
        }

        if (Total < 0)
        {
            yield return Item(RefundRow());
            yield break;
        }

        yield return Item(CustomerEvent.Of(Order, new Purchase(Customer, OrderedAt, Total, Currency), Lines.ToList()) with { Properties = Properties });
        if (Refunded > 0)
            yield return Item(Refund($"{Order}/refunded", Order, RefundedAt, -Refunded)) with { IsRunningTotal = true };
    }

    /// <summary>
    /// A row with a negative total. Under the order's own number its id comes from its time and amount, so that a second import finds it
    /// again.
    /// </summary>
    private CustomerEvent RefundRow()
    {
        if (RefundOf is { } other && other != Order)
            return Refund(Order, other, OrderedAt, Total);
        var id = string.Create(CultureInfo.InvariantCulture, $"{Order}/refund/{OrderedAt.ToUnixTimeMilliseconds()}/{-Total:0.####}");
        return Refund(id, Order, OrderedAt, Total);
    }

    private CustomerEvent Refund(string id, string order, DateTimeOffset at, decimal amount) => new()
    {
        Id = id,
        Customer = Customer,
        Name = EventNames.Refund,
        OccurredAt = at,
        Amount = amount,
        Currency = Currency,
        Properties = new PropertyBag([.. Properties.Where(property => property.Key != "order"), new("order", order)]),
    };

    private OrderItem Item(CustomerEvent? @event) =>
        new() { Line = Line, Customer = Customer, Order = Order, Event = @event, IsGuest = IsGuest };
}
