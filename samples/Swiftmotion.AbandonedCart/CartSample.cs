using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Retention.Workflows;
using Retention.Workflows.Replay;
using Retention.Workflows.Sqlite;
using Spectre.Console;
using Swiftmotion.Churn;

namespace Swiftmotion.AbandonedCart;

/// <summary>The whole sample: reads or generates clicks, replays the journey over them and writes a report.</summary>
internal static class CartSample
{
    /// <summary>Days replayed after the last event, so that active enrollments can end.</summary>
    private const int DaysAfter = 12;

    internal static async Task<int> RunAsync(SampleArguments arguments, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var shop = arguments.Events is { } file
            ? Read(file, arguments.Sessions) : ClickStream.Generate(arguments.Seed, arguments.Customers);
        var output = new SampleOutput(arguments.Output);
        output.Prepare(Describe(arguments), arguments.Fresh);
        var data = shop.Data;
        console.WriteLine(
            $"{data.Profile.Name}: {data.Customers.Count:N0} customers, {data.Events.Count:N0} events. The journey goes live on {shop.LiveFrom:yyyy-MM-dd} and is replayed until {data.LastDay.AddDays(DaysAfter):yyyy-MM-dd}.");

        var opens = arguments.Opens ? new OpenModel() : null;
        var provider = Configure(shop, output, opens);
        await using (provider.ConfigureAwait(false))
        {
            var replay = provider.GetRequiredService<JourneyReplay>();
            var history = new ReplayHistory(data.Customers, data.Events);
            var result = new ReplayResult();
            await ProgressLine.RunAsync(console, "Replaying", async progress =>
                result = await replay.RunAsync(history, new ReplayMarks(progress), cancellationToken).ConfigureAwait(false))
                .ConfigureAwait(false);
            var report = await ReportAsync(provider, shop, opens, result, cancellationToken).ConfigureAwait(false);
            await File.WriteAllTextAsync(output.Report, HtmlReport.Render(report), cancellationToken).ConfigureAwait(false);
            ConsoleReport.Write(console, report);
        }

        console.WriteLine($"Messages: {string.Join(", ", SampleOutput.Channels)} in {output.Folder}");
        console.WriteLine($"Database: {output.Database}");
        console.WriteLine($"Report:   {output.Report}");
        return 0;
    }

    private static CartShop Read(string file, int sessions)
    {
        var events = EventLines.Read(file, new EventLimits { Latest = TimeProvider.System.GetUtcNow().AddDays(1) }).Events;
        return events.Count > 0
            ? RealClicks.From(events, sessions)
            : throw new ImportException(
                [new ImportError { File = file, Line = 0, Reason = "holds no events, so there is nothing to replay" }], 1);
    }

    /// <summary>Describes the replayed data in one line. The output folder stores it, to decide whether a later run may continue.</summary>
    private static string Describe(SampleArguments arguments)
    {
        var shop = arguments.Events is { } file
            ? $"events with SHA-256 {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}{(arguments.Sessions == int.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $", {arguments.Sessions} sessions"))}"
            : string.Create(CultureInfo.InvariantCulture, $"generated with seed {arguments.Seed}, {arguments.Customers} customers");
        return arguments.Opens ? shop : shop + ", no opens";
    }

    private static ServiceProvider Configure(CartShop shop, SampleOutput output, OpenModel? opens)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddSimpleConsole(simple => simple.SingleLine = true).SetMinimumLevel(LogLevel.Warning));
        services.AddRetentionWorkflows(retention =>
        {
            retention.Configure(options =>
            {
                options.Shop = shop.Data.Profile;
                options.Delivery.SendConcurrency = 64;

                // A shop reads its key from configuration and never changes it.
                options.Privacy.Key = "swiftmotion-sample-key";
                options.Privacy.UnsubscribeUrl = $"https://swiftmotion.example/unsubscribe?t={PrivacyOptions.UnsubscribeToken}";

                // Phones get no messages at night; mails may be sent. Nobody gets more than five messages a week.
                options.QuietHours.Add(new QuietHours { From = new TimeOnly(21, 0), Until = new TimeOnly(8, 0),
                    Channels = [Channel.Sms, Channel.Push, Channel.WhatsApp, Channel.Viber] });
                options.FrequencyCaps.Add(new FrequencyCap { Max = 5, Period = Period.Days(7) });
            });
            retention.Journeys.Add<AbandonedCartJourney>();
            retention.Store.UseSqlite(output.Database, sqlite =>
            {
                sqlite.BusyTimeout = TimeSpan.FromSeconds(5);

                // The replay stops its clock at every relevant click, and each stop commits a few transactions. A killed process continues
                // on the next run; only a power failure can lose the last commits.
                sqlite.Synchronous = SqliteSynchronous.Normal;
            });
            retention.Segments.UseRfm(rfm => rfm.Schedule = Schedule.Daily(new TimeOnly(3, 0)));
            retention.Templates.FromFolder(Path.Combine(AppContext.BaseDirectory, "Templates"));
            retention.Channels.AddPickupEmail(output.MessagesOf(Channel.Email), email =>
            {
                email.From = "hello@swiftmotion.example";
                email.FromName = shop.Data.Profile.Name;
            });
            retention.Channels.AddPickupSms(output.MessagesOf(Channel.Sms), sms => sms.From = "Swiftmotion");
            foreach (var channel in (Channel[])[Channel.Push, Channel.WhatsApp, Channel.Viber])
                retention.Channels.Add(new FolderChannel(channel, output.MessagesOf(channel)));
            retention.Recommendations.UseProducts(shop.Data.Products);
            retention.Recommendations.UseStores(shop.Stores);
            foreach (var offer in Offers.In(shop.Data.Currency, shop.Gift))
                retention.Vouchers.AddOffer(offer);
            retention.UseReplay(replay =>
            {
                var zone = TimeZones.For(shop.Data.Profile.TimeZone, TimeZoneInfo.Utc);
                replay.From = LocalTime.StartOfDay(shop.LiveFrom, zone);
                replay.Until = LocalTime.StartOfDay(shop.Data.LastDay.AddDays(DaysAfter), zone);
                replay.Opens = opens;
            });
        });
        return services.BuildServiceProvider();
    }

    private static async Task<JourneyReport> ReportAsync(
        IServiceProvider provider, CartShop shop, OpenModel? opens, ReplayResult result, CancellationToken cancellationToken)
    {
        var counters = await provider.GetRequiredService<IRetentionOperations>()
            .ReadCountersAsync(AbandonedCartJourney.Name, cancellationToken).ConfigureAwait(false);
        return JourneyReport.Create(JourneyDefinition.From<AbandonedCartJourney>(), counters, new JourneyReportFacts
        {
            From = shop.LiveFrom,
            To = shop.Data.LastDay.AddDays(DaysAfter),
            AsOf = shop.Data.LastDay.AddDays(DaysAfter),
            OpensAreAssumed = opens is not null,
            Shop = shop.Data.Profile,
            Currency = shop.Data.Currency,
            Customers = shop.Data.Customers.Count,
            Purchases = shop.Data.Events.Count(@event => @event.Name == EventNames.Purchase),
            Notes =
            [
                "Clicks and purchases are the recorded ones: a replay shows whom the journey would have reached, not what it would have earned.",
                opens?.Describe() ?? "Nobody opens a mail in this replay.",
                "A recorded purchase redeems a voucher that the customer holds at that moment, where the order qualifies: one for the original cart only with that cart.",
                .. result.Describe() is { } leftOut ? [leftOut] : Array.Empty<string>(),
            ],
        });
    }

    private sealed class ReplayMarks(IProgress<ProgressMark> marks) : IProgress<ReplayProgress>
    {
        public void Report(ReplayProgress value) =>
            marks.Report(new ProgressMark(value.Share, value.Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }
}
