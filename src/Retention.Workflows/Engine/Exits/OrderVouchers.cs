using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Vouchering;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Exits;

/// <summary>The vouchers of orders that do not count any more.</summary>
internal static class OrderVouchers
{
    /// <summary>
    /// Takes back what an order redeemed: its discounts leave the reports, and its vouchers can be redeemed again until they expire, unless
    /// their offer ends them with a refund.
    /// </summary>
    internal static async Task ReleaseAsync(
        Batch batch, CustomerId customer, string order, bool isRefunded, CancellationToken cancellationToken)
    {
        var records = new VoucherRecords(batch.Settings.Zone, batch.Settings.Currency);
        var vouchers = await batch.Transaction.Vouchers.ReadByCustomerAsync([customer], cancellationToken).ConfigureAwait(false);
        var events = new List<CustomerEvent>();
        foreach (var voucher in vouchers.Where(voucher => RedemptionRules.IsRedeemedBy(order, voucher)))
        {
            var released = RedemptionRules.Released(voucher);
            if (isRefunded && voucher.Offer.EndsWithRefund)
                released = RedemptionRules.Ended(released, batch.Now);
            var record = await records.ReleaseAsync(
                batch.Transaction, voucher, released, batch.Now, cancellationToken).ConfigureAwait(false);
            await batch.Transaction.Enrollments.AddCountersAsync(record.Counters, cancellationToken).ConfigureAwait(false);
            events.Add(record.Event);
        }

        await batch.RecordAsync(events, cancellationToken).ConfigureAwait(false);
    }
}
