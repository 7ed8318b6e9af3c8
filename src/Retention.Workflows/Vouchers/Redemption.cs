using Retention.Workflows.Events;

namespace Retention.Workflows.Vouchers;

/// <summary>A wish to redeem a voucher.</summary>
public sealed record RedemptionRequest
{
    /// <summary>The code, as the customer typed it.</summary>
    /// <remarks>
    /// Case, blanks and hyphens do not matter in a code of the library (<see cref="VoucherCode"/>). A code of a shop's own issuer is
    /// compared as it was issued, with outer blanks left out, or else in capitals.
    /// </remarks>
    public required string Code { get; init; }

    /// <summary>The order's number, at most 200 characters. The same order may ask again and gets the same discount.</summary>
    public required string OrderId { get; init; }

    /// <summary>The order's total before the discount: 0 or more, at most four decimals.</summary>
    public required decimal Total { get; init; }

    /// <summary>The ISO 4217 code of <see cref="Total"/>.</summary>
    public required string Currency { get; init; }

    /// <summary>What is ordered. A voucher that is bound to a cart, or to a product, needs to know; default not told.</summary>
    public IReadOnlyList<OrderLine> Lines { get; init => field = [.. value]; } = [];

    /// <summary>What delivery costs, as a part of <see cref="Total"/>: 0 or more, at most four decimals; default 0. Free delivery takes it off.</summary>
    public decimal Delivery { get; init; }

    /// <summary>To whom the voucher was issued, where the shop knows it; default unknown.</summary>
    /// <remarks>
    /// Only says where to look: a voucher is good for whoever brings it. A code of the library needs no help. A code of a shop's own
    /// issuer is looked for with this customer only; without one, in every partition in turn.
    /// </remarks>
    public CustomerId? Customer { get; init; }

    /// <exception cref="ArgumentException">The order or its total cannot be one.</exception>
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
    }
}

/// <summary>The answer to a <see cref="RedemptionRequest"/>.</summary>
public sealed record RedemptionResult
{
    /// <summary>Whether it is redeemed, or why not.</summary>
    public required RedemptionOutcome Outcome { get; init; }

    /// <summary>What is taken off the order, in its currency and never more than its total; 0 when it was refused.</summary>
    public decimal Discount { get; init; }

    /// <summary>The voucher as it stands now; none when the code is unknown.</summary>
    public Voucher? Voucher { get; init; }
}

/// <summary>Whether a voucher was redeemed, or why not.</summary>
public enum RedemptionOutcome
{
    /// <summary>Redeemed, now or before by the same order.</summary>
    Redeemed = 0,

    /// <summary>There is no such code.</summary>
    UnknownCode = 1,

    /// <summary>Another order redeemed it.</summary>
    AlreadyRedeemed = 2,

    /// <summary>Too late.</summary>
    Expired = 3,

    /// <summary>The order's total is below the offer's minimum.</summary>
    BelowMinimumSpend = 4,

    /// <summary>The order is in another currency than the offer.</summary>
    OtherCurrency = 5,

    /// <summary>The voucher is bound to the cart it was issued for, and the order holds something else, or does not say what.</summary>
    OtherCart = 6,

    /// <summary>The order does not hold the product that the voucher is for, or does not tell its price.</summary>
    OtherProducts = 7,
}
