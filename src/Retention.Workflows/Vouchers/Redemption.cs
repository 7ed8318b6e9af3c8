namespace Retention.Workflows;

/// <summary>A wish to redeem a voucher.</summary>
public sealed record RedemptionRequest
{
    /// <summary>The code, as the customer typed it; case, blanks and hyphens do not matter.</summary>
    public required string Code { get; init; }

    /// <summary>The order's number. The same order may ask again and gets the same answer.</summary>
    public required string OrderId { get; init; }

    /// <summary>The order's total before the discount.</summary>
    public required decimal Total { get; init; }

    /// <summary>The ISO 4217 code of <see cref="Total"/>.</summary>
    public required string Currency { get; init; }
}

/// <summary>The answer to a <see cref="RedemptionRequest"/>.</summary>
public sealed record RedemptionResult
{
    /// <summary>Whether it is redeemed, or why not.</summary>
    public required RedemptionOutcome Outcome { get; init; }

    /// <summary>What is taken off the order; 0 when it was refused.</summary>
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
}
