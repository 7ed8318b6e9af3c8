using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>Who got how many messages when, as far as a cap asks: from the event log, and from what is being handed over at this moment.</summary>
internal sealed class CapLedger
{
    private readonly IReadOnlyList<FrequencyCap> _caps;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<CustomerId, List<(DateTimeOffset At, Channel Channel, Topic Topic)>> _sent = [];

    private CapLedger(IReadOnlyList<FrequencyCap> caps, DateTimeOffset now)
    {
        _caps = caps;
        _now = now;
    }

    internal static async Task<CapLedger> OpenAsync(Batch batch, Fallbacks steps, IReadOnlyDictionary<CustomerId, Customer> customers, CancellationToken cancellationToken)
    {
        var ledger = new CapLedger([.. batch.Settings.Options.FrequencyCaps], batch.Now);
        if (ledger._caps.Count == 0)
            return ledger;

        var sent = customers.Values.Select(customer => new EventWindow(customer.Id, EventNames.MessageSent, ledger.Earliest(TimeZones.For(customer.TimeZone, batch.Settings.Zone)), batch.Now)).ToList();
        var found = await batch.Transaction.Events.ReadAsync([.. sent, .. sent.Select(window => window with { Name = EventNames.MessageFailed })], cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < sent.Count; index++)
        {
            // One that was reported as not delivered gave its place back.
            var failed = found[sent.Count + index].Select(MessageEvents.MessageOf).ToHashSet();
            foreach (var happened in found[index].Where(happened => !failed.Contains(MessageEvents.MessageOf(happened))))
                ledger.Take(sent[index].Customer, ChannelOf(happened), TopicOf(happened), happened.OccurredAt);
        }

        // Whose outcome is not written yet has no event. Where its version cannot be read here its topic is not known, so it counts for every cap of its channel.
        foreach (var message in await batch.Transaction.Outbox.ReadDispatchingAsync(cancellationToken).ConfigureAwait(false))
        {
            if (customers.ContainsKey(message.Customer))
                ledger.Take(message.Customer, message.Channel, (await steps.ChosenAsync(message, cancellationToken).ConfigureAwait(false))?.Topic ?? default, batch.Now);
        }

        return ledger;
    }

    /// <summary>When there is room again; none when there is room now.</summary>
    internal DateTimeOffset? FullUntil(CustomerId customer, Channel channel, Topic topic, TimeZoneInfo zone)
    {
        DateTimeOffset? full = null;
        foreach (var cap in _caps.Where(cap => cap.Concerns(channel, topic)))
        {
            // Counted by the same calendar that says when there is room again: a month before 28 February is not where a month after 31 January leads.
            var counted = _sent.GetValueOrDefault(customer, []).Where(entry => LocalTime.Add(entry.At, cap.Period, zone) > _now && (entry.Topic == default ? cap.Channel is null || cap.Channel == entry.Channel : cap.Concerns(entry.Channel, entry.Topic)))
                .Select(entry => entry.At).Order().ToList();
            if (counted.Count < cap.Max)
                continue;
            var room = cap.Max == 0 ? DateTimeOffset.MaxValue : LocalTime.Add(counted[^cap.Max], cap.Period, zone);
            if (!(full > room))
                full = room;
        }

        return full;
    }

    internal void Take(CustomerId customer, Channel channel, Topic topic, DateTimeOffset at)
    {
        if (_caps.Count == 0 || topic == Topic.Transactional)
            return;
        if (!_sent.TryGetValue(customer, out var entries))
            _sent[customer] = entries = [];
        entries.Add((at, channel, topic));
    }

    /// <summary>Nothing before it can count; a day more than the period, since the way back through a changed clock may be shorter than the way there.</summary>
    private DateTimeOffset Earliest(TimeZoneInfo zone) => _caps.Min(cap => LocalTime.Subtract(_now, cap.Period, zone)).AddDays(-1);

    private static Channel ChannelOf(CustomerEvent happened) =>
        happened.Properties.TryGetValue(MessageEvents.Channel, out var name) && KebabName.IsValid(name.ToString()) ? new Channel(name.ToString()) : default;

    private static Topic TopicOf(CustomerEvent happened) =>
        happened.Properties.TryGetValue(MessageEvents.Topic, out var name) && KebabName.IsValid(name.ToString()) ? new Topic(name.ToString()) : default;
}
