using Retention.Workflows.Import.Columns;

namespace Retention.Workflows.Import.Orders;

/// <summary>What one row of a file, or several, say about an order: an event, or that it does not count any more.</summary>
internal sealed record OrderItem : ICsvItem
{
    public required int Line { get; init; }

    internal required CustomerId Customer { get; init; }

    internal required string Order { get; init; }

    /// <summary>The event; null if the order is to be withdrawn.</summary>
    internal CustomerEvent? Event { get; init; }

    /// <summary>True if the event is a refund of all that was paid back of the order until now, and grows from file to file.</summary>
    internal bool IsRunningTotal { get; init; }

    /// <summary>True if the key of the customer was made from the e-mail address.</summary>
    internal bool IsGuest { get; init; }
}
