using FsCheck;
using FsCheck.Fluent;
using static Retention.Workflows.Tests.Vouchers.SomeVoucher;

namespace Retention.Workflows.Tests.Vouchers;

/// <summary>Amounts are rounded once, at the end, to the decimals of their currency, halves away from zero.</summary>
public sealed class MoneyTests
{
    [Theory]
    [InlineData(15, 999, "JPY", 150)]
    [InlineData(15, 990, "JPY", 149)]
    [InlineData(50, 1, "KRW", 1)]
    [InlineData(20, 99.99, "EUR", 20.00)]
    [InlineData(20, 20.025, "EUR", 4.01)]
    [InlineData(10, 1.235, "KWD", 0.124)]
    [InlineData(33.33, 10, "CLF", 3.333)]
    [InlineData(12.5, 1.0004, "CLF", 0.1251)]
    [InlineData(100, 0.5, "JPY", 0.5)]
    public void A_percentage_has_the_decimals_of_the_currency(decimal percent, decimal total, string currency, decimal off) =>
        Discount.Percent(percent).TakenOff(total, currency).Should().Be(off);

    [Theory]
    [InlineData(40, 30, 30)]
    [InlineData(40, 40, 40)]
    [InlineData(40, 40.01, 40)]
    [InlineData(40, 0, 0)]
    [InlineData(40, 1000, 40)]
    public void An_amount_is_never_more_than_the_order(decimal amount, decimal total, decimal off) =>
        Discount.Amount(amount).TakenOff(total).Should().Be(off);

    [Theory]
    [InlineData("JPY", 0)]
    [InlineData("ISK", 0)]
    [InlineData("EUR", 2)]
    [InlineData("CZK", 2)]
    [InlineData("TND", 3)]
    [InlineData("UYW", 4)]
    [InlineData("ZZZ", 2)]
    public void The_decimals_are_those_of_iso_4217(string currency, int decimals) => CurrencyDecimals.Of(currency).Should().Be(decimals);

    [Fact]
    public void A_discount_is_within_half_a_unit_of_its_exact_value_and_within_the_total() => Prop.ForAll(
        (from units in Gen.Choose(0, int.MaxValue) from share in Gen.Choose(1, 10_000)
            from currency in Gen.Elements("JPY", "EUR", "KWD", "CLF")
            select (Total: units / 10_000m, Share: share / 100m, Currency: currency)).ToArbitrary(),
        drawn =>
        {
            var off = Discount.Percent(drawn.Share).TakenOff(drawn.Total, drawn.Currency);
            var half = 0.5m / (decimal)Math.Pow(10, CurrencyDecimals.Of(drawn.Currency));
            return off >= 0 && off <= drawn.Total && Math.Abs(off - (drawn.Total * drawn.Share / 100)) <= half
                && (off == drawn.Total || CurrencyDecimals.Round(off, drawn.Currency) == off);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(120, 20, 0, false, false, 20)]
    [InlineData(120, 20, 0, true, false, 24)]
    [InlineData(140, 20, 20, false, false, 20)]
    [InlineData(140, 20, 20, false, true, 24)]
    [InlineData(140, 20, 20, true, true, 28)]
    public void Delivery_and_tax_are_outside_unless_the_offer_says_otherwise(
        decimal total, decimal delivery, decimal tax, bool withDelivery, bool withTax, decimal off)
    {
        var offer = Comeback with { IncludesDelivery = withDelivery, IncludesTax = withTax };
        var order = Order("code", total: total) with { Delivery = delivery, Tax = tax };

        offer.Discount.TakenOff(order, offer.GoodsOf(order)).Should().Be(off);
    }
}
