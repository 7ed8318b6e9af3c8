namespace Retention.Workflows.Import.Index;

/// <summary>What the check of a file keeps of an order or a refund. Texts are hashes.</summary>
internal readonly record struct OrderEntry : IComparable<OrderEntry>
{
    internal required ulong Order { get; init; }

    internal required ulong Customer { get; init; }

    /// <summary>Everything that makes two events equal.</summary>
    internal required ulong Content { get; init; }

    /// <summary>The amount in ten-thousandths.</summary>
    internal required long Amount { get; init; }

    internal required long Time { get; init; }

    internal required int Line { get; init; }

    /// <summary>The three letters of the currency.</summary>
    internal required int Currency { get; init; }

    internal required bool IsRefund { get; init; }

    /// <summary>By order; purchases before refunds; then by line.</summary>
    public int CompareTo(OrderEntry other)
    {
        var order = Order.CompareTo(other.Order);
        if (order != 0)
            return order;
        var kind = IsRefund.CompareTo(other.IsRefund);
        return kind != 0 ? kind : Line.CompareTo(other.Line);
    }
}
