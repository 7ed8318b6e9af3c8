using Retention.Workflows;
using Retention.Workflows.Testing;
using Retention.Workflows.Vouchers;
using Xunit;
using static Retention.Workflows.Period;

namespace PackedTests;

/// <summary>A discount on exactly the cart that the customer left.</summary>
public sealed class CartOfferTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_code_from_the_mail_is_refused_for_another_cart_and_redeemed_once_for_the_original_one()
    {
        await using var shop = await StartAsync();
        await shop.SaveAsync(Some.Customer("ada"));
        await shop.HappenAsync(Shop.CartEvent(Shop.Ada, EventNames.CartItemAdded, shop.Now, "shoe", 50));
        await shop.HappenAsync(Shop.CartEvent(Shop.Ada, EventNames.CartItemAdded, shop.Now, "sock", 10));
        await shop.AdvanceAsync(TimeSpan.FromHours(1));
        var code = Assert.Single(shop.Mails).Text.Split("Your code: ")[1].Split('.')[0];

        Assert.StartsWith("SWIFT-", code, StringComparison.Ordinal);
        Assert.Equal(RedemptionOutcome.OtherCart, (await RedeemAsync(shop, code, "o-1", "shoe")).Outcome);
        Assert.Equal(RedemptionOutcome.OtherCart, (await RedeemAsync(shop, code, "o-1", "shoe", "sock", "sock")).Outcome);
        var redeemed = await RedeemAsync(shop, code, "o-1", "sock", "shoe");
        Assert.Equal((RedemptionOutcome.Redeemed, 6m), (redeemed.Outcome, redeemed.Discount));
        Assert.Equal(RedemptionOutcome.AlreadyRedeemed, (await RedeemAsync(shop, code, "o-2", "sock", "shoe")).Outcome);
    }

    [Fact]
    public async Task A_cart_that_was_emptied_gets_no_voucher_and_the_journey_continues()
    {
        await using var shop = await StartAsync();
        await shop.SaveAsync(Some.Customer("ada"));
        await shop.HappenAsync(Shop.CartEvent(Shop.Ada, EventNames.CartItemAdded, shop.Now, "shoe", 50));
        await shop.AdvanceAsync(TimeSpan.FromMinutes(1));
        await shop.HappenAsync(Shop.CartEvent(Shop.Ada, EventNames.CartItemRemoved, shop.Now, "shoe", 50));

        await shop.AdvanceAsync(TimeSpan.FromHours(2));

        var record = await shop.Client.ReadCustomerAsync(Shop.Ada, Token);
        Assert.Empty(record.Vouchers);
        Assert.Empty(shop.Mails);
        Assert.Equal(EnrollmentStatus.Completed, Assert.Single(record.Enrollments).Status);
    }

    private static Task<ShopHost> StartAsync() => ShopHost.StartAsync(
        retention =>
        {
            retention.Journeys.Add<CartVoucher>();
            retention.Vouchers.AddOffer(new VoucherOffer
            {
                Name = "cart-10", Discount = Discount.Percent(10), ForOriginalCart = true, ValidFor = Days(7), CodePrefix = "SWIFT",
            });
        },
        new Dictionary<string, string>
        {
            ["cart-voucher.email.subject.hbs"] = "10 % off your cart",
            ["cart-voucher.email.text.hbs"] = "Your code: {{voucher.code}}.",
        });

    private static Task<RedemptionResult> RedeemAsync(ShopHost shop, string code, string order, params string[] products) =>
        shop.Vouchers.RedeemAsync(
            new RedemptionRequest
            {
                Code = code,
                OrderId = order,
                Total = 60,
                Currency = "EUR",
                Lines =
                [
                    .. products.CountBy(product => product)
                        .Select(line => new OrderLine { Product = new ProductId(line.Key), Quantity = line.Value }),
                ],
            },
            Token);

    private sealed class CartVoucher : IJourney
    {
        public static JourneyName Name => new("cart-voucher");

        public static void Define(JourneyBuilder journey)
        {
            journey.Enroll.On(EventNames.CartItemAdded);
            journey.Steps
                .WaitForSilence("abandoned", Hours(1), EventNames.CartItemAdded, EventNames.CartItemRemoved)
                .IssueVoucher("voucher", offer: "cart-10")
                .SendEmail("cart-voucher", template: "cart-voucher");
        }
    }
}
