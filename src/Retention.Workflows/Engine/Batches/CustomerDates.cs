using Retention.Workflows.Customers;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Batches;

/// <summary>Finds the dates of many customers at once.</summary>
internal static class CustomerDates
{
    private static readonly FoundDates None = new([], EnrollmentOutcomes.NoDate);
    private static readonly FoundDates Unreadable = new([], EnrollmentOutcomes.UnreadableDate);

    /// <summary>Returns the dates of customers, one result each, in order. Vouchers are all that were not redeemed.</summary>
    internal static async Task<FoundDates[]> OfAsync(
        Batch batch, CustomerDate date, IReadOnlyList<CustomerId> customers, CancellationToken cancellationToken)
    {
        if (customers.Count == 0)
            return [];
        var zones = await batch.ZonesAsync(customers, cancellationToken).ConfigureAwait(false);
        switch (date)
        {
            case BirthdayDate:
                var born = await batch.CustomersAsync(customers, cancellationToken).ConfigureAwait(false);
                return [.. customers.Select(
                    customer => born.GetValueOrDefault(customer)?.Birthday is { } day ? Found(day, everyYear: true, "birthday") : None)];

            case AttributeDate attribute:
                var described = await batch.CustomersAsync(customers, cancellationToken).ConfigureAwait(false);
                return [.. customers.Select(customer => Of(attribute, described.GetValueOrDefault(customer), zones[customer]))];

            case FirstPurchaseDate:
                var first = await FirstPurchasesAsync(batch, customers, cancellationToken).ConfigureAwait(false);
                return [.. customers.Select((customer, index) => first[index] is { } at
                    && DateText.OfInstant(at, zones[customer]) is { } day ? Found(day, everyYear: true, "first-purchase") : None)];

            case VoucherExpiryDate:
                var vouchers = (await batch.Transaction.Vouchers.ReadByCustomerAsync(
                    [.. customers.Distinct()], cancellationToken).ConfigureAwait(false))
                    .Where(voucher => voucher.RedeemedAt is null)
                    .ToLookup(voucher => voucher.Customer);
                return
                [
                    .. customers.Select(customer => vouchers[customer].Select(voucher => Of(voucher, zones[customer])).OfType<KnownDate>()
                        .ToList() is { Count: > 0 } days
                        ? new FoundDates(days, null)
                        : None),
                ];

            default:
                throw new InvalidOperationException($"Unknown kind of date: {date.GetType().Name}.");
        }
    }

    /// <summary>Returns the dates of enrollments, one result each, in order. The voucher is the one of the enrollment.</summary>
    internal static async Task<FoundDates[]> OfAsync(
        Batch batch, CustomerDate date, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        if (date is not VoucherExpiryDate)
            return await OfAsync(batch, date, [.. runs.Select(run => run.Customer)], cancellationToken).ConfigureAwait(false);
        var zones = await batch.ZonesAsync(runs, cancellationToken).ConfigureAwait(false);
        var vouchers = await batch.Transaction.Vouchers.FindAsync(
            [.. runs.Select(run => run.VoucherCode).OfType<string>().Distinct()], cancellationToken).ConfigureAwait(false);
        return
        [
            .. runs.Select((run, index) =>
                run.VoucherCode is { } code && vouchers.TryGetValue(code, out var voucher) && Of(voucher, zones[index]) is { } day
                    ? new FoundDates([day], null)
                    : None),
        ];
    }

    private static FoundDates Found(DateOnly day, bool everyYear, string name) => new([new KnownDate(day, everyYear, name)], null);

    private static FoundDates Of(AttributeDate date, Customer? customer, TimeZoneInfo zone)
    {
        if (customer is null || !customer.Attributes.TryGetValue(date.Key, out var value))
            return None;
        return DateText.Read(value, zone) is { } day && new KnownDate(day, date.EveryYear, $"attribute/{date.Key}") is var known
            && known.IsWithinReach(date.Offset)
            ? new FoundDates([known], null)
            : Unreadable;
    }

    /// <summary>
    /// A voucher without an expiry, which a host's issuer may create, has no last day. The key is not secret; the code would be.
    /// </summary>
    private static KnownDate? Of(Voucher voucher, TimeZoneInfo zone) =>
        DateText.OfInstant(voucher.ExpiresAt, zone) is { } day
            ? new KnownDate(day, EveryYear: false, $"voucher/{voucher.IdempotencyKey}", voucher.Code) : null;

    private static async Task<IReadOnlyList<DateTimeOffset?>> FirstPurchasesAsync(
        Batch batch, IReadOnlyList<CustomerId> customers, CancellationToken cancellationToken)
    {
        var sums = await batch.Transaction.Events.SumPurchasesAsync(
            [.. customers.Select(customer => new CustomerWindow(customer, DateTimeOffset.MinValue, batch.Now))],
            cancellationToken).ConfigureAwait(false);
        return [.. sums.Select(rows => new CustomerPurchases(rows).FirstPurchaseAt)];
    }
}

/// <summary>The dates found for one customer: none, one or, for vouchers, several.</summary>
/// <param name="Dates">The dates.</param>
/// <param name="Problem">The reason why there is none; null if there are dates.</param>
internal readonly record struct FoundDates(IReadOnlyList<KnownDate> Dates, string? Problem);
