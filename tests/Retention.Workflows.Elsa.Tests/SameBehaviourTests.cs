using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Hosting;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Swiftmotion.Churn;

namespace Retention.Workflows.Elsa.Tests;

/// <summary>The same journey over the same history, once on the engine and once led by Elsa.</summary>
public class SameBehaviourTests
{
    [Fact]
    public async Task The_churn_journey_does_the_same_led_by_Elsa()
    {
        var shop = SwiftmotionShop.Generate(seed: 3, customers: 150);
        var definition = JourneyDefinition.From<ChurnJourney>();

        var own = await ReplayAsync(shop, definition);
        var elsa = await ReplayAsync(shop, definition.ToElsa());

        own.Messages.Should().NotBeEmpty();
        own.Vouchers.Should().NotBeEmpty();
        elsa.Messages.Should().Equal(own.Messages);
        elsa.Vouchers.Should().Equal(own.Vouchers);
        elsa.Exits.Should().Equal(own.Exits);
        elsa.History.Should().Equal(own.History);
    }

    private static async Task<Traces> ReplayAsync(ShopData shop, JourneyDefinition journey)
    {
        var store = new InMemoryRetentionStore(partitions: 2);
        var channels = new[] { Channel.Email, Channel.Sms }.Select(channel => new RecordingChannel(channel)).ToList();
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddRetentionWorkflows(retention =>
        {
            retention.Configure(options => options.Shop = shop.Profile);
            retention.UseElsa().Journeys.Add(journey);
            retention.Store.Use(_ => store);
            retention.Segments.UseRfm(rfm => rfm.Schedule = Schedule.Monthly(1, new TimeOnly(3, 0)));
            retention.Templates.Use(new PlainTemplates());
            foreach (var channel in channels)
                retention.Channels.Add(channel);
            retention.Recommendations.UseProducts(shop.Products);
            retention.Vouchers.AddOffer(new VoucherOffer { Name = "comeback-20", Discount = Discount.Percent(20), MinimumSpend = 20, Currency = shop.Currency, ValidFor = Period.Days(14) });
            retention.UseReplay(replay =>
            {
                replay.From = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
                replay.Until = new DateTimeOffset(2025, 12, 1, 0, 0, 0, TimeSpan.Zero);
            });
        });
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<JourneyReplay>().RunAsync(new ReplayHistory(shop.Customers, shop.Events), cancellationToken: TestContext.Current.CancellationToken);
        return await Traces.ReadAsync(provider.GetRequiredService<IRetentionClient>(), channels, shop.Customers.Select(customer => customer.Id));
    }
}
