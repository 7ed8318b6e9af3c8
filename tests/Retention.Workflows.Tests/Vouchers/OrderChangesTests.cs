using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Tests.Engine;
using Retention.Workflows.Vouchers;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Vouchers;

/// <summary>A redemption follows its order: when it shrinks, when it is cancelled, and when the offer ends.</summary>
public sealed class OrderChangesTests
{
    private static readonly CustomerId Ada = Engine.Journeys.Ada;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(100, 20)]
    [InlineData(60, 12)]
    [InlineData(20, 4)]
    [InlineData(500, 20)]
    [InlineData(33.33, 6.67)]
    public async Task An_order_that_changes_gets_at_most_its_first_discount(decimal total, decimal discount)
    {
        await using var shop = await Shop.StartAsync(Offer);
        (await shop.RedeemAsync("o-1", 100)).Discount.Should().Be(20);

        var again = await shop.RedeemAsync("o-1", total);

        (again.Outcome, again.Discount).Should().Be((RedemptionOutcome.Redeemed, discount));
        (await shop.CountAsync()).Should().Be((1, discount), "the report shows the present discount");
    }

    [Fact]
    public async Task The_report_follows_an_order_that_shrinks_and_grows_back()
    {
        await using var shop = await Shop.StartAsync(Offer);
        foreach (var (total, discount) in ((decimal, decimal)[])[(100, 20), (60, 12), (60, 12), (40, 8), (80, 16), (500, 20), (50, 10)])
        {
            (await shop.RedeemAsync("o-1", total)).Discount.Should().Be(discount);
            (await shop.CountAsync()).Should().Be((1, discount));
            await shop.Journey.AdvanceAsync(TimeSpan.FromMinutes(1));
        }

        (await shop.EventsAsync(EventNames.VoucherDiscountChanged)).Should().Be(5);
        (await shop.ReleaseAsync("o-1")).Should().BeTrue();
        (await shop.CountAsync()).Should().Be((0, 0));
        (await shop.RedeemAsync("o-2", 50)).Discount.Should().Be(10);
        (await shop.RedeemAsync("o-2", 30)).Discount.Should().Be(6);
        (await shop.CountAsync()).Should().Be((1, 6));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 3)]
    [InlineData(true, 1)]
    public async Task A_full_refund_takes_the_redemption_out_of_the_report(bool endsWithRefund, int parts)
    {
        await using var shop = await Shop.StartAsync(Offer with { EndsWithRefund = endsWithRefund });
        await shop.Journey.HappenAsync(CustomerEvent.Of("o-1", new Purchase(Ada, shop.Journey.Time.GetUtcNow(), 90, "EUR")));
        await shop.RedeemAsync("o-1", 100);
        for (var part = 1; part <= parts; part++)
        {
            (await shop.CountAsync()).Should().Be((1, 20), "a part is not the whole order");
            await shop.Journey.HappenAsync(CustomerEvent.Of($"r-{part}", new Purchase(Ada, shop.Journey.Time.GetUtcNow(), -90m / parts, "EUR"))
                with { Properties = new PropertyBag([new("order", "o-1")]) });
        }

        (await shop.CountAsync()).Should().Be((0, 0));
        (await shop.EventsAsync(EventNames.VoucherReleased)).Should().Be(1);
        var again = await shop.RedeemAsync("o-2", 50);
        again.Outcome.Should().Be(endsWithRefund ? RedemptionOutcome.Expired : RedemptionOutcome.Redeemed);
        (await shop.ReleaseAsync("o-1")).Should().BeFalse("it was taken back");
        (await shop.CountAsync()).Should().Be(endsWithRefund ? (0, 0) : (1, 10));
    }

    [Fact]
    public async Task A_journey_reacts_to_the_voucher_that_a_full_refund_gives_back()
    {
        await using var journey = await Engine.Journeys.StartAsync(
            steps => steps.IssueVoucher("voucher", offer: "ten").WaitFor("back", EventNames.VoucherReleased, Days(9),
                received => received.SendEmail("use-it", template: "use-it")),
            harness => harness.Configure = retention => retention.Vouchers.AddOffer(Offer));
        await journey.EnrollAsync(Some.Customer());
        var code = (await journey.RecordAsync()).Vouchers.Single().Code;
        await journey.HappenAsync(CustomerEvent.Of("o-1", new Purchase(Ada, journey.Time.GetUtcNow(), 90, "EUR")));
        await journey.Vouchers.RedeemAsync(SomeVoucher.Order(code, "o-1", 100), Token);

        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        await journey.HappenAsync(CustomerEvent.Of("r-1", new Purchase(Ada, journey.Time.GetUtcNow(), -90, "EUR"))
            with { Properties = new PropertyBag([new("order", "o-1")]) });

        journey.Sent.Should().Equal("use-it by email");
    }

    [Theory]
    [InlineData(19.99)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(19)]
    public async Task An_order_that_shrinks_below_the_minimum_gives_the_voucher_back(decimal total)
    {
        await using var shop = await Shop.StartAsync(Offer);
        await shop.RedeemAsync("o-1", 100);

        var again = await shop.RedeemAsync("o-1", total);

        (again.Outcome, again.Discount).Should().Be((RedemptionOutcome.BelowMinimumSpend, 0m));
        again.Voucher!.RedeemedAt.Should().BeNull();
        (await shop.CountAsync()).Should().Be((0, 0));
        (await shop.RedeemAsync("o-2", 50)).Discount.Should().Be(10, "another order may use it");
        (await shop.CountAsync()).Should().Be((1, 10));
    }

    [Fact]
    public async Task A_cancelled_order_gives_the_voucher_back_once()
    {
        await using var shop = await Shop.StartAsync(Offer);
        await shop.RedeemAsync("o-1", 100);

        (await shop.ReleaseAsync("o-2")).Should().BeFalse("another order has it");
        (await shop.ReleaseAsync("o-1")).Should().BeTrue();
        (await shop.ReleaseAsync("o-1")).Should().BeFalse("it is free already");

        (await shop.Vouchers.FindAsync(shop.Code, cancellationToken: Token))!.RedeemedBy.Should().BeNull();
        (await shop.CountAsync()).Should().Be((0, 0));
    }

    [Fact]
    public async Task An_order_that_is_withdrawn_gives_the_voucher_back_and_leaves_the_report()
    {
        await using var shop = await Shop.StartAsync(Offer);
        await shop.Journey.HappenAsync(CustomerEvent.Of("o-1", new Purchase(Ada, shop.Journey.Time.GetUtcNow(), 100, "EUR")));
        await shop.RedeemAsync("o-1", 100);

        (await shop.Journey.Client.WithdrawOrderAsync(Ada, "o-2", Token)).Should().BeFalse();
        (await shop.CountAsync()).Should().Be((1, 20));
        (await shop.Journey.Client.WithdrawOrderAsync(Ada, "o-1", Token)).Should().BeTrue();

        (await shop.Vouchers.FindAsync(shop.Code, cancellationToken: Token))!.RedeemedBy.Should().BeNull();
        (await shop.CountAsync()).Should().Be((0, 0));
        (await shop.RedeemAsync("o-2", 50)).Discount.Should().Be(10, "another order may use it");
    }

    [Fact]
    public async Task A_voucher_can_be_redeemed_and_given_back_many_times()
    {
        await using var shop = await Shop.StartAsync(Offer);
        for (var number = 1; number <= 5; number++)
        {
            (await shop.RedeemAsync($"o-{number}", 100 * number)).Discount.Should().Be(20 * number);
            (await shop.RedeemAsync($"o-{number}", 100 * number)).Discount.Should().Be(20 * number, "the same order again");
            (await shop.ReleaseAsync($"o-{number}")).Should().BeTrue();
        }

        (await shop.RedeemAsync("last", 50)).Discount.Should().Be(10);
        (await shop.CountAsync()).Should().Be((1, 10));
        (await shop.EventsAsync(EventNames.VoucherRedeemed)).Should().Be(6);
        (await shop.EventsAsync(EventNames.VoucherReleased)).Should().Be(5);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("")]
    [InlineData("SWIFT-22222-22222-22223")]
    public async Task An_unknown_code_is_not_given_back(string code)
    {
        await using var shop = await Shop.StartAsync(Offer);
        (await shop.Vouchers.ReleaseAsync(code, "o-1", cancellationToken: Token)).Should().BeFalse();
    }

    [Fact]
    public async Task A_voucher_expires_with_its_offer()
    {
        var start = new JourneyHarnessOptions().Start;
        await using var shop = await Shop.StartAsync(Offer with { EndsAt = start.AddDays(3) });

        (await shop.Vouchers.FindAsync(shop.Code, cancellationToken: Token))!.ExpiresAt.Should().Be(start.AddDays(3));
        await shop.Journey.AdvanceAsync(TimeSpan.FromDays(4));
        (await shop.RedeemAsync("o-1", 100)).Outcome.Should().Be(RedemptionOutcome.Expired);
    }

    [Fact]
    public async Task Nobody_gets_a_voucher_after_the_offers_end()
    {
        var end = new JourneyHarnessOptions().Start.AddDays(-1);
        await using var journey = await Engine.Journeys.StartAsync(
            steps => steps.IssueVoucher("voucher", offer: "ten").SendEmail("mail", template: "mail").Wait("use-it", Days(9)),
            harness => harness.Configure = retention => retention.Vouchers.AddOffer(Offer with { EndsAt = end }));
        await journey.EnrollAsync(Some.Customer());

        (await journey.RecordAsync()).Vouchers.Should().BeEmpty();
        journey.Sent.Should().Equal("mail by email");
        (await journey.CountAsync(JourneyMeasures.VoucherNotIssued, "ten:offer-ended")).Should().Be(1);
    }

    private static VoucherOffer Offer { get; } =
        new() { Name = "ten", Discount = Discount.Percent(20), MinimumSpend = 20, ValidFor = Days(30) };

    private sealed class Shop(JourneyHarness journey, string code) : IAsyncDisposable
    {
        internal JourneyHarness Journey => journey;

        internal string Code => code;

        internal IVoucherService Vouchers => journey.Vouchers;

        internal static async Task<Shop> StartAsync(VoucherOffer offer)
        {
            var journey = await Engine.Journeys.StartAsync(
                steps => steps.IssueVoucher("voucher", offer: "ten").Wait("use-it", Days(9)),
                harness => harness.Configure = retention => retention.Vouchers.AddOffer(offer));
            await journey.EnrollAsync(Some.Customer());
            return new Shop(journey, (await journey.RecordAsync()).Vouchers.Single().Code);
        }

        internal Task<RedemptionResult> RedeemAsync(string order, decimal total) =>
            Vouchers.RedeemAsync(SomeVoucher.Order(code, order, total), Token);

        internal Task<bool> ReleaseAsync(string order) => Vouchers.ReleaseAsync(code, order, cancellationToken: Token);

        internal async Task<(long Count, decimal Discount)> CountAsync()
        {
            var counters = (await journey.Operations.ReadCountersAsync(new JourneyName("under-test"), Token))
                .Where(counter => counter.Measure == JourneyMeasures.VoucherRedeemed).ToList();
            return (counters.Sum(counter => counter.Count), counters.Sum(counter => counter.Amount));
        }

        internal async Task<int> EventsAsync(EventName name)
        {
            var export = new MemoryStream();
            await journey.Privacy.ExportAsync(Ada, export, Token);
            export.Position = 0;
            using var document = await System.Text.Json.JsonDocument.ParseAsync(export, cancellationToken: Token);
            return document.RootElement.GetProperty("events").EnumerateArray()
                .Count(@event => @event.GetProperty("name").GetString() == name.Value);
        }

        public ValueTask DisposeAsync() => journey.DisposeAsync();
    }
}
