using Retention.Workflows;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Testing;
using Xunit;
using static Retention.Workflows.Period;

namespace PackedTests;

/// <summary>Products that the cart chooses, shown by a template of the shop.</summary>
public sealed class CartRecommendationTests
{
    [Theory]
    [InlineData(RecommendationStrategy.DownSell, "City Boot")]
    [InlineData(RecommendationStrategy.UpSell, "Summit Boot")]
    [InlineData(RecommendationStrategy.WithCart, "Wool Sock")]
    public async Task The_mail_shows_a_cheaper_a_dearer_or_a_matching_product(RecommendationStrategy strategy, string shown)
    {
        await using var shop = await StartAsync(strategy);
        await shop.SaveAsync(Some.Customer("ada"));
        foreach (var customer in (string[])["x", "y", "z"])
        {
            await shop.SaveAsync(Some.Customer(customer));
            await shop.HappenAsync(Some.Purchase(new CustomerId(customer), shop.Now.AddDays(-20), 160, "trail-boot", "wool-sock"));
        }

        await shop.HappenAsync(Shop.CartEvent(Shop.Ada, EventNames.CartItemAdded, shop.Now, "trail-boot", 150));
        await shop.AdvanceAsync(TimeSpan.FromHours(1));

        var mail = Assert.Single(shop.Mails);
        Assert.Contains("1 x Trail Boot", mail.Text, StringComparison.Ordinal);
        Assert.Contains($"You may like: {shown}.", mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RecommendationStrategy.DownSell)]
    [InlineData(RecommendationStrategy.UpSell)]
    public async Task A_mail_that_needs_products_is_not_sent_where_the_cart_leaves_none(RecommendationStrategy strategy)
    {
        await using var shop = await StartAsync(strategy);
        await shop.SaveAsync(Some.Customer("ada"));

        await shop.HappenAsync(Shop.CartEvent(Shop.Ada, EventNames.CartItemAdded, shop.Now, "wool-sock", 9));
        await shop.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Empty(shop.Mails);
        var record = await shop.Client.ReadCustomerAsync(Shop.Ada, TestContext.Current.CancellationToken);
        Assert.Equal("no-recommendations", Assert.Single(record.Messages).Reason);
    }

    private static Task<ShopHost> StartAsync(RecommendationStrategy strategy) => ShopHost.StartAsync(
        retention =>
        {
            retention.Journeys.Add(Alternatives(strategy));
            retention.Recommendations.UseProducts(
            [
                Product("trail-boot", "Trail Boot", "Boots", 150),
                Product("city-boot", "City Boot", "Boots", 90),
                Product("summit-boot", "Summit Boot", "Boots", 200),
                Product("rain-boot", "Rain Boot", "Boots", 20), // cheaper than the block allows
                Product("wool-sock", "Wool Sock", "Socks", 30),
                Product("sun-cap", "Sun Cap", "Caps", 100),
            ]);
        },
        new Dictionary<string, string>
        {
            ["alternatives.email.subject.hbs"] = "Still thinking?",
            ["alternatives.email.text.hbs"] =
                "{{#each cart.lines}}{{quantity}} x {{name}}. {{/each}}"
                + "You may like:{{#each recommendations.products}} {{name}}{{/each}}.",
        });

    private static JourneyDefinition Alternatives(RecommendationStrategy strategy) =>
        JourneyDefinition.Build(new JourneyName("alternatives"), journey =>
        {
            journey.Enroll.On(EventNames.CartItemAdded);
            journey.Steps
                .WaitForSilence("abandoned", Hours(1), EventNames.CartItemAdded)
                .SendEmail("alternatives", template: "alternatives", options: send => send.Recommendations = new RecommendationBlock
                {
                    Count = 2,
                    Strategy = strategy,
                    MinPrice = 25,
                    WhenNone = WhenNoRecommendations.DoNotSend,
                });
        });

    private static Product Product(string id, string name, string category, decimal price) =>
        new() { Id = new ProductId(id), Name = name, Category = category, Price = price, Currency = "EUR" };
}
