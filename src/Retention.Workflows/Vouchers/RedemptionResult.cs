namespace Retention.Workflows.Vouchers;

/// <summary>The result of a <see cref="RedemptionRequest"/>.</summary>
public sealed record RedemptionResult
{
    /// <summary>Redeemed, or the reason for the refusal.</summary>
    public required RedemptionOutcome Outcome { get; init; }

    /// <summary>The discount for the order, in its currency and never more than its total; 0 if the redemption was refused.</summary>
    public decimal Discount { get; init; }

    /// <summary>The voucher after the call; null if the code is unknown.</summary>
    public Voucher? Voucher { get; init; }
}
