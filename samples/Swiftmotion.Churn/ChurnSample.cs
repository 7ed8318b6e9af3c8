using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Retention.Workflows;
using Retention.Workflows.Import;
using Retention.Workflows.Replay;
using Spectre.Console;
using static Retention.Workflows.Period;

namespace Swiftmotion.Churn;

/// <summary>The whole sample: reads or generates a shop, replays the journey over its history and writes a report.</summary>
internal static class ChurnSample
{
    internal static async Task<int> RunAsync(SampleArguments arguments, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var shop = arguments.Purchases is { } file ? Read(file) : SwiftmotionShop.Generate(arguments.Seed, arguments.Customers);
        var (from, until) = Stretch(shop);
        var output = new SampleOutput(arguments.Output);
        output.Prepare(Describe(arguments), arguments.Fresh);
        console.WriteLine(
            $"{shop.Profile.Name}: {shop.Customers.Count:N0} customers, {Purchases(shop):N0} purchases. The journey goes live on {shop.FirstDay.AddMonths(6):yyyy-MM-dd} and is replayed until {shop.LastDay:yyyy-MM-dd}.");

        var opens = arguments.Opens ? new OpenModel() : null;
        var provider = Configure(shop, output, opens, from, until);
        await using (provider.ConfigureAwait(false))
        {
            var replay = provider.GetRequiredService<JourneyReplay>();
            var history = new ReplayHistory(shop.Customers, shop.Events);
            var result = new ReplayResult();
            await ProgressLine.RunAsync(console, "Replaying", async progress =>
                result = await replay.RunAsync(history, new ReplayMarks(progress), cancellationToken).ConfigureAwait(false))
                .ConfigureAwait(false);
            await SegmentList.WriteAsync(provider, output.Segments, cancellationToken).ConfigureAwait(false);
            var report = await ReportAsync(provider, shop, opens, result, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Reads a shop of real purchases. Its history must be long enough to replay a journey.</summary>
    private static ShopData Read(string file)
    {
        var purchases = OrderCsv.Open(file, OrderMapping.Plain()).ReadAll().Events;
        if (purchases.Count == 0)
            throw NotUsable("holds no purchases, so there is nothing to replay");
        var shop = RealShop.From(purchases);
        return shop.FirstDay.AddMonths(6) <= shop.LastDay
            ? shop
            : throw NotUsable(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"reaches from {shop.FirstDay:yyyy-MM-dd} to {shop.LastDay:yyyy-MM-dd}; the journey goes live half a year after the first purchase, so it takes more than that"));

        ImportException NotUsable(string reason) => new([new ImportError { File = file, Line = 0, Reason = reason }], 1);
    }

    /// <summary>Describes the replayed data in one line. The output folder stores it, to decide whether a later run may continue.</summary>
    private static string Describe(SampleArguments arguments)
    {
        var shop = arguments.Purchases is { } file
            ? $"purchases with SHA-256 {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}"
            : string.Create(CultureInfo.InvariantCulture, $"generated with seed {arguments.Seed}, {arguments.Customers} customers");
        return arguments.Opens ? shop : shop + ", no opens";
    }

    private static ServiceProvider Configure(
        ShopData shop, SampleOutput output, OpenModel? opens, DateTimeOffset from, DateTimeOffset until)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddSimpleConsole(simple => simple.SingleLine = true).SetMinimumLevel(LogLevel.Warning));
        services.AddRetentionWorkflows(retention =>
        {
            retention.Configure(options =>
            {
                options.Shop = shop.Profile;
                options.Delivery.SendConcurrency = 64;

                // A shop reads its key from configuration and never changes it.
                options.Privacy.Key = "swiftmotion-sample-key";
                options.Privacy.UnsubscribeUrl = $"https://swiftmotion.example/unsubscribe?t={PrivacyOptions.UnsubscribeToken}";
            });
            SampleJourney.AddTo(retention.Journeys);
            retention.Store.UseSqlite(output.Database, sqlite => sqlite.BusyTimeout = TimeSpan.FromSeconds(5));
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
                replay.From = from;
                replay.Until = until;
                replay.Opens = opens;
            });
        });
        return services.BuildServiceProvider();
    }

    private static async Task<JourneyReport> ReportAsync(
        IServiceProvider provider, ShopData shop, OpenModel? opens, ReplayResult result, CancellationToken cancellationToken)
    {
        var journey = provider.GetRequiredService<JourneyDefinition>();
        var counters = await provider.GetRequiredService<IRetentionOperations>()
            .ReadCountersAsync(journey.Name, cancellationToken).ConfigureAwait(false);
        return JourneyReport.Create(journey, counters, new JourneyReportFacts
        {
            From = shop.FirstDay.AddMonths(6),
            To = shop.LastDay,
            AsOf = shop.LastDay,
            OpensAreAssumed = opens is not null,
            Shop = shop.Profile,
            Currency = shop.Currency,
            Customers = shop.Customers.Count,
            Purchases = Purchases(shop),
            Notes =
            [
                "Purchases are the recorded ones: a replay shows whom the journey would have reached, not what it would have earned.",
                opens?.Describe() ?? "Nobody opens a mail in this replay.",
                "A recorded purchase redeems the voucher that the customer holds at that moment, where the order qualifies for it.",
                .. result.Describe() is { } leftOut ? [leftOut] : Array.Empty<string>(),
            ],
        });
    }

    /// <summary>
    /// The replayed period. The journey goes live after half a year of history, so that segments are meaningful. The period ends in the
    /// night after the last day, when segments are computed once more.
    /// </summary>
    private static (DateTimeOffset From, DateTimeOffset Until) Stretch(ShopData shop)
    {
        var zone = TimeZones.For(shop.Profile.TimeZone, TimeZoneInfo.Utc);
        return (LocalTime.StartOfDay(shop.FirstDay.AddMonths(6), zone), LocalTime.ToInstant(
            shop.LastDay.AddDays(1), new TimeOnly(4, 0), zone));
    }

    private static int Purchases(ShopData shop) => shop.Events.Count(@event => @event.Name == EventNames.Purchase);

    private sealed class ReplayMarks(IProgress<ProgressMark> marks) : IProgress<ReplayProgress>
    {
        public void Report(ReplayProgress value) =>
            marks.Report(new ProgressMark(value.Share, value.Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }
}
