using Retention.Workflows.Storage;
using Retention.Workflows.Time;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Vouchering;

/// <summary>What is recorded when a voucher is redeemed or given back: an event, and counters of the journey that issued it.</summary>
/// <param name="shopZone">The time zone whose days the reports count by.</param>
/// <param name="currency">Returns the shop's currency; null if it is not known.</param>
internal sealed class VoucherRecords(TimeZoneInfo shopZone, Func<CancellationToken, Task<string?>> currency)
{
    /// <summary>Stores the redemption, and returns what is to be recorded.</summary>
    internal async Task<VoucherRecord> RedeemAsync(
        IPartitionTransaction transaction, Voucher redeemed, decimal discount, CancellationToken cancellationToken)
    {
        var releases = await ReleasesAsync(transaction, redeemed, cancellationToken).ConfigureAwait(false);
        await transaction.Vouchers.UpdateAsync([redeemed], cancellationToken).ConfigureAwait(false);
        return new VoucherRecord(
            VoucherEvents.Redeemed(redeemed, discount, releases),
            await CountersAsync(transaction, redeemed, 1, discount, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Takes the redemption back, and returns what is to be recorded. The counters of its day and version lose what they got for it.
    /// </summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="voucher">The redeemed voucher.</param>
    /// <param name="released">The voucher as it is from now on.</param>
    /// <param name="now">The present time.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    internal async Task<VoucherRecord> ReleaseAsync(
        IPartitionTransaction transaction, Voucher voucher, Voucher released, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var given = await DiscountsAsync(transaction, voucher, cancellationToken).ConfigureAwait(false);
        await transaction.Vouchers.UpdateAsync([released], cancellationToken).ConfigureAwait(false);
        return new VoucherRecord(
            VoucherEvents.Released(voucher, now, given.Last ?? 0, given.Releases),
            await CountersAsync(transaction, voucher, -1, -(given.Last ?? 0), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Returns what is to be recorded when the discount of a redeemed voucher follows its order. The counters of the redemption's day have
    /// the present discount.
    /// </summary>
    internal async Task<VoucherRecord> ChangeAsync(IPartitionTransaction transaction, Voucher voucher, DateTimeOffset now, decimal change,
        GivenDiscounts given, CancellationToken cancellationToken) => new(
            VoucherEvents.Changed(voucher, now, given.Last!.Value + change, given),
            await CountersAsync(transaction, voucher, 0, change, cancellationToken).ConfigureAwait(false));

    /// <summary>Reads from the event log the discounts of a voucher that is redeemed.</summary>
    internal static async Task<GivenDiscounts> DiscountsAsync(
        IPartitionTransaction transaction, Voucher voucher, CancellationToken cancellationToken)
    {
        var at = voucher.RedeemedAt!.Value;
        var releases = await ReleasesAsync(transaction, voucher, cancellationToken).ConfigureAwait(false);
        var events = await transaction.Events.ReadAsync(
            [new EventWindow(voucher.Customer, EventNames.VoucherRedeemed, at.AddMilliseconds(-1), at),
                new EventWindow(voucher.Customer, EventNames.VoucherDiscountChanged, at.AddMilliseconds(-1), DateTimeOffset.MaxValue)],
            cancellationToken).ConfigureAwait(false);
        var id = VoucherEvents.IdOf(voucher, EventNames.VoucherRedeemed, releases);
        var first = events[0].FirstOrDefault(@event => @event.Id == id)?.Amount;
        var (last, changes) = (first, 0);
        var byId = events[1].ToDictionary(@event => @event.Id, StringComparer.Ordinal);
        while (byId.TryGetValue(VoucherEvents.ChangeIdOf(voucher, releases, changes + 1), out var changed))
            (last, changes) = (changed.Amount, changes + 1);
        return new GivenDiscounts(first, last, changes, releases);
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

    /// <summary>Counts for the version that issued the voucher. If the enrollment was erased, nothing is counted.</summary>
    private async Task<IReadOnlyList<JourneyCounter>> CountersAsync(
        IPartitionTransaction transaction, Voucher voucher, int count, decimal discount, CancellationToken cancellationToken)
    {
        if (!VoucherEvents.TryGetEnrollment(voucher, out var id))
            return [];
        var enrollments = await transaction.Enrollments.FindAsync([id], cancellationToken).ConfigureAwait(false);
        if (!enrollments.TryGetValue(id, out var enrollment))
            return [];
        var shopCurrency = await currency(cancellationToken).ConfigureAwait(false);
        var isOther = shopCurrency is not null && shopCurrency != voucher.Offer.Currency;
        var redeemed = new JourneyCounter
        {
            Journey = voucher.Journey,
            Version = enrollment.Version,
            Day = LocalTime.LocalDate(voucher.RedeemedAt!.Value, shopZone),
            Step = "",
            Measure = JourneyMeasures.VoucherRedeemed,
            Detail = voucher.Offer.Name.Value,
            Count = count,
            Amount = isOther ? 0 : discount,
        };
        var other = redeemed with { Measure = JourneyMeasures.OtherCurrency, Amount = discount,
            Detail = $"{JourneyMeasures.VoucherRedeemed}:{voucher.Offer.Currency}" };
        return isOther && discount != 0 ? [redeemed, other] : [redeemed];
    }
}
