namespace Retention.Workflows.Vouchers;

/// <summary>A voucher as it was issued, and what became of it. Immutable.</summary>
public sealed record Voucher
{
    /// <summary>The code that the customer types. A secret: never log it.</summary>
    public required string Code { get; init; }

    /// <summary>To whom it was issued.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>The same for every try to issue it: a function of enrollment, step and visit.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>By which journey.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The terms, as they were at the issue.</summary>
    public required VoucherOffer Offer { get; init; }

    /// <summary>When it was issued, in UTC.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The last instant at which it can be redeemed, in UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was redeemed; none while it was not.</summary>
    public DateTimeOffset? RedeemedAt { get; init; }

    /// <summary>The order that redeemed it; none while it was not.</summary>
    public string? RedeemedBy { get; init; }
}
