namespace Retention.Workflows.Vouchers;

/// <summary>A request to issue a voucher.</summary>
public sealed record VoucherRequest
{
    /// <summary>The idempotency key: the same for every retry, and different for every voucher.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>The customer.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>The terms; includes <see cref="VoucherOffer.OriginalCart"/> if the voucher is bound to a cart.</summary>
    public required VoucherOffer Offer { get; init; }

    /// <summary>The cart's content at <see cref="RequestedAt"/> if the offer is bound to the original cart; otherwise empty.</summary>
    public IReadOnlyList<OrderLine> Lines { get; init; } = [];

    /// <summary>The time when the customer reached the step, by the engine's clock: the same for every retry.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The expiry time according to the offer: the same for every retry.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
