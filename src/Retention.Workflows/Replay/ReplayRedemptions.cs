using Retention.Workflows.Customers;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Replay;

/// <summary>Recorded purchases redeem the vouchers that their customers have at that time, the one that expires first.</summary>
internal sealed class ReplayRedemptions(IRetentionStore store, IVoucherService service, ManualTime time)
{
    private readonly ReplayLog _issued = new(store, EventNames.VoucherIssued);
    private readonly HashSet<CustomerId> _holders = [];

    internal async Task RedeemAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        foreach (var issued in await _issued.ReadNewAsync(cancellationToken).ConfigureAwait(false))
            _holders.Add(issued.Customer);
        foreach (var purchase in events)
        {
            if (purchase.Name == EventNames.Purchase && _holders.Contains(purchase.Customer))
                await RedeemAsync(purchase, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RedeemAsync(CustomerEvent purchase, CancellationToken cancellationToken)
    {
        var vouchers = await VouchersAsync(purchase.Customer, cancellationToken).ConfigureAwait(false);
        if (vouchers.Any(voucher => RedemptionRules.IsRedeemedBy(purchase.Id, voucher)))
            return; // redeemed before the replay was interrupted
        // Codes are random, so they must not decide the order.
        foreach (var voucher in vouchers.OrderBy(voucher => voucher.ExpiresAt)
            .ThenBy(voucher => voucher.IdempotencyKey, StringComparer.Ordinal))
        {
            if (voucher.IssuedAt >= purchase.OccurredAt || voucher.RedeemedAt is not null || purchase.Currency is null)
                continue;
            time.MoveTo(purchase.OccurredAt);
            var request = new RedemptionRequest
            {
                Code = voucher.Code,
                Customer = purchase.Customer,
                OrderId = purchase.Id,
                Total = purchase.Amount ?? 0,
                Currency = purchase.Currency,
                Lines = purchase.Lines,
            };
            var result = await service.RedeemAsync(request, cancellationToken).ConfigureAwait(false);
            if (result.Outcome == RedemptionOutcome.Redeemed)
                return;
        }
    }

    private async Task<IReadOnlyList<Voucher>> VouchersAsync(CustomerId customer, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(Partitioning.Of(customer, store.PartitionCount), cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
            return await transaction.Vouchers.ReadByCustomerAsync([customer], cancellationToken).ConfigureAwait(false);
    }
}
