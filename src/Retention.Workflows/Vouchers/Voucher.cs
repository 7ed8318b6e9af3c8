namespace Retention.Workflows.Vouchers;

/// <summary>An issued voucher and its redemption. Immutable.</summary>
public sealed record Voucher
{
    /// <summary>The code that the customer enters. A secret: never log it.</summary>
    public required string Code { get; init; }

    /// <summary>The customer to whom it was issued.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>The idempotency key, the same for every retry of the issue. It is derived from enrollment, step and visit.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The journey that issued it.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The terms at the time of issue.</summary>
    public required VoucherOffer Offer { get; init; }

    /// <summary>The time of issue, in UTC.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The last instant at which it can be redeemed, in UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The time of redemption, in UTC; null if not redeemed.</summary>
    public DateTimeOffset? RedeemedAt { get; init; }

    /// <summary>The number of the order that redeemed it; null if not redeemed.</summary>
    public string? RedeemedBy { get; init; }
}
