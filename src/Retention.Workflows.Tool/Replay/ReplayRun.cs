using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Hosting;
using Retention.Workflows.Replay;
using Retention.Workflows.Sqlite;
using Retention.Workflows.Tool.Journeys;
using Retention.Workflows.Tool.Shell;

namespace Retention.Workflows.Tool.Replay;

/// <summary>
/// One replay: reads the history, runs the journey over it in a database that is deleted afterwards, and writes the report.
/// </summary>
internal static class ReplayRun
{
    private const int MonthsBefore = 6;

    internal static async Task RunAsync(
        ReplayArguments arguments, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var journey = JourneyFile.Read(arguments.Journey);
        var zone = ZoneOf(arguments.Shop.TimeZone);
        if (arguments.Templates is { } templates && !Directory.Exists(templates))
            throw new ToolException($"--templates {templates}: the folder does not exist.");
        var recorded = RecordedHistory.Read(arguments, zone, TimeProvider.System.GetUtcNow(), cancellationToken);
        var currency = recorded.Currency ?? arguments.Currency;
        VoucherOffer[] offers = [.. arguments.Offers.Select(offer => OfferArgument.Read(offer, currency))];
        var (first, last) = DaysOf(arguments, recorded);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{recorded.History.Customers.Count:N0} customers, {recorded.History.Events.Count:N0} events. '{journey.Name}' goes live on {first:yyyy-MM-dd} and is replayed until {last:yyyy-MM-dd}."))
            .ConfigureAwait(false);

        var folder = Directory.CreateTempSubdirectory("retention-replay-");
        try
        {
            var opens = arguments.Opens ? new OpenModel() : null;
            var provider = Configure(arguments, journey, offers, Path.Combine(folder.FullName, "replay.db"), options =>
            {
                options.From = LocalTime.StartOfDay(first, zone);
                options.Until = LocalTime.StartOfDay(last.AddDays(1), zone);
                options.Opens = opens;
            });
            await using (provider.ConfigureAwait(false))
            {
                var result = await ReplayAsync(provider, recorded, errors, cancellationToken).ConfigureAwait(false);
                var counters = await provider.GetRequiredService<IRetentionOperations>()
                    .ReadCountersAsync(journey.Name, cancellationToken).ConfigureAwait(false);
                var report = JourneyReport.Create(journey, counters, new JourneyReportFacts
                {
                    From = first,
                    To = last,
                    AsOf = last,
                    OpensAreAssumed = opens is not null,
                    Shop = arguments.Shop,
                    Currency = currency,
                    Customers = recorded.History.Customers.Count,
                    Purchases = recorded.Purchases,
                    Notes = [.. Notes(arguments, opens), .. result.Describe() is { } leftOut ? [leftOut] : Array.Empty<string>()],
                });
                await File.WriteAllTextAsync(arguments.Report, HtmlReport.Render(report), cancellationToken).ConfigureAwait(false);
                await output.WriteLineAsync(report.ToText()).ConfigureAwait(false);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        await output.WriteLineAsync($"Report: {Path.GetFullPath(arguments.Report)}").ConfigureAwait(false);
    }

    private static async Task<ReplayResult> ReplayAsync(
        ServiceProvider provider, RecordedHistory recorded, TextWriter errors, CancellationToken cancellationToken)
    {
        try
        {
            return await provider.GetRequiredService<JourneyReplay>()
                .RunAsync(recorded.History, new TenthsProgress(errors), cancellationToken).ConfigureAwait(false);
        }
        catch (JourneyDefinitionException exception)
        {
            throw new ToolException(
                $"{exception.Message}{Environment.NewLine}Describe offers with --offer NAME=TERMS. Custom segments and predicates are code of a host: replay such a journey there, with UseReplay.",
                exception);
        }
    }

    private static ServiceProvider Configure(
        ReplayArguments arguments, JourneyDefinition journey, IReadOnlyList<VoucherOffer> offers, string database,
        Action<ReplayOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddSimpleConsole(simple => simple.SingleLine = true).SetMinimumLevel(LogLevel.Error));
        services.AddRetentionWorkflows(retention =>
        {
            retention.Configure(options => options.Shop = arguments.Shop);
            retention.Journeys.Add(journey);
            retention.Store.UseSqlite(database, sqlite => sqlite.Synchronous = SqliteSynchronous.Normal);
            retention.Segments.UseRfm(rfm => rfm.Schedule = Schedule.Monthly(1, new TimeOnly(3, 0)));
            if (arguments.Templates is { } templates)
                retention.Templates.FromFolder(Path.GetFullPath(templates));
            else
                retention.Templates.Use(new NameTemplates());
            foreach (var channel in (Channel[])[Channel.Email, Channel.Sms, Channel.Push, Channel.WhatsApp, Channel.Viber])
                retention.Channels.Add(new AcceptingChannel(channel));
            retention.Recommendations.UseProducts([]);
            foreach (var offer in offers)
                retention.Vouchers.AddOffer(offer);
            retention.UseReplay(configure);
        });
        return services.BuildServiceProvider();
    }

    private static IEnumerable<string> Notes(ReplayArguments arguments, OpenModel? opens)
    {
        yield return "Purchases are the recorded ones: a replay shows whom the journey would have reached, not what it would have earned.";
        yield return "Every customer is assumed to have an address on every channel and to consent.";
        yield return opens?.Describe() ?? "Nobody opens a mail in this replay.";
        yield return "A recorded purchase redeems the voucher that the customer holds at that moment, where the order qualifies for it.";
        if (arguments.Templates is null)
            yield return "Templates were not rendered, so no message was left out because its voucher had been redeemed.";
    }

    private static (DateOnly First, DateOnly Last) DaysOf(ReplayArguments arguments, RecordedHistory recorded)
    {
        var first = arguments.From ?? recorded.FirstDay.AddMonths(MonthsBefore);
        var last = arguments.Until ?? recorded.LastDay;
        if (first <= last)
            return (first, last);
        var stretch = string.Create(
            CultureInfo.InvariantCulture, $"The history reaches from {recorded.FirstDay:yyyy-MM-dd} to {recorded.LastDay:yyyy-MM-dd}");
        throw new ToolException(arguments.From is null
            ? $"{stretch}. By default a journey goes live {MonthsBefore} months after the first event; name an earlier day with --from."
            : $"{stretch}; --from must be before --until.");
    }

    private static TimeZoneInfo ZoneOf(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
        ? zone : throw new ToolException($"--time-zone {name}: no such time zone; write an IANA name such as Europe/Prague.");

    /// <summary>Writes a line for each tenth of the replay, on standard error, so that the report can be redirected.</summary>
    private sealed class TenthsProgress(TextWriter errors) : IProgress<ReplayProgress>
    {
        private int _shown = -1;

        public void Report(ReplayProgress value)
        {
            var tenth = (int)(value.Share * 10);
            if (tenth <= _shown)
                return;
            _shown = tenth;
            errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Replaying {tenth * 10} % {value.Now:yyyy-MM-dd}"));
        }
    }
}
