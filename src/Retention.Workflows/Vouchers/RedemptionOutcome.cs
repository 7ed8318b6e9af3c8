namespace Retention.Workflows.Vouchers;

/// <summary>The outcome of a redemption.</summary>
public enum RedemptionOutcome
{
    /// <summary>Redeemed, now or earlier by the same order.</summary>
    Redeemed = 0,

    /// <summary>The code is unknown.</summary>
    UnknownCode = 1,

    /// <summary>A different order redeemed it.</summary>
    AlreadyRedeemed = 2,

    /// <summary>The voucher has expired.</summary>
    Expired = 3,

    /// <summary>The order's total is below the offer's minimum.</summary>
    BelowMinimumSpend = 4,

    /// <summary>The order is in another currency than the offer.</summary>
    OtherCurrency = 5,

    /// <summary>The voucher is bound to the cart for which it was issued, and the order contains something else or has no lines.</summary>
    OtherCart = 6,

    /// <summary>The order does not contain the product of the voucher, or not its price.</summary>
    OtherProducts = 7,
}
