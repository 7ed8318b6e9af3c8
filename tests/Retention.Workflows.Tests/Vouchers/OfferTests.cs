using FsCheck;
using FsCheck.Fluent;
using Retention.Workflows.Vouchers;
using static Retention.Workflows.Tests.Vouchers.SomeVoucher;

namespace Retention.Workflows.Tests.Vouchers;

public class OfferTests
{
    private static readonly Gen<decimal> Amounts = Gen.Choose(0, int.MaxValue).Select(units => units / 10_000m);

    [Fact]
    public void A_discount_is_never_negative_and_never_more_than_the_total() => Prop.ForAll(
        (from total in Amounts from share in Gen.Choose(1, 10_000) from amount in Amounts where amount > 0
            select (total, share: share / 100m, amount)).ToArbitrary(),
        drawn => new[] { Discount.Percent(drawn.share), Discount.Amount(drawn.amount) }
            .All(discount => discount.TakenOff(drawn.total) >= 0 && discount.TakenOff(drawn.total) <= drawn.total
                && discount.TakenOff(-drawn.total) == 0)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_total_below_a_cent_is_discounted_to_zero() =>
        Discount.Percent(100).TakenOff(0.005m).Should().Be(0.005m);

    [Theory]
    [InlineData(99.99, 20.00)]
    [InlineData(20.025, 4.01)]
    [InlineData(0, 0)]
    public void Twenty_percent_are_rounded_to_cents(decimal total, decimal expected) =>
        Discount.Percent(20).TakenOff(total).Should().Be(expected);

    [Fact]
    public void An_offer_reports_all_its_errors()
    {
        var offer = new VoucherOffer { Name = "broken", Discount = null!, MinimumSpend = -0.00001m, Currency = "eur",
            CodePrefix = "SWIFTMOTION", ValidFor = default };

        offer.Problems().Should().Equal(
            "Offer 'broken': Discount: must be given.",
            "Offer 'broken': ValidFor: the period is zero, so a voucher would expire when it is issued.",
            "Offer 'broken': MinimumSpend: must be 0 or more, not -0.00001.",
            "Offer 'broken': MinimumSpend: must have at most 4 decimal places, not -0.00001.",
            "Offer 'broken': Currency: must be an ISO 4217 code of three capital letters such as EUR, not 'eur'.",
            "Offer 'broken': CodePrefix: must be at most 8 capital letters A to Z, not 'SWIFTMOTION'.");
        Comeback.Problems().Should().BeEmpty();
        (Comeback with { ValidFor = Period.Years(101) }).Problems().Should().ContainSingle().Which.Should().Contain("at most 100 years");
        (Comeback with { ValidFor = Period.Years(100) }).Problems().Should().BeEmpty();
    }

    [Fact]
    public void A_catalogue_accepts_all_offers_or_reports_all_errors()
    {
        var make = () => new OfferCatalog([Comeback, Comeback, Comeback with { Name = "other", MinimumSpend = -1 },
            new VoucherOffer { Name = default, Discount = Discount.Amount(5) }]);

        make.Should().Throw<ArgumentException>().Which.Message.Should()
            .ContainAll("'comeback-20': another offer has the same name", "'other': MinimumSpend", "Name: must be given");
    }

    [Fact]
    public void An_offer_is_found_by_its_name()
    {
        var catalog = new OfferCatalog([Comeback]);

        catalog.Find("comeback-20").Should().Be(Comeback);
        catalog.Find("comeback-30").Should().BeNull();
        catalog.Require("comeback-20").Should().Be(Comeback);
        catalog.Invoking(offers => offers.Require("comeback-30")).Should().Throw<KeyNotFoundException>()
            .WithMessage("*'comeback-30'*comeback-20*");
    }

    [Fact]
    public void A_voucher_expires_by_the_calendar_of_the_customers_zone()
    {
        var prague = TimeZoneInfo.FindSystemTimeZoneById("Europe/Prague");
        var beforeSummerTime = new DateTimeOffset(2026, 3, 25, 8, 0, 0, TimeSpan.Zero);

        var voucher = new VoucherIssuing(VoucherCodes.Random)
            .Issue(Comeback, prague, beforeSummerTime, "0-1/voucher/1", new JourneyName("churn"), new CustomerId("ada"), 5);

        voucher.ExpiresAt.Should()
            .Be(new DateTimeOffset(2026, 4, 4, 21, 59, 59, 999, TimeSpan.Zero), "it lasts through the whole of its last day in Prague");
        voucher.Code.Should().StartWith("SWIFT-");
        VoucherCode.TryGetPartition(voucher.Code, 8, out var partition).Should().BeTrue();
        partition.Should().Be(5);
    }
}
