using FsCheck;
using FsCheck.Fluent;
using Retention.Workflows.Events;
using Retention.Workflows.Vouchers;
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
    public void Unknown_precedes_all_other_reasons() =>
        RedemptionRules.Decide(null, Order("x", total: 1, currency: "USD"), Noon).Should()
            .Be(new RedemptionResult { Outcome = RedemptionOutcome.UnknownCode });

    [Theory]
    [InlineData("o-2", 11, "USD", 1, RedemptionOutcome.AlreadyRedeemed)]
    [InlineData(null, 11, "USD", 1, RedemptionOutcome.Expired)]
    [InlineData(null, 9, "USD", 1, RedemptionOutcome.OtherCurrency)]
    [InlineData(null, 9, "EUR", 1, RedemptionOutcome.BelowMinimumSpend)]
    public void The_first_reason_is_reported(string? redeemedBy, int days, string currency, int total, RedemptionOutcome expected)
    {
        var voucher = redeemedBy is null ? Fresh : Fresh with { RedeemedBy = redeemedBy, RedeemedAt = Noon };

        var result = RedemptionRules.Decide(voucher, Order(Fresh.Code, total: total, currency: currency), Noon.AddDays(days));

        result.Should().Be(new RedemptionResult { Outcome = expected, Discount = 0, Voucher = voucher });
    }

    [Fact]
    public void The_last_instant_and_the_exact_minimum_count()
    {
        RedemptionRules.Decide(Fresh, Order(Fresh.Code, total: 20), Fresh.ExpiresAt).Outcome.Should().Be(RedemptionOutcome.Redeemed);
        RedemptionRules.Decide(Fresh, Order(Fresh.Code, total: 20), Fresh.ExpiresAt.AddMilliseconds(1)).Outcome.Should()
            .Be(RedemptionOutcome.Expired);
        RedemptionRules.Decide(Fresh, Order(Fresh.Code, total: 19.9999m), Fresh.ExpiresAt).Outcome.Should()
            .Be(RedemptionOutcome.BelowMinimumSpend);
    }

    [Fact]
    public void Repeated_and_late_requests_of_an_order_get_the_same_discount() => Prop.ForAll(
        (from cents in Gen.Choose(2000, 1_000_000) from times in Gen.Choose(1, 5) from days in Gen.Choose(0, 400)
            select (total: cents / 100m, times, days)).ToArbitrary(),
        drawn =>
        {
            var first = RedemptionRules.Decide(Fresh, Order(Fresh.Code, total: drawn.total), Noon.AddDays(1));
            var again = first;
            for (var time = 0; time < drawn.times; time++)
                again = RedemptionRules.Decide(again.Voucher, Order(Fresh.Code, total: drawn.total), Noon.AddDays(1 + drawn.days));
            return again == first;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_changed_cart_is_refused_before_the_minimum_is_checked()
    {
        var bound = Bound(Discount.Percent(10), ("shoe", 1), ("sock", 2));

        Answer(bound, 100, ("sock", 2), ("shoe", 1)).Should().Be((RedemptionOutcome.Redeemed, 10m), "the order of lines does not matter");
        Answer(bound, 100, ("sock", 1), ("shoe", 1), ("sock", 1)).Should()
            .Be((RedemptionOutcome.Redeemed, 10m), "nor how the same goods are written down");
        Answer(bound, 100, ("shoe", 1), ("sock", 1)).Should().Be((RedemptionOutcome.OtherCart, 0m));
        Answer(bound, 100, ("shoe", 1), ("sock", 2), ("cap", 1)).Should().Be((RedemptionOutcome.OtherCart, 0m));
        Answer(bound, 100).Should()
            .Be((RedemptionOutcome.OtherCart, 0m), "an order that does not say what it holds is not known to be the same");
        Answer(bound, 19, ("shoe", 2)).Should().Be((RedemptionOutcome.OtherCart, 0m));
        Answer(bound, 19, ("sock", 2), ("shoe", 1)).Should().Be((RedemptionOutcome.BelowMinimumSpend, 0m));
    }

    [Fact]
    public void An_order_that_changes_is_asked_for_everything_again()
    {
        var cart = Bound(Discount.Percent(10), ("shoe", 1), ("sock", 2));
        Again(cart, Order(Fresh.Code) with { Lines = [Line(("shoe", 1)), Line(("sock", 2))] }).Should().Be(RedemptionOutcome.Redeemed);
        Again(cart, Order(Fresh.Code) with { Lines = [Line(("shoe", 1))] }).Should().Be(RedemptionOutcome.OtherCart);
        var reduced = With(Discount.ProductAt(new ProductId("cap"), 2));
        Again(reduced, Order(Fresh.Code) with { Lines = [Line(("cap", 1))] }).Should().Be(RedemptionOutcome.Redeemed);
        Again(reduced, Order(Fresh.Code) with { Lines = [Line(("shoe", 1))] }).Should().Be(RedemptionOutcome.OtherProducts);
        Again(Fresh, Order(Fresh.Code, currency: "CZK")).Should().Be(RedemptionOutcome.OtherCurrency);
        Again(Fresh, Order(Fresh.Code, total: 19)).Should().Be(RedemptionOutcome.BelowMinimumSpend);
        Again(Fresh, Order(Fresh.Code), days: 400).Should().Be(RedemptionOutcome.Redeemed, "it was redeemed in time");

        static RedemptionOutcome Again(Voucher voucher, RedemptionRequest changed, int days = 1)
        {
            var result = RedemptionRules.Decide(voucher with { RedeemedAt = Noon, RedeemedBy = "o-1" }, changed, Noon.AddDays(days));
            (result.Voucher!.RedeemedAt is null).Should().Be(result.Outcome != RedemptionOutcome.Redeemed, "a refusal gives it back");
            (result.Discount == 0).Should().Be(result.Outcome != RedemptionOutcome.Redeemed);
            return result.Outcome;
        }
    }

    [Fact]
    public void Free_delivery_deducts_the_delivery_costs() =>
        RedemptionRules.Decide(With(Discount.FreeDelivery), Order(Fresh.Code) with { Delivery = 4.9m }, Noon).Discount.Should().Be(4.9m);

    [Fact]
    public void A_gift_deducts_its_price_when_the_order_contains_it()
    {
        var gift = Bound(Discount.Gift(new ProductId("cap")), ("shoe", 1));

        Answer(gift, 100, ("shoe", 1)).Should().Be((RedemptionOutcome.Redeemed, 0m), "the shop puts it in");
        Answer(gift, 100, ("shoe", 1), ("cap", 1)).Should().Be((RedemptionOutcome.Redeemed, 7m), "the gift lies beside the original cart");
        Answer(gift, 100, ("shoe", 1), ("cap", 2)).Should().Be((RedemptionOutcome.OtherCart, 0m), "but one piece only");
        Answer(gift, 100, ("cap", 1)).Should().Be((RedemptionOutcome.OtherCart, 0m));
    }

    [Fact]
    public void A_product_at_a_price_needs_the_product()
    {
        var reduced = With(Discount.ProductAt(new ProductId("cap"), 2));

        Answer(reduced, 100, ("cap", 3)).Should().Be((RedemptionOutcome.Redeemed, 5m));
        Answer(reduced, 100, ("shoe", 1)).Should().Be((RedemptionOutcome.OtherProducts, 0m));
        Answer(reduced, 100).Should().Be((RedemptionOutcome.OtherProducts, 0m));
        Answer(With(Discount.ProductAt(new ProductId("cap"), 9)), 100, ("cap", 1)).Should()
            .Be((RedemptionOutcome.Redeemed, 0m), "it never costs more");
    }

    [Fact]
    public void A_discount_of_any_order_is_never_negative_and_never_more_than_the_total() => Prop.ForAll(
        (from cents in Gen.Choose(0, 5000) from delivery in Gen.Choose(0, 5000) from price in Gen.Choose(-100, 10_000)
            from reduced in Gen.Choose(0, 10_000)
         select (Total: cents / 100m, Delivery: delivery / 100m, Price: price / 100m, Reduced: reduced / 100m)).ToArbitrary(),
        drawn => new[] { Discount.FreeDelivery, Discount.Gift(new ProductId("cap")),
            Discount.ProductAt(new ProductId("cap"), drawn.Reduced), Discount.Percent(30), Discount.Amount(7) }.All(discount =>
        {
            var order = Order(Fresh.Code, total: drawn.Total) with { Delivery = drawn.Delivery,
                Lines = [new OrderLine { Product = new ProductId("cap"), UnitPrice = drawn.Price }] };
            return discount.TakenOff(order, order.Total) is >= 0 and var off && off <= drawn.Total;
        })).QuickCheckThrowOnFailure();

    private static Voucher With(Discount discount) => Fresh with { Offer = Fresh.Offer with { Discount = discount } };

    private static Voucher Bound(Discount discount, params (string Product, int Quantity)[] cart) =>
        Fresh with { Offer = Fresh.Offer with { Discount = discount, ForOriginalCart = true,
            OriginalCart = CartLines.Fingerprint([.. cart.Select(Line)]) } };

    private static (RedemptionOutcome, decimal) Answer(Voucher voucher, decimal total, params (string Product, int Quantity)[] lines)
    {
        var result = RedemptionRules.Decide(voucher, Order(Fresh.Code, total: total) with { Lines = [.. lines.Select(Line)] }, Noon);
        return (result.Outcome, result.Discount);
    }

    private static OrderLine Line((string Product, int Quantity) line) =>
        new() { Product = new ProductId(line.Product), Quantity = line.Quantity, UnitPrice = 7 };

    [Theory]
    [InlineData(500, 20)]
    [InlineData(100, 20)]
    [InlineData(50, 10)]
    [InlineData(20, 4)]
    [InlineData(10, 0)]
    public void A_discount_already_given_to_an_order_is_the_most_that_it_gets(decimal total, decimal discount)
    {
        var redeemed = Fresh with { RedeemedAt = Noon, RedeemedBy = "o-1" };

        RedemptionRules.Decide(redeemed, Order(Fresh.Code, total: total), Noon, given: 20).Discount.Should().Be(discount);
    }
}
