namespace Retention.Workflows.Import.Orders;

/// <summary>Whether an order counts.</summary>
internal enum OrderStanding
{
    Counts = 0,
    Refunded,
    Withdrawn,
    LeftOut,
    Anonymous,
}
