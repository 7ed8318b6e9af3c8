using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Events;
using Retention.Workflows.Naming;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// Counts the messages per customer that frequency caps need: from the event log, and from messages in sending or waiting for a retry.
/// </summary>
/// <remarks>A send that will be retried may have reached the customer, so its slot is released only when it fails for good.</remarks>
internal sealed class FrequencyCapCounter
{
    private readonly IReadOnlyList<FrequencyCap> _caps;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<CustomerId, List<Slot>> _slots = [];

    private FrequencyCapCounter(IReadOnlyList<FrequencyCap> caps, DateTimeOffset now)
    {
        _caps = caps;
        _now = now;
    }

    internal static async Task<FrequencyCapCounter> OpenAsync(
        Batch batch, Fallbacks steps, IReadOnlyDictionary<CustomerId, Customer> customers, CancellationToken cancellationToken)
    {
        var counter = new FrequencyCapCounter([.. batch.Settings.Options.FrequencyCaps], batch.Now);
        if (counter._caps.Count == 0)
            return counter;

        var sent = customers.Values.Select(customer => new EventWindow(customer.Id, EventNames.MessageSent,
            counter.Earliest(TimeZones.For(customer.TimeZone, batch.Settings.Zone)), batch.Now)).ToList();
        var found = await batch.Transaction.Events.ReadAsync(
            [.. sent, .. sent.Select(window => window with { Name = EventNames.MessageFailed })], cancellationToken).ConfigureAwait(false);
        var arrived = await ArrivedAsync(
            batch, [.. sent.Where((_, index) => found[sent.Count + index].Count > 0)], cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < sent.Count; index++)
        {
            // A message that was reported as not delivered released its slot, unless there is evidence that it arrived.
            var failed = found[sent.Count + index].Select(MessageEvents.MessageOf).Where(message => !arrived.Contains(message)).ToHashSet();
            foreach (var @event in found[index].Where(@event => !failed.Contains(MessageEvents.MessageOf(@event))))
                counter.Take(sent[index].Customer, new Slot(null, @event.OccurredAt, ChannelOf(@event), TopicOf(@event)));
        }

        // Messages without a stored result have no event. If this process cannot read their version, their topic is unknown and they count
        // for every cap of their channel.
        var enrollments =
            await batch.Transaction.Enrollments.ReadByCustomerAsync(customers.Keys.ToList(), cancellationToken).ConfigureAwait(false);
        foreach (var message in await batch.Transaction.Outbox.ReadByEnrollmentAsync(
            [.. enrollments.Select(enrollment => enrollment.Id)], cancellationToken).ConfigureAwait(false))
        {
            if (message.Status == MessageStatus.Dispatching || (message.Status == MessageStatus.Queued && message.Attempt > 0))
                counter.Take(message.Customer, new Slot(message.Id, batch.Now, message.Channel,
                    (await steps.ChosenAsync(message, cancellationToken).ConfigureAwait(false))?.Topic ?? default));
        }

        return counter;
    }

    private static async Task<HashSet<string>> ArrivedAsync(
        Batch batch, IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken)
    {
        if (windows.Count == 0)
            return [];
        var found = await batch.Transaction.Events.ReadAsync(
            [.. EventNames.Arrivals.SelectMany(name => windows.Select(window => window with { Name = name }))],
            cancellationToken).ConfigureAwait(false);
        return [.. found.SelectMany(events => events).Select(MessageEvents.MessageOf)];
    }

    /// <summary>Returns when the caps have room for a message again; null if they have room now.</summary>
    internal DateTimeOffset? FullUntil(OutboxMessage message, Topic topic, TimeZoneInfo zone)
    {
        DateTimeOffset? full = null;
        foreach (var cap in _caps.Where(cap => cap.Concerns(message.Channel, topic)))
        {
            // The same calendar counts messages and computes when there is room: a month before 28 February is not the inverse of a month
            // after 31 January.
            var counted = _slots.GetValueOrDefault(message.Customer, [])
                .Where(slot => slot.Message != message.Id && LocalTime.Add(slot.At, cap.Period, zone) > _now && slot.IsUnder(cap))
                .Select(slot => slot.At).Order().ToList();
            if (counted.Count < cap.Max)
                continue;
            var room = cap.Max == 0 ? DateTimeOffset.MaxValue : LocalTime.Add(counted[^cap.Max], cap.Period, zone);
            if (!(full > room))
                full = room;
        }

        return full;
    }

    /// <summary>Takes a slot for a message that is about to be sent. A message that was sent before keeps its slot.</summary>
    internal void Take(OutboxMessage message, Topic topic)
    {
        if (message.Attempt == 0)
            Take(message.Customer, new Slot(message.Id, _now, message.Channel, topic));
    }

    /// <summary>Releases the slot of a message that will not be sent again.</summary>
    internal void Release(OutboxMessage message)
    {
        if (_slots.TryGetValue(message.Customer, out var slots))
            slots.RemoveAll(slot => slot.Message == message.Id);
    }

    private void Take(CustomerId customer, Slot slot)
    {
        if (_caps.Count == 0 || slot.Topic == Topic.Transactional)
            return;
        if (!_slots.TryGetValue(customer, out var slots))
            _slots[customer] = slots = [];
        slots.Add(slot);
    }

    /// <summary>
    /// The earliest time that can count. It is one day before the period, since calendar arithmetic across a clock change is not symmetric.
    /// </summary>
    private DateTimeOffset Earliest(TimeZoneInfo zone) => _caps.Min(cap => LocalTime.Subtract(_now, cap.Period, zone)).AddDays(-1);

    private static Channel ChannelOf(CustomerEvent @event) =>
        @event.Properties.TryGetValue(MessageEvents.Channel, out var name) && KebabName.IsValid(name.ToString())
            ? new Channel(name.ToString()) : default;

    private static Topic TopicOf(CustomerEvent @event) =>
        @event.Properties.TryGetValue(MessageEvents.Topic, out var name) && KebabName.IsValid(name.ToString())
            ? new Topic(name.ToString()) : default;

    /// <summary>A used slot. A slot with an unknown topic counts for every cap of its channel.</summary>
    private readonly record struct Slot(MessageId? Message, DateTimeOffset At, Channel Channel, Topic Topic)
    {
        internal bool IsUnder(FrequencyCap cap) =>
            Topic == default ? cap.Channel is null || cap.Channel == Channel : cap.Concerns(Channel, Topic);
    }
}
