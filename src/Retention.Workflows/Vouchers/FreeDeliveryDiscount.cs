using System.Globalization;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows;

/// <summary>Free delivery.</summary>
public sealed record FreeDeliveryDiscount : Discount
{
    internal FreeDeliveryDiscount()
    {
    }

    /// <summary>Always 0, because the cost of delivery is in <see cref="RedemptionRequest.Delivery"/>.</summary>
    public override decimal TakenOff(decimal total) => 0;

    internal override decimal TakenOff(RedemptionRequest order) => Math.Max(0, Math.Min(order.Delivery, order.Total));

    /// <summary>Returns <c>free delivery</c>.</summary>
    public override string ToString() => "free delivery";
}
