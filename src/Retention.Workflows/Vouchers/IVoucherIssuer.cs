namespace Retention.Workflows.Vouchers;

/// <summary>A shop's own source of vouchers. Without one, the library issues them itself, in the transaction of the step.</summary>
/// <remarks>
/// Called outside every transaction, perhaps again after a crash, perhaps from two workers at once: <b>the same
/// <see cref="VoucherRequest.IdempotencyKey"/> must always get the same voucher</b>. The enrollment waits at its step until
/// the answer is stored. An exception is retried with backoff; after the last try the enrollment is stuck, visible and resumable.
/// <c>VoucherIssuerContract</c> in the Testing package checks an implementation.
/// </remarks>
public interface IVoucherIssuer
{
    /// <summary>Issues a voucher, or returns the one that this key was given before.</summary>
    Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken = default);
}

/// <summary>What is to be issued.</summary>
public sealed record VoucherRequest
{
    /// <summary>The same for every try, and never for two vouchers.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>To whom.</summary>
    public required CustomerId Customer { get; init; }

    /// <summary>On which terms; with <see cref="VoucherOffer.OriginalCart"/> where it is bound to a cart.</summary>
    public required VoucherOffer Offer { get; init; }

    /// <summary>What the voucher is good for, when the offer is for the original cart; else empty. As it was at <see cref="RequestedAt"/>.</summary>
    public IReadOnlyList<OrderLine> Lines { get; init; } = [];

    /// <summary>When the customer reached the step, by the engine's clock: the same at every try.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When it should expire, by the offer: the same at every try.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>What the shop's system issued.</summary>
public sealed record IssuedVoucher
{
    /// <summary>The code that the customer types; at most 64 characters.</summary>
    public required string Code { get; init; }

    /// <summary>The last instant at which it can be redeemed.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
