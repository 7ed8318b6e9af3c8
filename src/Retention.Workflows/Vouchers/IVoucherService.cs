namespace Retention.Workflows.Vouchers;

/// <summary>Redeems vouchers in the shop's checkout. Thread-safe.</summary>
/// <remarks>
/// Each call is one transaction. If two orders use the same voucher at once, one redeems it and the other gets
/// <see cref="RedemptionOutcome.AlreadyRedeemed"/>. If the result is lost, call again with the same order: it gets the same discount, and
/// nothing is redeemed twice.
/// </remarks>
public interface IVoucherService
{
    /// <summary>Redeems a voucher for an order, or returns the reason for the refusal.</summary>
    /// <remarks>
    /// If the same order asks again with a smaller total, the discount becomes smaller as well; below the offer's minimum the voucher is
    /// given back as by <see cref="ReleaseAsync"/>. A redemption records the event <c>voucher-redeemed</c> with the discount as its amount,
    /// and counts it in the journey's report.
    /// </remarks>
    /// <exception cref="ArgumentException">The order has no number, or its total or currency is invalid.</exception>
    Task<RedemptionResult> RedeemAsync(RedemptionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives a voucher back because the order that redeemed it was cancelled or failed. It can be redeemed again until it
    /// expires.</summary>
    /// <param name="code">The code, as in <see cref="RedemptionRequest.Code"/>.</param>
    /// <param name="orderId">The number of the order that redeemed it.</param>
    /// <param name="customer">The customer to whom the voucher was issued, if known; see <see cref="RedemptionRequest.Customer"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>True if the order had redeemed the voucher; a second call returns false and changes nothing.</returns>
    /// <remarks>Records the event <c>voucher-released</c>, and takes the redemption out of the journey's report.</remarks>
    Task<bool> ReleaseAsync(
        string code, string orderId, CustomerId? customer = null, CancellationToken cancellationToken = default);

    /// <summary>Finds a voucher without redeeming it, for example to show the discount in a cart.</summary>
    /// <param name="code">The code that the customer entered.</param>
    /// <param name="customer">The customer to whom the voucher was issued, if known; see <see cref="RedemptionRequest.Customer"/>.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The voucher, or <see langword="null"/> if the code is unknown.</returns>
    Task<Voucher?> FindAsync(string code, CustomerId? customer = null, CancellationToken cancellationToken = default);
}
