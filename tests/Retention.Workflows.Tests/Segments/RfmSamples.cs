using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Retention.Workflows.Segments;

namespace Retention.Workflows.Tests.Segments;

/// <summary>Short helpers for purchases, and random shops for properties.</summary>
internal static class RfmSamples
{
    internal static readonly DateOnly AsOf = new(2026, 3, 1);

    internal static readonly RfmOptions QuantilesAlways = new() { SmallShopBuyers = 0 };

    internal static readonly RfmOptions ExpertAlways = new() { SmallShopBuyers = int.MaxValue };

    internal static DateTimeOffset At(string instant) =>
        DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    internal static Purchase Bought(string customer, string at, decimal total, string currency = "EUR") =>
        new(new CustomerId(customer), At(at), total, currency);

    internal static PurchaseTotals Totals(
        string customer, string last, int purchases, decimal spent, string? first = null, string currency = "EUR") =>
        new(new CustomerId(customer), At(first ?? last), At(last), purchases, spent, currency);

    internal static CustomerRfm Of(this RfmResult result, string customer) =>
        result.TryFind(new CustomerId(customer), out var found)
            ? found
            : throw new InvalidOperationException($"{customer} has no score.");

    /// <summary>Few customers, few dates and few amounts, so that ties are frequent; some rows are refunds.</summary>
    internal static Arbitrary<Purchase[]> Shops() =>
        (from customer in Gen.Choose(0, 30)
         from hoursAgo in Gen.Choose(1, 24 * 60)
         from cents in Gen.Choose(-40, 100)
         select new Purchase(new CustomerId($"c{customer:D2}"), At("2026-03-01T00:00Z").AddHours(-hoursAgo), cents / 4m, "EUR"))
        .NonEmptyListOf().Select(rows => rows.ToArray()).ToArbitrary();

    internal static Arbitrary<bool> SmallOrNot() => Gen.Elements(true, false).ToArbitrary();

    internal static RfmOptions Options(bool small) => small ? ExpertAlways : QuantilesAlways;
}
