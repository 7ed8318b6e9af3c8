using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Journeys;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Docs;

/// <summary>The C# of the pages about carts, vouchers and recommendations, compiled and run.</summary>
public class CartDocsTests
{
    [Fact]
    public async Task The_journey_of_the_page_sends_both_mails()
    {
        var definition = JourneyDefinition.Build(new JourneyName("carts"), journey =>
        {
            journey.Enroll.On(EventNames.CartItemAdded).When(!Customer.InSegment(RfmSegment.Champions)).ReEntry(ReEntry.AfterExit(Days(7)));
            journey.ExitOn("bought", EventNames.Purchase);
            journey.ExitOn("took-all-out", EventNames.CartItemRemoved, when: !Customer.HasCart());

            journey.Steps
                .WaitForSilence("abandoned", Hours(1), EventNames.CartItemAdded, EventNames.CartItemRemoved, EventNames.CartUpdated, EventNames.CheckoutStarted)
                .SendEmail("your-cart", template: "your-cart", recommend: 3)
                .Wait("sleep-on-it", Days(1))
                .IssueVoucher("original-cart", offer: "cart-10")
                .SendEmail("cart-voucher", template: "cart-voucher");
        });
        var original = new VoucherOffer { Name = "cart-10", Discount = Discount.Percent(10), ForOriginalCart = true, ValidFor = Period.Days(7) };
        var first = new VoucherOffer { Name = "first-500", Discount = Discount.Amount(10), MaxVouchers = 500 };
        await using var harness = await JourneyHarness.StartAsync(definition, options => options.Configure = retention => retention.Vouchers.AddOffer(original).AddOffer(first));
        await harness.Client.SaveCustomersAsync([Some.Customer("ada")], TestContext.Current.CancellationToken);
        var (client, customer, click) = (harness.Client, new CustomerId("ada"), (Id: "click-1", At: harness.Time.GetUtcNow()));

        await client.AppendEventsAsync(
        [
            new CustomerEvent
            {
                Id = click.Id,
                Customer = customer,
                Name = EventNames.CartItemAdded,
                OccurredAt = click.At,
                Currency = "EUR",
                Lines = [new OrderLine { Product = new ProductId("trail-shoe"), Quantity = 1, UnitPrice = 89.90m }],
                Properties = new PropertyBag([new("cart", "c-4711")]),
            },
        ]);
        await harness.AdvanceAsync(TimeSpan.FromDays(3));

        harness.Sent.Should().Equal("your-cart by email", "cart-voucher by email");
    }

    [Fact]
    public async Task The_stores_of_the_page_are_found()
    {
        var stock = new Dictionary<ProductId, int> { [new("trail-shoe")] = 3 };
        var services = new ServiceCollection().AddLogging();
        services.AddRetentionWorkflows(retention =>
        {
            var stores = new StoreTable(
                [(new PhysicalStore { Id = "praha", Name = "Swiftmotion Praha", PostalCode = "110 00", Country = "CZ" }, stock)],
                [new PostalPlace { Prefix = "1", Country = "CZ", Latitude = 50.08, Longitude = 14.43 }]);
            retention.Recommendations.UseStores(stores);   // stores.Replace(...) later, when the stock has changed
        });
        await using var provider = services.BuildServiceProvider();

        var found = await provider.GetRequiredService<IStoreAvailability>().NearestAsync(
            [new StoreRequest { Customer = new CustomerId("ada"), PostalCode = "12000", Country = "CZ", Products = [new ProductId("trail-shoe")] }], TestContext.Current.CancellationToken);

        found[0].Should().ContainSingle().Which.Store.Id.Should().Be("praha");
    }

    [Fact]
    public void A_block_of_the_page_is_valid()
    {
        var block = new RecommendationBlock
        {
            Strategy = RecommendationStrategy.DownSell,
            MaxPrice = 100,
            Categories = ["Running", "Trail"],
            WhenNone = WhenNoRecommendations.HideBlock,
        };

        var built = JourneyDefinition.Build(new JourneyName("a"), journey => journey.Steps.SendEmail("mail", "mail", options: send => send.Recommendations = block));

        ((SendStep)built.Steps[0]).Recommendations.Should().Be(block);
    }
}
