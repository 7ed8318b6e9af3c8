using System.CommandLine;
using Retention.Workflows.Tool.Import;
using Retention.Workflows.Tool.Shell;

namespace Retention.Workflows.Tool.Replay;

/// <summary><c>retention replay JOURNEY --orders FILE</c></summary>
internal static class ReplayCommand
{
    internal static Command Create()
    {
        var journey = new Argument<string>("file") { Description = "The file of the journey, as JSON." };
        var orders = new Option<string?>("--orders") { Description = "Orders as CSV.", HelpName = "file" };
        var mapping = new Option<string>("--mapping")
        {
            Description = "How the orders are read: plain, shopify, woocommerce, magento, or a JSON file with a mapping.",
            HelpName = "name or file",
            DefaultValueFactory = _ => Mappings.Plain,
        };
        var events = new Option<string?>("--events") { Description = "Events, one JSON object a line.", HelpName = "file" };
        var from = new Option<DateOnly?>("--from") { Description = "The first day; half a year after the first event by default." };
        var until = new Option<DateOnly?>("--until") { Description = "The last day; the day of the last event by default." };
        var offers = new Option<string[]>("--offer")
        {
            Description = "An offer that the journey issues: comeback=20%, ten=10,min=30,valid=P14D, send=free-delivery, gift=gift:SOCKS.",
            HelpName = "name=terms",
        };
        var templates = new Option<string?>("--templates")
        {
            Description = "The folder of the shop's templates, so that they are rendered; without it only names are used.",
            HelpName = "folder",
        };
        var report = new Option<string>("--report") { Description = "The page to write.", DefaultValueFactory = _ => "report.html" };
        var noOpens = new Option<bool>("--no-opens") { Description = "Nobody opens a mail; by default four of ten do." };
        var currency = new Option<string>("--currency")
        {
            Description = "The ISO 4217 code of orders without a currency.", DefaultValueFactory = _ => "EUR",
        };
        var shop = new Option<string>("--shop") { Description = "The shop's name.", DefaultValueFactory = _ => new ShopProfile().Name };
        var zone = new Option<string>("--time-zone") { Description = "The shop's IANA time zone.", DefaultValueFactory = _ => "UTC" };
        var command = new Command(
            "replay",
            "Runs a journey over recorded orders and events in virtual time and writes a report: whom it would have reached, when, with "
            + "which messages. Nothing is sent; every customer is assumed to have addresses and to consent.")
        {
            journey, orders, mapping, events, from, until, offers, templates, report, noOpens, currency, shop, zone,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(orders) is null && result.GetResult(events) is null)
                result.AddError("Name the history: --orders FILE, --events FILE, or both.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var arguments = new ReplayArguments
            {
                Journey = parsed.GetRequiredValue(journey),
                Orders = parsed.GetValue(orders),
                Mapping = parsed.GetRequiredValue(mapping),
                Events = parsed.GetValue(events),
                From = parsed.GetValue(from),
                Until = parsed.GetValue(until),
                Offers = parsed.GetValue(offers) ?? [],
                Templates = parsed.GetValue(templates),
                Report = parsed.GetRequiredValue(report),
                Opens = !parsed.GetValue(noOpens),
                Currency = parsed.GetRequiredValue(currency),
                Shop = new ShopProfile { Name = parsed.GetRequiredValue(shop), TimeZone = parsed.GetRequiredValue(zone) },
            };
            await ReplayRun.RunAsync(
                arguments, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancellationToken)
                .ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }
}
