namespace Retention.Workflows.Vouchers;

/// <summary>Where a shop's checkout redeems vouchers. Thread-safe.</summary>
/// <remarks>
/// Each call is one transaction. When two orders bring the same voucher at once, one redeems it and the other one is told so. When
/// the answer is lost, ask again with the same order: it gets the same discount, and nothing is redeemed twice.
/// </remarks>
public interface IVoucherService
{
    /// <summary>Redeems a voucher for an order, or says why not.</summary>
    /// <remarks>Redeeming records the event <c>voucher-redeemed</c> with the discount as its amount, and counts it for the journey's report.</remarks>
    /// <exception cref="ArgumentException">The order has no number, or its total or currency cannot be one.</exception>
    Task<RedemptionResult> RedeemAsync(RedemptionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Looks a voucher up without redeeming it, say to show the discount in a cart.</summary>
    /// <param name="code">What the customer typed.</param>
    /// <param name="customer">To whom it was issued, where that is known; see <see cref="RedemptionRequest.Customer"/>.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The voucher, or <see langword="null"/> when there is no such code.</returns>
    Task<Voucher?> FindAsync(string code, CustomerId? customer = null, CancellationToken cancellationToken = default);
}
