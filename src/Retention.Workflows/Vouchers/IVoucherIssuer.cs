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
