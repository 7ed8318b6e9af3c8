using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Events;
using Retention.Workflows.Naming;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>Who got how many messages when, as far as a cap asks: from the event log, and from what is being handed over or will be tried again.</summary>
/// <remarks>A hand-over that is to be repeated may have come through, so its place is free again only when it fails for good.</remarks>
internal sealed class FrequencyCapCounter
{
    private readonly IReadOnlyList<FrequencyCap> _caps;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<CustomerId, List<Place>> _places = [];

    private FrequencyCapCounter(IReadOnlyList<FrequencyCap> caps, DateTimeOffset now)
    {
        _caps = caps;
        _now = now;
    }

    internal static async Task<FrequencyCapCounter> OpenAsync(Batch batch, Fallbacks steps, IReadOnlyDictionary<CustomerId, Customer> customers, CancellationToken cancellationToken)
    {
        var ledger = new FrequencyCapCounter([.. batch.Settings.Options.FrequencyCaps], batch.Now);
        if (ledger._caps.Count == 0)
            return ledger;

        var sent = customers.Values.Select(customer => new EventWindow(customer.Id, EventNames.MessageSent, ledger.Earliest(TimeZones.For(customer.TimeZone, batch.Settings.Zone)), batch.Now)).ToList();
        var found = await batch.Transaction.Events.ReadAsync([.. sent, .. sent.Select(window => window with { Name = EventNames.MessageFailed })], cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < sent.Count; index++)
        {
            // One that was reported as not delivered gave its place back.
            var failed = found[sent.Count + index].Select(MessageEvents.MessageOf).ToHashSet();
            foreach (var @event in found[index].Where(@event => !failed.Contains(MessageEvents.MessageOf(@event))))
                ledger.Take(sent[index].Customer, new Place(null, @event.OccurredAt, ChannelOf(@event), TopicOf(@event)));
        }

        // Whose outcome is not written yet has no event. Where its version cannot be read here its topic is not known, so it counts for every cap of its channel.
        var enrollments = await batch.Transaction.Enrollments.ReadByCustomerAsync(customers.Keys.ToList(), cancellationToken).ConfigureAwait(false);
        foreach (var message in await batch.Transaction.Outbox.ReadByEnrollmentAsync([.. enrollments.Select(enrollment => enrollment.Id)], cancellationToken).ConfigureAwait(false))
        {
            if (message.Status == MessageStatus.Dispatching || (message.Status == MessageStatus.Queued && message.Attempt > 0))
                ledger.Take(message.Customer, new Place(message.Id, batch.Now, message.Channel, (await steps.ChosenAsync(message, cancellationToken).ConfigureAwait(false))?.Topic ?? default));
        }

        return ledger;
    }

    /// <summary>When there is room for a message again; none when there is room now.</summary>
    internal DateTimeOffset? FullUntil(OutboxMessage message, Topic topic, TimeZoneInfo zone)
    {
        DateTimeOffset? full = null;
        foreach (var cap in _caps.Where(cap => cap.Concerns(message.Channel, topic)))
        {
            // Counted by the same calendar that says when there is room again: a month before 28 February is not where a month after 31 January leads.
            var counted = _places.GetValueOrDefault(message.Customer, []).Where(place => place.Message != message.Id && LocalTime.Add(place.At, cap.Period, zone) > _now && place.IsUnder(cap))
                .Select(place => place.At).Order().ToList();
            if (counted.Count < cap.Max)
                continue;
            var room = cap.Max == 0 ? DateTimeOffset.MaxValue : LocalTime.Add(counted[^cap.Max], cap.Period, zone);
            if (!(full > room))
                full = room;
        }

        return full;
    }

    /// <summary>Takes a place for a message that is about to be handed over; one that was handed over before keeps the place it has.</summary>
    internal void Take(OutboxMessage message, Topic topic)
    {
        if (message.Attempt == 0)
            Take(message.Customer, new Place(message.Id, _now, message.Channel, topic));
    }

    /// <summary>Gives back the place of a message that is not handed over again.</summary>
    internal void Release(OutboxMessage message)
    {
        if (_places.TryGetValue(message.Customer, out var places))
            places.RemoveAll(place => place.Message == message.Id);
    }

    private void Take(CustomerId customer, Place place)
    {
        if (_caps.Count == 0 || place.Topic == Topic.Transactional)
            return;
        if (!_places.TryGetValue(customer, out var places))
            _places[customer] = places = [];
        places.Add(place);
    }

    /// <summary>Nothing before it can count; a day more than the period, since the way back through a changed clock may be shorter than the way there.</summary>
    private DateTimeOffset Earliest(TimeZoneInfo zone) => _caps.Min(cap => LocalTime.Subtract(_now, cap.Period, zone)).AddDays(-1);

    private static Channel ChannelOf(CustomerEvent @event) =>
        @event.Properties.TryGetValue(MessageEvents.Channel, out var name) && KebabName.IsValid(name.ToString()) ? new Channel(name.ToString()) : default;

    private static Topic TopicOf(CustomerEvent @event) =>
        @event.Properties.TryGetValue(MessageEvents.Topic, out var name) && KebabName.IsValid(name.ToString()) ? new Topic(name.ToString()) : default;

    /// <summary>One place that is taken. One whose topic is not known counts for every cap of its channel.</summary>
    private readonly record struct Place(MessageId? Message, DateTimeOffset At, Channel Channel, Topic Topic)
    {
        internal bool IsUnder(FrequencyCap cap) => Topic == default ? cap.Channel is null || cap.Channel == Channel : cap.Concerns(Channel, Topic);
    }
}
