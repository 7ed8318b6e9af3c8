using System.Globalization;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows;

/// <summary>Free delivery.</summary>
public sealed record FreeDeliveryDiscount : Discount
{
    internal FreeDeliveryDiscount()
    {
    }

    private protected override decimal Exact(decimal total) => 0;

    private protected override decimal Exact(RedemptionRequest order, decimal goods) => order.Delivery;

    /// <summary>Returns <c>free delivery</c>.</summary>
    public override string ToString() => "free delivery";
}
