using Retention.Workflows.Import.Columns;

namespace Retention.Workflows.Import.Orders;

/// <summary>The columns of a file of orders.</summary>
internal sealed class OrderFields(BoundColumns columns, OrderColumns mapped)
{
    internal BoundColumn Order { get; } = columns["order"];

    internal BoundColumn OrderedAt { get; } = columns["orderedAt"];

    internal BoundColumn Total { get; } = columns["total"];

    internal BoundColumn Customer { get; } = columns["customer"];

    internal BoundColumn Email { get; } = columns["email"];

    internal BoundColumn Currency { get; } = columns["currency"];

    internal BoundColumn Status { get; } = columns["status"];

    internal BoundColumn Cancelled { get; } = columns["cancelled"];

    internal BoundColumn Refunded { get; } = columns["refunded"];

    internal BoundColumn RefundedAt { get; } = columns["refundedAt"];

    internal BoundColumn RefundOf { get; } = columns["refundOf"];

    internal BoundColumn Product { get; } = columns["product"];

    internal BoundColumn Quantity { get; } = columns["quantity"];

    internal BoundColumn UnitPrice { get; } = columns["unitPrice"];

    internal BoundColumn LinePrice { get; } = columns["linePrice"];

    internal BoundColumn Items { get; } = columns["items"];

    internal IReadOnlyList<(string Key, BoundColumn Column)> Properties { get; } =
        [.. mapped.Properties.Keys.Select(key => (key, columns[$"properties.{key}"]))];

    /// <summary>The column that identifies the customer: the customer's own if the file has it, else the e-mail address.</summary>
    internal BoundColumn Buyer => Customer.IsThere ? Customer : Email;

    /// <summary>The column of a field of an event.</summary>
    internal BoundColumn? Of(string? field) => field switch
    {
        "id" => Order,
        "customer" => Buyer,
        "at" => OrderedAt,
        "amount" => Total,
        "currency" => Currency.IsThere ? Currency : Total,
        _ when field?.StartsWith("lines", StringComparison.Ordinal) == true => Product.IsThere ? Product : Items,
        _ when field?.StartsWith("properties.", StringComparison.Ordinal) == true =>
            Properties.FirstOrDefault(property => field == $"properties.{property.Key}").Column,
        _ => null,
    };
}
