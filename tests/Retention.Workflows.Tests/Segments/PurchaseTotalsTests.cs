using Retention.Workflows.Segments;
using static Retention.Workflows.Tests.Segments.RfmSamples;

namespace Retention.Workflows.Tests.Segments;

public class PurchaseTotalsTests
{
    [Fact]
    public void Instants_are_kept_in_utc_and_amounts_exactly()
    {
        var totals = new PurchaseTotals(
            new CustomerId("ana"), At("2026-01-01T00:30+01:00"), At("2026-01-02T00:30+01:00"), 2, -12.3450m, "EUR");

        totals.FirstPurchaseAt.Should().Be(At("2025-12-31T23:30Z"));
        totals.LastPurchaseAt.Offset.Should().Be(TimeSpan.Zero);
        totals.Spent.Should().Be(-12.345m);
        totals.Should().Be(new PurchaseTotals(new CustomerId("ana"), At("2025-12-31T23:30Z"), At("2026-01-01T23:30Z"), 2, -12.345m, "EUR"));
    }

    [Fact]
    public void Invalid_values_are_refused()
    {
        FluentActions.Invoking(() => Totals("x", "2026-01-01", -1, 0m)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Totals("x", "2026-01-01", 1, 0.00001m)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Totals("x", "2026-01-01", 1, 1e15m)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Totals("x", "2026-01-01", 1, 1m, currency: "eur")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Totals("x", "2026-01-01", 2, 1m, first: "2026-01-02")).Should().Throw<ArgumentException>();
        default(PurchaseTotals).Invoking(totals => totals.Currency).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void Dates_without_a_purchase_do_not_count()
    {
        Totals("x", "2026-01-01", 0, -5m).Should().Be(Totals("x", "2026-01-02", 0, -5m, first: "2026-02-02"));
    }
}
