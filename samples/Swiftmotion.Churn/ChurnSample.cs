using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Retention.Workflows;
using Spectre.Console;
using static Retention.Workflows.Period;

namespace Swiftmotion.Churn;

/// <summary>The whole sample: a shop in, the journey replayed over its history, a report out.</summary>
internal static class ChurnSample
{
    internal static async Task<int> RunAsync(SampleArguments arguments, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var shop = arguments.Purchases is { } file ? SampleShop.Read(file) : SampleShop.Generate(arguments.Seed);
        var output = new SampleOutput(arguments.Output);
        output.Prepare(arguments.Fresh);
        console.WriteLine($"{shop.Profile.Name}: {shop.History.Customers.Count:N0} customers, {shop.Purchases:N0} purchases; the journey goes live on {shop.From:yyyy-MM-dd} and is replayed until {shop.Until:yyyy-MM-dd}.");

        var opens = arguments.Opens ? new OpenModel() : null;
        var provider = Configure(shop, output, opens);
        await using (provider.ConfigureAwait(false))
        {
            var replay = provider.GetRequiredService<JourneyReplay>();
            await SampleProgress.RunAsync(console, progress => replay.RunAsync(shop.History, progress, cancellationToken)).ConfigureAwait(false);
            await SegmentList.WriteAsync(provider, shop, output.Segments, cancellationToken).ConfigureAwait(false);
            var report = await ReportAsync(provider, shop, opens, cancellationToken).ConfigureAwait(false);
            await File.WriteAllTextAsync(output.Report, HtmlReport.Render(report), cancellationToken).ConfigureAwait(false);
            ConsoleReport.Write(console, report);
        }

        console.WriteLine($"Mails:    {output.Mails}");
        console.WriteLine($"Texts:    {output.Texts}");
        console.WriteLine($"Segments: {output.Segments}");
        console.WriteLine($"Database: {output.Database}");
        console.WriteLine($"Report:   {output.Report}");
        return 0;
    }

    private static ServiceProvider Configure(SampleShop shop, SampleOutput output, OpenModel? opens)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddSimpleConsole(simple => simple.SingleLine = true).SetMinimumLevel(LogLevel.Warning));
        services.AddRetentionWorkflows(retention =>
        {
            retention.Configure(options =>
            {
                options.Shop = shop.Profile;
                options.SendConcurrency = 64;
            });
            retention.Journeys.Add<ChurnJourney>();
            retention.Store.UseSqlite(output.Database);
            retention.Segments.UseRfm(rfm => rfm.Schedule = Schedule.Monthly(1, new TimeOnly(3, 0)));
            retention.Templates.FromFolder(Path.Combine(AppContext.BaseDirectory, "Templates"));
            retention.Channels.AddPickupEmail(output.Mails, email =>
            {
                email.From = "hello@swiftmotion.example";
                email.FromName = shop.Profile.Name;
            });
            retention.Channels.AddPickupSms(output.Texts, sms => sms.From = "Swiftmotion");
            retention.Recommendations.UseProducts(shop.Products);
            retention.Vouchers.AddOffer(new VoucherOffer
            {
                Name = "comeback-20",
                Discount = Discount.Percent(20),
                MinimumSpend = 20,
                Currency = shop.Currency,
                ValidFor = Days(14),
                CodePrefix = "SWIFT",
            });
            retention.UseReplay(replay =>
            {
                replay.From = shop.From;
                replay.Until = shop.Until;
                replay.Opens = opens;
            });
        });
        return services.BuildServiceProvider();
    }

    private static async Task<JourneyReport> ReportAsync(IServiceProvider provider, SampleShop shop, OpenModel? opens, CancellationToken cancellationToken)
    {
        var counters = await provider.GetRequiredService<IRetentionClient>().ReadCountersAsync(ChurnJourney.Name, cancellationToken).ConfigureAwait(false);
        return JourneyReport.Create(JourneyDefinition.From<ChurnJourney>(), counters, new JourneyReportFacts
        {
            From = DateOnly.FromDateTime(shop.From.UtcDateTime),
            To = DateOnly.FromDateTime(shop.Until.UtcDateTime),
            Shop = shop.Profile,
            Currency = shop.Currency,
            Customers = shop.History.Customers.Count,
            Purchases = shop.Purchases,
            Notes =
            [
                shop.Note,
                "Purchases are the recorded ones: a replay shows whom the journey would have reached, not what it would have earned.",
                opens?.Describe() ?? "Nobody opens a mail in this replay.",
                "A recorded purchase redeems the voucher that the customer holds at that moment, where the order qualifies for it.",
            ],
        });
    }
}
