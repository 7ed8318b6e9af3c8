using Retention.Workflows.Events;

namespace Retention.Workflows.Vouchers;

/// <summary>A request to redeem a voucher.</summary>
public sealed record RedemptionRequest
{
    /// <summary>The code, as the customer entered it.</summary>
    /// <remarks>
    /// Case, spaces and hyphens are ignored in a code of the library (<see cref="VoucherCode"/>). A code of the shop's own issuer is
    /// compared without surrounding spaces, first as entered and then in capitals.
    /// </remarks>
    public required string Code { get; init; }

    /// <summary>The order's number, at most 200 characters. The same order may call again and gets the same discount.</summary>
    public required string OrderId { get; init; }

    /// <summary>The order's total before the discount: 0 or more, at most four decimals.</summary>
    public required decimal Total { get; init; }

    /// <summary>The ISO 4217 code of <see cref="Total"/>.</summary>
    public required string Currency { get; init; }

    /// <summary>The lines of the order; empty by default. Required for a voucher that is bound to a cart or to a product.</summary>
    public IReadOnlyList<OrderLine> Lines { get; init => field = [.. value]; } = [];

    /// <summary>
    /// The cost of delivery, as part of <see cref="Total"/>: 0 or more, at most four decimals; 0 by default. Free delivery deducts it.
    /// </summary>
    public decimal Delivery { get; init; }

    /// <summary>
    /// Tax on top of the goods, as part of <see cref="Total"/>: 0 or more, at most four decimals; 0 by default. Leave it 0 where prices
    /// include tax.
    /// </summary>
    public decimal Tax { get; init; }

    /// <summary>The customer to whom the voucher was issued, if the shop knows it; null by default.</summary>
    /// <remarks>
    /// It only narrows the search; any customer may redeem a voucher. A code of the library does not need it. A code of the shop's own
    /// issuer is searched for this customer only; without a customer, in every partition in turn.
    /// </remarks>
    public CustomerId? Customer { get; init; }

    /// <exception cref="ArgumentException">The order's number, total, delivery or tax is invalid.</exception>
    internal void ThrowIfInvalid()
    {
        ArgumentNullException.ThrowIfNull(Code);
        ArgumentException.ThrowIfNullOrWhiteSpace(OrderId);
        if (OrderId.Length > CustomerEvent.MaxIdLength)
            throw new ArgumentException($"An order's number has at most {CustomerEvent.MaxIdLength} characters.", nameof(OrderId));
        ArgumentOutOfRangeException.ThrowIfNegative(Total);
        Money.ThrowIfInvalid(Total, Currency);
        ArgumentOutOfRangeException.ThrowIfNegative(Delivery);
        Money.ThrowIfInvalid(Delivery);
        ArgumentOutOfRangeException.ThrowIfNegative(Tax);
        Money.ThrowIfInvalid(Tax);
    }
}
