namespace Retention.Workflows.Import;

/// <summary>Which column of a file of orders holds what. Immutable.</summary>
public sealed record OrderColumns
{
    /// <summary>The order's number; becomes the event's id. Rows with the same number, one after the other, are one order.</summary>
    public required ColumnName Order { get; init; }

    /// <summary>When the order was placed; see <see cref="TimeFormat"/>.</summary>
    public required ColumnName OrderedAt { get; init; }

    /// <summary>The order's total; a negative one is a refund. See <see cref="AmountFormat"/>.</summary>
    public required ColumnName Total { get; init; }

    /// <summary>The customer's id. Null (default), or an empty cell: the key is made from <see cref="Email"/>.</summary>
    public ColumnName? Customer { get; init; }

    /// <summary>The customer's e-mail address, from which the key of a guest is made; null by default.</summary>
    public ColumnName? Email { get; init; }

    /// <summary>
    /// The ISO 4217 code of the total. Null (default), or an empty cell: the currency beside the total, else
    /// <see cref="OrderMapping.Currency"/>.
    /// </summary>
    public ColumnName? Currency { get; init; }

    /// <summary>The status; see <see cref="OrderMapping.Statuses"/>. Null by default: every order counts.</summary>
    public ColumnName? Status { get; init; }

    /// <summary>A column that is empty unless the order was cancelled, such as a time; null by default.</summary>
    public ColumnName? Cancelled { get; init; }

    /// <summary>What was paid back of the order, in its currency, with or without a minus sign; null by default.</summary>
    public ColumnName? Refunded { get; init; }

    /// <summary>When it was paid back; null (default), or an empty cell: at the time of the order.</summary>
    public ColumnName? RefundedAt { get; init; }

    /// <summary>
    /// The number of the order that a row with a negative total pays back. Null (default), or an empty cell: the row's own
    /// <see cref="Order"/>.
    /// </summary>
    public ColumnName? RefundOf { get; init; }

    /// <summary>The product of a line; null (default): orders have no lines.</summary>
    public ColumnName? Product { get; init; }

    /// <summary>The number of pieces of a line; null (default), or an empty cell: 1.</summary>
    public ColumnName? Quantity { get; init; }

    /// <summary>The price of one piece; null (default) if unknown.</summary>
    public ColumnName? UnitPrice { get; init; }

    /// <summary>The price of all pieces of a line, from which the price of one is computed if it is unknown; null by default.</summary>
    public ColumnName? LinePrice { get; init; }

    /// <summary>
    /// All lines of an order in one cell: items separated by semicolons, their fields by vertical bars, such as
    /// <c>sku:A-1|quantity:2|total:9.40;sku:B-2|quantity:1|total:5.00</c>, or a JSON array of objects with these fields. The fields are
    /// <c>sku</c>, else <c>product_id</c>, else <c>name</c>; <c>quantity</c>; and the price of all pieces as <c>subtotal</c>, else
    /// <c>total</c>. Null (default), or an empty cell: <see cref="Product"/>.
    /// </summary>
    public ColumnName? Items { get; init; }

    /// <summary>Properties of the purchase by their keys, such as <c>channel</c>; texts. Empty by default.</summary>
    public IReadOnlyDictionary<string, ColumnName> Properties { get; init; } = new Dictionary<string, ColumnName>();

    /// <summary>True if both have the same content.</summary>
    public bool Equals(OrderColumns? other) => other is not null && All().SequenceEqual(other.All());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Order, OrderedAt, Total, Customer, Email);

    /// <summary>All columns with their names in JSON, those that are not mapped included.</summary>
    internal IEnumerable<(string Field, ColumnName? Column)> All() =>
    [
        ("order", Order), ("orderedAt", OrderedAt), ("total", Total), ("customer", Customer), ("email", Email), ("currency", Currency),
        ("status", Status), ("cancelled", Cancelled), ("refunded", Refunded), ("refundedAt", RefundedAt), ("refundOf", RefundOf),
        ("product", Product), ("quantity", Quantity), ("unitPrice", UnitPrice), ("linePrice", LinePrice),
        ("items", Items),
        .. Properties.OrderBy(property => property.Key, StringComparer.Ordinal)
            .Select(property => ($"properties.{property.Key}", (ColumnName?)property.Value)),
    ];
}
