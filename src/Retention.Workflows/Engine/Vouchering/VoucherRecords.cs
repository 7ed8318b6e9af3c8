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
    internal async Task<VoucherRecord> ReleaseAsync(
        IPartitionTransaction transaction, Voucher voucher, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var given = await DiscountGivenAsync(transaction, voucher, cancellationToken).ConfigureAwait(false) ?? 0;
        var releases = await ReleasesAsync(transaction, voucher, cancellationToken).ConfigureAwait(false);
        await transaction.Vouchers.UpdateAsync([RedemptionRules.Released(voucher)], cancellationToken).ConfigureAwait(false);
        return new VoucherRecord(
            VoucherEvents.Released(voucher, now, given, releases),
            await CountersAsync(transaction, voucher, -1, -given, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reads from the event log the discount of a voucher that was redeemed before.</summary>
    internal static async Task<decimal?> DiscountGivenAsync(
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
