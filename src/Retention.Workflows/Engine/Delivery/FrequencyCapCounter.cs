using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Privacy;
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
    private readonly Batch _batch;
    private readonly IReadOnlyList<FrequencyCap> _caps;
    private readonly DateTimeOffset _now;
    private readonly Dictionary<CustomerId, List<Slot>> _slots = [];

    /// <summary>By address that several customers have: the messages to it, with their owners.</summary>
    private readonly Dictionary<string, List<(string Owner, Slot Slot)>> _shared = [];
    private readonly List<AddressSend> _sharedTaken = [];
    private readonly List<(string Address, MessageId Message)> _sharedReleased = [];

    private FrequencyCapCounter(Batch batch, IReadOnlyList<FrequencyCap> caps)
    {
        _batch = batch;
        _caps = caps;
        _now = batch.Now;
    }

    internal static async Task<FrequencyCapCounter> OpenAsync(
        Batch batch, Fallbacks steps, IReadOnlyDictionary<CustomerId, Customer> customers, IReadOnlyCollection<string> addresses,
        CancellationToken cancellationToken)
    {
        var counter = new FrequencyCapCounter(batch, [.. batch.Settings.Options.FrequencyCaps]);
        if (counter._caps.Count == 0)
            return counter;
        await counter.ReadSharedAsync(addresses, cancellationToken).ConfigureAwait(false);

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
    /// <param name="message">The message.</param>
    /// <param name="address">The key of its address.</param>
    /// <param name="topic">The topic of its step.</param>
    /// <param name="zone">The customer's time zone.</param>
    internal DateTimeOffset? FullUntil(OutboxMessage message, string address, Topic topic, TimeZoneInfo zone)
    {
        var owner = _shared.ContainsKey(address) ? OwnerOf(message) : "";
        List<Slot> slots = [.. _slots.GetValueOrDefault(message.Customer, []),
            .. _shared.GetValueOrDefault(address, []).Where(send => send.Owner != owner).Select(send => send.Slot)];
        DateTimeOffset? full = null;
        foreach (var cap in _caps.Where(cap => cap.Concerns(message.Channel, topic)))
        {
            // The same calendar counts messages and computes when there is room: a month before 28 February is not the inverse of a month
            // after 31 January.
            var counted = slots.Where(slot => slot.Message != message.Id && LocalTime.Add(slot.At, cap.Period, zone) > _now && slot.IsUnder(cap))
                .Select(slot => slot.At).Order().ToList();
            if (counted.Count < cap.Max)
                continue;
            var room = cap.Max == 0 ? DateTimeOffset.MaxValue : LocalTime.Add(counted[^cap.Max], cap.Period, zone);
            if (!(full > room))
                full = room;
        }

        return full;
    }

    /// <summary>
    /// Takes a slot for a message that is about to be sent. A message that was tried before has one, which counts from now on.
    /// </summary>
    internal void Take(OutboxMessage message, IEnumerable<string> addresses, Topic topic)
    {
        var slot = new Slot(message.Id, _now, message.Channel, topic);
        if (message.Attempt == 0)
            Take(message.Customer, slot);
        foreach (var address in topic == Topic.Transactional ? [] : addresses)
        {
            if (!_shared.TryGetValue(address, out var sends))
                continue;
            sends.RemoveAll(send => send.Slot.Message == message.Id);
            sends.Add((OwnerOf(message), slot));
            _sharedTaken.Add(new AddressSend { Address = address, Message = message.Id, Owner = OwnerOf(message), Channel = message.Channel,
                Topic = topic, At = _now });
        }
    }

    /// <summary>Releases the slot of a message that will not be sent again.</summary>
    internal void Release(OutboxMessage message, IEnumerable<string> addresses)
    {
        if (_slots.TryGetValue(message.Customer, out var slots))
            slots.RemoveAll(slot => slot.Message == message.Id);
        _sharedTaken.RemoveAll(send => send.Message == message.Id);
        foreach (var address in addresses)
        {
            if (!_shared.TryGetValue(address, out var sends))
                continue;
            sends.RemoveAll(send => send.Slot.Message == message.Id);
            _sharedReleased.Add((address, message.Id));
        }
    }

    /// <summary>Stores which messages to addresses of several customers took and released slots.</summary>
    internal async Task SaveAsync(CancellationToken cancellationToken)
    {
        if (_sharedTaken.Count > 0)
            await _batch.Transaction.Suppressions.AddSendsAsync(_sharedTaken, cancellationToken).ConfigureAwait(false);
        if (_sharedReleased.Count > 0)
            await _batch.Transaction.Suppressions.RemoveSendsAsync(_sharedReleased, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadSharedAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        var suppressions = _batch.Transaction.Suppressions;
        var shared = await suppressions.FindSharedAsync(addresses, cancellationToken).ConfigureAwait(false);
        if (shared.Count == 0)
            return;
        foreach (var address in shared)
            _shared[address] = [];
        foreach (var send in await suppressions.ReadSendsAsync(
            shared, SharedSlots.Oldest(_batch.Settings, _now)!.Value, cancellationToken).ConfigureAwait(false))
            _shared[send.Address].Add((send.Owner, new Slot(send.Message, send.At, send.Channel, send.Topic)));
    }

    private string OwnerOf(OutboxMessage message) => AddressOwners.KeyOf(_batch.Settings, message.Customer);

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
