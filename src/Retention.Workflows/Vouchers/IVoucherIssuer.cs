namespace Retention.Workflows.Vouchers;

/// <summary>The shop's own voucher system. Without one, the library issues vouchers itself, in the transaction of the step.</summary>
/// <remarks>
/// The engine calls it outside every transaction, possibly again after a crash, and possibly from two workers at once: <b>the same
/// <see cref="VoucherRequest.IdempotencyKey"/> must always return the same voucher</b>. The enrollment waits at its step until the result
/// is stored. An exception is retried with backoff; after the last retry the enrollment is stuck, and operators can list and resume it.
/// <c>VoucherIssuerContract</c> in the Testing package checks an implementation.
/// </remarks>
public interface IVoucherIssuer
{
    /// <summary>Issues a voucher, or returns the one that was issued for this key before.</summary>
    Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken = default);
}

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

/// <summary>A voucher that the shop's system issued.</summary>
public sealed record IssuedVoucher
{
    /// <summary>The code that the customer enters; at most 64 characters.</summary>
    public required string Code { get; init; }

    /// <summary>The last instant at which the voucher can be redeemed.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
