using Retention.Workflows.Storage;
using Retention.Workflows.Time;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Vouchering;

/// <summary>Appends events in a transaction and runs the reactions to them.</summary>
internal delegate Task RecordEvents(
    IPartitionTransaction transaction, IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken);

/// <summary>Redeems vouchers in the store. Thread-safe.</summary>
internal sealed class VoucherService(IRetentionStore store, TimeProvider time, VoucherServiceSettings settings) : IVoucherService
{
    public async Task<RedemptionResult> RedeemAsync(RedemptionRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.ThrowIfInvalid();
        foreach (var place in Places(request.Code, request.Customer))
        {
            var transaction = await store.BeginAsync(place.Partition, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                if (await FindAsync(transaction, place, cancellationToken).ConfigureAwait(false) is { } voucher)
                    return await RedeemAsync(transaction, voucher, request, cancellationToken).ConfigureAwait(false);
            }
        }

        return RedemptionRules.Decide(null, request, time.GetUtcNow());
    }

    public async Task<Voucher?> FindAsync(string code, CustomerId? customer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(code);
        foreach (var place in Places(code, customer))
        {
            var transaction = await store.BeginAsync(place.Partition, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                if (await FindAsync(transaction, place, cancellationToken).ConfigureAwait(false) is { } voucher)
                    return voucher;
            }
        }

        return null;
    }

    private static async Task<Voucher?> FindAsync(
        IPartitionTransaction transaction, VoucherPlace place, CancellationToken cancellationToken)
    {
        var found = await transaction.Vouchers.FindAsync(place.Spellings, cancellationToken).ConfigureAwait(false);
        return place.Spellings.Select(found.GetValueOrDefault).FirstOrDefault(voucher => voucher is not null);
    }

    private async Task<RedemptionResult> RedeemAsync(
        IPartitionTransaction transaction, Voucher voucher, RedemptionRequest request, CancellationToken cancellationToken)
    {
        var now = Instants.Normalize(transaction.StoreTime ?? time.GetUtcNow());
        if (RedemptionRules.IsRedeemedBy(request.OrderId, voucher))
        {
            var given = await DiscountGivenAsync(transaction, voucher, cancellationToken).ConfigureAwait(false);
            return RedemptionRules.Decide(voucher, request, now, given);
        }

        var result = RedemptionRules.Decide(voucher, request, now);
        if (result is not { Outcome: RedemptionOutcome.Redeemed, Voucher: { } redeemed })
            return result;
        await transaction.Vouchers.UpdateAsync([redeemed], cancellationToken).ConfigureAwait(false);
        await settings.Record(transaction, [VoucherEvents.Redeemed(redeemed, result.Discount)], cancellationToken).ConfigureAwait(false);
        await CountAsync(transaction, redeemed, result.Discount, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        settings.Redeemed?.Invoke(redeemed);
        return result;
    }

    /// <summary>Reads from the event log the discount of a voucher that was redeemed before.</summary>
    private static async Task<decimal?> DiscountGivenAsync(
        IPartitionTransaction transaction, Voucher voucher, CancellationToken cancellationToken)
    {
        var at = voucher.RedeemedAt!.Value;
        var events = await transaction.Events
            .ReadAsync([new EventWindow(voucher.Customer, EventNames.VoucherRedeemed, at.AddMilliseconds(-1), at)], cancellationToken)
            .ConfigureAwait(false);
        var id = VoucherEvents.RedeemedId(voucher);
        return events[0].FirstOrDefault(@event => @event.Id == id)?.Amount;
    }

    /// <summary>Counts the redemption for the version that issued the voucher. If the enrollment was erased, nothing is counted.</summary>
    private async Task CountAsync(IPartitionTransaction transaction, Voucher voucher, decimal discount, CancellationToken cancellationToken)
    {
        if (!VoucherEvents.TryGetEnrollment(voucher, out var id))
            return;
        var enrollments = await transaction.Enrollments.FindAsync([id], cancellationToken).ConfigureAwait(false);
        if (!enrollments.TryGetValue(id, out var enrollment))
            return;
        await transaction.Enrollments.AddCountersAsync(
            [
                new JourneyCounter
                {
                    Journey = voucher.Journey,
                    Version = enrollment.Version,
                    Day = LocalTime.LocalDate(voucher.RedeemedAt!.Value, settings.ShopZone),
                    Step = "",
                    Measure = JourneyMeasures.VoucherRedeemed,
                    Detail = voucher.Offer.Name.Value,
                    Count = 1,
                    Amount = discount,
                },
            ],
            cancellationToken).ConfigureAwait(false);
    }

    private IEnumerable<VoucherPlace> Places(string typed, CustomerId? customer) =>
        VoucherSearch.Places(typed, customer, store.PartitionCount, settings.HasOtherCodes);
}
