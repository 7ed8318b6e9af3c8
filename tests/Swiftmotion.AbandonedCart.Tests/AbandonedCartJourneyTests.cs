using Retention.Workflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Vouchers;
using static Swiftmotion.AbandonedCart.Tests.CartHarness;

namespace Swiftmotion.AbandonedCart.Tests;

/// <summary>Each path through the journey, in virtual time.</summary>
public sealed class AbandonedCartJourneyTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_hour_without_cart_events_sends_a_mail_with_the_cart_and_cheaper_products()
    {
        await using var shop = await StartAsync();
        await shop.AddAsync("boot", 180);
        await shop.PassAsync(TimeSpan.FromMinutes(50));
        await shop.AddAsync("sock", 12, quantity: 2);

        await shop.PassAsync(TimeSpan.FromMinutes(59));
        shop.Sent.Should().BeEmpty("it was silent for 59 minutes only");
        await shop.PassAsync(TimeSpan.FromMinutes(1));

        shop.Sent.Should().Equal("your-cart by email");
        shop.LastText.Should().Contain("Glide boot - 1 x €180.00").And.Contain("Glide sock - 2 x €12.00").And
            .Contain("= €204.00").And.Contain("Glide shoe - €90.00");
    }

    [Fact]
    public async Task A_champion_gets_nothing_and_neither_does_a_customer_who_becomes_one()
    {
        await using var champion = await StartAsync(RfmSegment.Champions);
        await champion.AddAsync("shoe", 90);
        (await champion.WhereAsync()).Should().Be("not enrolled");

        await using var shop = await StartAsync(RfmSegment.Loyal);
        await shop.AddAsync("shoe", 90);
        await shop.PassAsync(Hour);
        await shop.HappenAsync(EventNames.SegmentChanged, [], null, ("from", "loyal"), ("to", "champions"));
        (await shop.WhereAsync()).Should().Be("ended as became-champion");
    }

    [Fact]
    public async Task The_second_mail_discounts_the_original_cart_and_names_the_nearest_store()
    {
        await using var shop = await StartAsync();
        await shop.AddAsync("shoe", 90);
        await shop.PassAsync(Hour + Day);

        shop.Sent.Should().Equal("your-cart by email", "cart-voucher by email");
        var voucher = await shop.LastVoucherAsync();
        shop.LastText.Should().Contain("Take 10% off").And.Contain(voucher.Code).And.Contain("* Swiftmotion Praha: Glide shoe");
        (await RedeemAsync(shop, voucher, Line("shoe", 90), Line("sock", 12))).Outcome.Should().Be(RedemptionOutcome.OtherCart);
        (await RedeemAsync(shop, voucher, Line("shoe", 90))).Should()
            .Match<RedemptionResult>(result => result.Outcome == RedemptionOutcome.Redeemed && result.Discount == 9);
    }

    [Theory]
    [InlineData(RfmSegment.Loyal, "exclusive-15", "15% off")]
    [InlineData(RfmSegment.CannotLoseThem, "exclusive-25", "25% off")]
    public async Task The_exclusive_offer_comes_by_push_and_a_day_later_by_whatsapp(RfmSegment segment, string offer, string text)
    {
        await using var shop = await StartAsync(segment);
        await shop.AddAsync("shoe", 90);
        await shop.PassAsync(Hour + (3 * Day));

        (await shop.OffersAsync()).Should().Equal("cart-10", offer);
        shop.Sent.Skip(2).Should().Equal("push by push");
        shop.LastText.Should().Contain(text).And.Contain("waiting (€90.00)");
        (await shop.LastVoucherAsync()).Should().Match<Voucher>(voucher => voucher.ExpiresAt - voucher.IssuedAt == TimeSpan.FromHours(48));
        await shop.PassAsync(Day);
        shop.Sent.Skip(3).Should().Equal("chat by whatsapp");
    }

    [Fact]
    public void A_customer_without_whatsapp_is_contacted_over_viber() =>
        ((SendStep)JourneyDefinition.From<AbandonedCartJourney>().Steps.Single(step => step.Name == "chat")).Fallbacks
            .Should().Equal(new SendFallback { Channel = Channel.Viber, Template = new TemplateName("exclusive") });

    [Theory]
    [InlineData(90, RfmSegment.Loyal, "ended as not-worth-a-text", "")]
    [InlineData(149.99, RfmSegment.NeedAttention, "ended as not-worth-a-text", "")]
    [InlineData(150, RfmSegment.Loyal, "ended as completed", "Glide sock as a gift with your cart of €150.00")]
    [InlineData(90, RfmSegment.Promising, "ended as completed", "free delivery with your cart of €90.00")]
    public async Task A_text_message_comes_last_and_only_for_large_carts_or_promising_customers(
        decimal price, RfmSegment segment, string where, string text)
    {
        await using var shop = await StartAsync(segment);
        await shop.AddAsync("shoe", price);
        await shop.PassAsync(Hour + (7 * Day));

        (await shop.WhereAsync()).Should().Be(where);
        shop.Sent.Should().HaveCount(text.Length == 0 ? 4 : 5);
        if (text.Length > 0)
            shop.LastText.Should().Contain(text).And.Contain((await shop.LastVoucherAsync()).Code);
    }

    [Theory]
    [InlineData("web", "ended as bought")]
    [InlineData("store", "ended as bought-in-store")]
    public async Task A_purchase_on_any_channel_ends_a_wait(string channel, string where)
    {
        await using var shop = await StartAsync();
        await shop.AddAsync("shoe", 90);
        await shop.PassAsync(2 * Hour);

        await shop.HappenAsync(EventNames.Purchase, [Line("shoe", 90)], 90, ("channel", channel));

        (await shop.WhereAsync()).Should().Be(where);
        await shop.PassAsync(9 * Day);
        shop.Sent.Should().Equal("your-cart by email");
    }

    [Fact]
    public async Task Removing_all_products_ends_the_journey_and_removing_some_does_not()
    {
        await using var shop = await StartAsync();
        await shop.AddAsync("shoe", 90);
        await shop.AddAsync("sock", 12);
        await shop.PassAsync(2 * Hour);

        await shop.HappenAsync(EventNames.CartItemRemoved, [Line("sock", 12)]);
        (await shop.WhereAsync()).Should().Be("at sleep-on-it");
        await shop.PassAsync(Hour);
        await shop.HappenAsync(EventNames.CartItemRemoved, [Line("shoe", 90)]);
        (await shop.WhereAsync()).Should().Be("ended as took-all-out");
    }

    [Fact]
    public async Task An_emptied_cart_ends_the_journey()
    {
        await using var shop = await StartAsync();
        await shop.AddAsync("shoe", 90);
        await shop.PassAsync(2 * Hour);

        await shop.HappenAsync(EventNames.CartUpdated, []);

        (await shop.WhereAsync()).Should().Be("ended as cart-emptied");
    }

    [Fact]
    public async Task The_same_customer_enters_again_only_after_a_week()
    {
        await using var shop = await StartAsync();
        await shop.AddAsync("shoe", 90);
        await shop.PassAsync(Hour);
        await shop.HappenAsync(EventNames.Purchase, [Line("shoe", 90)], 90);
        await shop.PassAsync(3 * Day);

        await shop.AddAsync("sock", 12);
        await shop.PassAsync(Day);
        shop.Sent.Should().HaveCount(1);
        await shop.PassAsync(4 * Day);
        await shop.AddAsync("boot", 180);
        await shop.PassAsync(Hour);
        shop.Sent.Should().HaveCount(2);
    }

    private static Task<RedemptionResult> RedeemAsync(CartHarness shop, Voucher voucher, params OrderLine[] lines) =>
        shop.Journey.Vouchers.RedeemAsync(
            new RedemptionRequest { Code = voucher.Code, OrderId = "o-1", Total = lines.Sum(line => line.Quantity * line.UnitPrice!.Value),
                Currency = "EUR", Lines = lines }, Token);
}
