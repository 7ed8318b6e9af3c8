using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Vouchers;

/// <summary>Vouchers and orders for tests.</summary>
internal static class SomeVoucher
{
    internal static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    internal static readonly VoucherOffer Comeback = new()
    {
        Name = "comeback-20",
        Discount = Discount.Percent(20),
        MinimumSpend = 20,
        ValidFor = Period.Days(10),
        CodePrefix = "SWIFT",
    };

    internal static Voucher For(string customer = "ada", string key = "0-1/voucher/1", int partition = 0) =>
        new VoucherIssuing(VoucherCodes.Seeded(1))
            .Issue(Comeback, TimeZoneInfo.Utc, Noon, key, new JourneyName("churn"), new CustomerId(customer), partition);

    internal static RedemptionRequest Order(
        string code, string order = "o-1", decimal total = 100, string currency = "EUR", string? customer = null) => new()
    {
        Code = code,
        OrderId = order,
        Total = total,
        Currency = currency,
        Customer = customer is null ? default(CustomerId?) : new CustomerId(customer),
    };
}
