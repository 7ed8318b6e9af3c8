using FsCheck;
using FsCheck.Fluent;
using static Retention.Workflows.Tests.Vouchers.SomeVoucher;

namespace Retention.Workflows.Tests.Vouchers;

public class RedemptionRulesTests
{
    private static readonly Voucher Fresh = For();

    [Fact]
    public void A_voucher_is_redeemed_for_an_order()
    {
        var result = RedemptionRules.Decide(Fresh, Order(Fresh.Code), Noon.AddDays(1));

        result.Outcome.Should().Be(RedemptionOutcome.Redeemed);
        result.Discount.Should().Be(20);
        result.Voucher.Should().Be(Fresh with { RedeemedAt = Noon.AddDays(1), RedeemedBy = "o-1" });
    }

    [Fact]
    public void Unknown_comes_before_all_other_reasons() =>
        RedemptionRules.Decide(null, Order("x", total: 1, currency: "USD"), Noon).Should().Be(new RedemptionResult { Outcome = RedemptionOutcome.UnknownCode });

    [Theory]
    [InlineData("o-2", 11, "USD", 1, RedemptionOutcome.AlreadyRedeemed)]
    [InlineData(null, 11, "USD", 1, RedemptionOutcome.Expired)]
    [InlineData(null, 9, "USD", 1, RedemptionOutcome.OtherCurrency)]
    [InlineData(null, 9, "EUR", 1, RedemptionOutcome.BelowMinimumSpend)]
    public void The_first_reason_is_told(string? redeemedBy, int days, string currency, int total, RedemptionOutcome expected)
    {
        var voucher = redeemedBy is null ? Fresh : Fresh with { RedeemedBy = redeemedBy, RedeemedAt = Noon };

        var result = RedemptionRules.Decide(voucher, Order(Fresh.Code, total: total, currency: currency), Noon.AddDays(days));

        result.Should().Be(new RedemptionResult { Outcome = expected, Discount = 0, Voucher = voucher });
    }

    [Fact]
    public void The_last_instant_still_counts_and_so_does_the_minimum_itself()
    {
        RedemptionRules.Decide(Fresh, Order(Fresh.Code, total: 20), Fresh.ExpiresAt).Outcome.Should().Be(RedemptionOutcome.Redeemed);
        RedemptionRules.Decide(Fresh, Order(Fresh.Code, total: 20), Fresh.ExpiresAt.AddMilliseconds(1)).Outcome.Should().Be(RedemptionOutcome.Expired);
        RedemptionRules.Decide(Fresh, Order(Fresh.Code, total: 19.9999m), Fresh.ExpiresAt).Outcome.Should().Be(RedemptionOutcome.BelowMinimumSpend);
    }

    [Fact]
    public void The_same_order_gets_the_same_discount_however_often_and_late_it_asks() => Prop.ForAll(
        (from cents in Gen.Choose(2000, 1_000_000) from times in Gen.Choose(1, 5) from days in Gen.Choose(0, 400) select (total: cents / 100m, times, days)).ToArbitrary(),
        drawn =>
        {
            var first = RedemptionRules.Decide(Fresh, Order(Fresh.Code, total: drawn.total), Noon.AddDays(1));
            var again = first;
            for (var time = 0; time < drawn.times; time++)
                again = RedemptionRules.Decide(again.Voucher, Order(Fresh.Code, total: drawn.total), Noon.AddDays(1 + drawn.days));
            return again == first;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_the_order_was_given_counts_more_than_what_it_costs_now()
    {
        var redeemed = Fresh with { RedeemedAt = Noon, RedeemedBy = "o-1" };

        RedemptionRules.Decide(redeemed, Order(Fresh.Code, total: 10), Noon, given: 20).Discount.Should().Be(20);
    }
}
