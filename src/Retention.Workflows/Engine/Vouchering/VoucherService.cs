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

    public async Task<bool> ReleaseAsync(string code, string orderId, CustomerId? customer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentException.ThrowIfNullOrWhiteSpace(orderId);
        foreach (var place in Places(code, customer))
        {
            var transaction = await store.BeginAsync(place.Partition, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                if (await FindAsync(transaction, place, cancellationToken).ConfigureAwait(false) is not { } voucher)
                    continue;
                if (!RedemptionRules.IsRedeemedBy(orderId, voucher))
                    return false;
                await ReleaseAsync(transaction, voucher, cancellationToken).ConfigureAwait(false);
                return true;
            }
        }

        return false;
    }

    private async Task<RedemptionResult> RedeemAsync(
        IPartitionTransaction transaction, Voucher voucher, RedemptionRequest request, CancellationToken cancellationToken)
    {
        var now = Now(transaction);
        if (RedemptionRules.IsRedeemedBy(request.OrderId, voucher))
        {
            var given = await DiscountGivenAsync(transaction, voucher, cancellationToken).ConfigureAwait(false);
            var again = RedemptionRules.Decide(voucher, request, now, given);
            if (again.Outcome == RedemptionOutcome.BelowMinimumSpend)
                await ReleaseAsync(transaction, voucher, cancellationToken).ConfigureAwait(false);
            return again;
        }

        var result = RedemptionRules.Decide(voucher, request, now);
        if (result is not { Outcome: RedemptionOutcome.Redeemed, Voucher: { } redeemed })
            return result;
        var releases = await ReleasesAsync(transaction, voucher, cancellationToken).ConfigureAwait(false);
        await transaction.Vouchers.UpdateAsync([redeemed], cancellationToken).ConfigureAwait(false);
        await settings.Record(
            transaction, [VoucherEvents.Redeemed(redeemed, result.Discount, releases)], cancellationToken).ConfigureAwait(false);
        await CountAsync(transaction, redeemed, 1, result.Discount, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        settings.Redeemed?.Invoke(redeemed);
        return result;
    }

    /// <summary>Takes the redemption back. The counters of its day and version lose what they got for it.</summary>
    private async Task ReleaseAsync(IPartitionTransaction transaction, Voucher voucher, CancellationToken cancellationToken)
    {
        var given = await DiscountGivenAsync(transaction, voucher, cancellationToken).ConfigureAwait(false) ?? 0;
        var releases = await ReleasesAsync(transaction, voucher, cancellationToken).ConfigureAwait(false);
        await transaction.Vouchers.UpdateAsync([RedemptionRules.Released(voucher)], cancellationToken).ConfigureAwait(false);
        await settings.Record(
            transaction, [VoucherEvents.Released(voucher, Now(transaction), given, releases)], cancellationToken).ConfigureAwait(false);
        await CountAsync(transaction, voucher, -1, -given, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private DateTimeOffset Now(IPartitionTransaction transaction) => Instants.Normalize(transaction.StoreTime ?? time.GetUtcNow());

    /// <summary>Reads from the event log the discount of a voucher that was redeemed before.</summary>
    private static async Task<decimal?> DiscountGivenAsync(
        IPartitionTransaction transaction, Voucher voucher, CancellationToken cancellationToken)
    {
        var at = voucher.RedeemedAt!.Value;
        var releases = await ReleasesAsync(transaction, voucher, cancellationToken).ConfigureAwait(false);
        var events = await transaction.Events
            .ReadAsync([new EventWindow(voucher.Customer, EventNames.VoucherRedeemed, at.AddMilliseconds(-1), at)], cancellationToken)
            .ConfigureAwait(false);
        var id = VoucherEvents.IdOf(voucher, EventNames.VoucherRedeemed, releases);
        return events[0].FirstOrDefault(@event => @event.Id == id)?.Amount;
    }

    private static async Task<int> ReleasesAsync(
        IPartitionTransaction transaction, Voucher voucher, CancellationToken cancellationToken)
    {
        var events = await transaction.Events.ReadAsync(
            [new EventWindow(voucher.Customer, EventNames.VoucherReleased, DateTimeOffset.MinValue, DateTimeOffset.MaxValue)],
            cancellationToken).ConfigureAwait(false);
        var id = VoucherEvents.IdOf(voucher, EventNames.VoucherReleased, 0);
        return events[0].Count(@event => @event.Id == id || @event.Id.StartsWith($"{id}/", StringComparison.Ordinal));
    }

    /// <summary>Counts the redemption for the version that issued the voucher. If the enrollment was erased, nothing is counted.</summary>
    private async Task CountAsync(
        IPartitionTransaction transaction, Voucher voucher, int count, decimal discount, CancellationToken cancellationToken)
    {
        if (!VoucherEvents.TryGetEnrollment(voucher, out var id))
            return;
        var enrollments = await transaction.Enrollments.FindAsync([id], cancellationToken).ConfigureAwait(false);
        if (!enrollments.TryGetValue(id, out var enrollment))
            return;
        var shopCurrency = await settings.Currency(cancellationToken).ConfigureAwait(false);
        var isOther = shopCurrency is not null && shopCurrency != voucher.Offer.Currency;
        var redeemed = new JourneyCounter
        {
            Journey = voucher.Journey,
            Version = enrollment.Version,
            Day = LocalTime.LocalDate(voucher.RedeemedAt!.Value, settings.ShopZone),
            Step = "",
            Measure = JourneyMeasures.VoucherRedeemed,
            Detail = voucher.Offer.Name.Value,
            Count = count,
            Amount = isOther ? 0 : discount,
        };
        var other = redeemed with { Measure = JourneyMeasures.OtherCurrency, Amount = discount,
            Detail = $"{JourneyMeasures.VoucherRedeemed}:{voucher.Offer.Currency}" };
        await transaction.Enrollments.AddCountersAsync(
            isOther && discount != 0 ? [redeemed, other] : [redeemed], cancellationToken).ConfigureAwait(false);
    }

    private IEnumerable<VoucherPlace> Places(string typed, CustomerId? customer) =>
        VoucherSearch.Places(typed, customer, store.PartitionCount, settings.HasOtherCodes);
}
