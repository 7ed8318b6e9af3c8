using System.Globalization;
using Retention.Workflows.Import;
using Retention.Workflows.Replay;
using Retention.Workflows.Tool.Import;
using Retention.Workflows.Tool.Shell;

namespace Retention.Workflows.Tool.Replay;

/// <summary>The shop's history for a replay: recorded events, and customers that are made up for their ids.</summary>
internal sealed class RecordedHistory
{
    private const int MaxPhones = 1_000_000_000;

    private static readonly Channel[] Channels = [Channel.Email, Channel.Sms, Channel.Push, Channel.WhatsApp, Channel.Viber];

    private RecordedHistory(ReplayHistory history, DateOnly firstDay, DateOnly lastDay) =>
        (History, FirstDay, LastDay) = (history, firstDay, lastDay);

    internal ReplayHistory History { get; }

    internal DateOnly FirstDay { get; }

    internal DateOnly LastDay { get; }

    /// <summary>The currency of most amounts; null if no event has an amount.</summary>
    internal string? Currency => History.Events.Select(@event => @event.Currency).OfType<string>().CountBy(currency => currency)
        .OrderByDescending(counted => counted.Value).ThenBy(counted => counted.Key, StringComparer.Ordinal)
        .Select(counted => counted.Key).FirstOrDefault();

    internal int Purchases => History.Events.Count(@event => @event.Name == EventNames.Purchase);

    /// <exception cref="ImportException">A file is invalid.</exception>
    /// <exception cref="ToolException">The files have no events.</exception>
    internal static RecordedHistory Read(ReplayArguments arguments, TimeZoneInfo zone, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var limits = new EventLimits { Latest = now.AddDays(1) };
        var events = new List<CustomerEvent>();
        if (arguments.Orders is { } orders)
            events.AddRange(OrderCsv.Open(
                orders, Mappings.Orders(arguments.Mapping, arguments.Currency, arguments.Shop.TimeZone), new ImportOptions { Limits = limits })
                .ReadAll(cancellationToken).Events);
        if (arguments.Events is { } lines)
            events.AddRange(EventLines.Read(lines, limits).Events);
        if (events.Count == 0)
            throw new ToolException($"{arguments.Orders ?? arguments.Events}: has no events, so there is nothing to replay.");
        var customers = events.Select(@event => @event.Customer).Distinct().Order().Select(Describe);
        var history = new ReplayHistory([.. customers], events);
        return new RecordedHistory(history, DayOf(history.Events[0]), DayOf(history.Events[^1]));

        DateOnly DayOf(CustomerEvent @event) => LocalTime.LocalDate(@event.OccurredAt, zone);
    }

    private static Customer Describe(CustomerId id, int index) => new()
    {
        Id = id,
        Addresses = Channels.Where(channel => channel == Channel.Email || index < MaxPhones)
            .ToDictionary(channel => channel, channel => AddressOn(channel, index)),
        Consents = [.. Channels.Select(channel => new Consent { Topic = Topic.Marketing, Channel = channel, Granted = true })],
    };

    /// <summary>An address that cannot be anybody's: a reserved domain, a country code that nobody has.</summary>
    private static string AddressOn(Channel channel, int index) => channel == Channel.Email
        ? string.Create(CultureInfo.InvariantCulture, $"customer-{index + 1}@replay.example")
        : string.Create(CultureInfo.InvariantCulture, $"+999{index:000000000}");
}
