using Retention.Workflows.Segments;

namespace Retention.Workflows.Storage.InMemory;

internal sealed class MemoryEvents(UndoLog undo) : IEventLog
{
    private readonly MemoryTable<(CustomerId, string), Logged> _ids = new(undo);
    private readonly MemoryLists<(CustomerId, EventName), CustomerEvent> _byTime = new(undo, EventOrder.ByTime);
    private readonly MemoryLists<CustomerId, EventName> _namesOf = new(undo, Comparer<EventName>.Create((_, _) => 0));

    // A deleted event leaves its position empty, so that the positions of other events in the log do not change.
    private readonly MemoryLists<EventName, CustomerEvent?> _log = new(undo, EventOrder.AsAppended);
    private readonly MemoryIndex<CustomerId> _buyers = new(undo);

    public Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(events);
        var outcomes = new AppendOutcome[events.Count];
        for (var index = 0; index < outcomes.Length; index++)
            outcomes[index] = Append(events[index]);
        return Task.FromResult<IReadOnlyList<AppendOutcome>>(outcomes);
    }

    public Task AddAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(events);
        foreach (var @event in events)
        {
            if (Append(@event) != AppendOutcome.Stored)
                throw new RetentionStoreException($"The event '{@event.Id}' cannot be added: its id exists.");
        }

        return Task.CompletedTask;
    }

    public Task WithdrawAsync(CustomerId customer, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(ids);
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
        {
            if (!_ids.TryGet((customer, id), out var logged) || EventNames.Withdrawn(logged.Event.Name) is var name && name == logged.Event.Name)
                continue;
            Remove([logged.Event]);
            Append(logged.Event with { Name = name });
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<int>> CountAsync(IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(windows);
        var counts = new int[windows.Count];
        for (var index = 0; index < counts.Length; index++)
            counts[index] = Within(windows[index]).Length;
        return Task.FromResult<IReadOnlyList<int>>(counts);
    }

    public Task<IReadOnlyList<IReadOnlyList<CustomerEvent>>> ReadAsync(
        IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(windows);
        var lists = new IReadOnlyList<CustomerEvent>[windows.Count];
        for (var index = 0; index < lists.Length; index++)
            lists[index] = Within(windows[index]).ToArray();
        return Task.FromResult<IReadOnlyList<IReadOnlyList<CustomerEvent>>>(lists);
    }

    public Task<IReadOnlyList<CustomerEvent>> ReadByCustomerAsync(CustomerId customer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var events = Of(customer);
        events.Sort(EventOrder.ByTime);
        return Task.FromResult<IReadOnlyList<CustomerEvent>>(events);
    }

    public Task<IReadOnlyList<IReadOnlyList<PurchaseTotals>>> SumPurchasesAsync(
        IReadOnlyList<CustomerWindow> windows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(windows);
        var sums = new IReadOnlyList<PurchaseTotals>[windows.Count];
        for (var index = 0; index < sums.Length; index++)
        {
            var (customer, after, until) = windows[index];
            sums[index] = Sum(customer, after, at => at > until);
        }

        return Task.FromResult<IReadOnlyList<IReadOnlyList<PurchaseTotals>>>(sums);
    }

    public Task<IReadOnlyList<PurchaseTotals>> ReadTotalsAsync(
        DateTimeOffset after, DateTimeOffset before, CustomerId? afterCustomer, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<PurchaseTotals>>(
            [.. _buyers.After(afterCustomer).Select(customer => Sum(customer, after, at => at >= before)).Where(rows => rows.Count > 0)
                .Take(limit).SelectMany(rows => rows)]);
    }

    public Task<EventPage> ReadLogAsync(EventName name, long after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var log = _log.Of(name);
        var position = (int)Math.Clamp(after, 0, log.Length);
        var events = new List<CustomerEvent>();
        while (position < log.Length && events.Count < limit)
        {
            if (log[position++] is { } @event)
                events.Add(@event);
        }

        return Task.FromResult(new EventPage(events, events.Count == 0 ? after : position));
    }

    internal List<CustomerEvent> Of(CustomerId customer)
    {
        var events = new List<CustomerEvent>();
        foreach (var name in _namesOf.Of(customer))
            events.AddRange(_byTime.Of((customer, name)));
        return events;
    }

    /// <summary>The events with their positions, in the store's own order, by name.</summary>
    /// <param name="after">A name and a position in its log; the events after it are returned.</param>
    internal IEnumerable<Logged> After((EventName Name, int Place)? after)
    {
        foreach (var name in _log.Keys.OrderBy(name => name.Value, StringComparer.Ordinal).ToList())
        {
            var order = after is { } start ? string.CompareOrdinal(name.Value, start.Name.Value) : 1;
            if (order < 0)
                continue;
            var log = _log.Of(name).ToArray();
            for (var place = order == 0 ? after!.Value.Place + 1 : 0; place < log.Length; place++)
            {
                if (log[place] is { } @event)
                    yield return new Logged(@event, place);
            }
        }
    }

    internal void Remove(IReadOnlyCollection<CustomerEvent> events)
    {
        foreach (var @event in events)
        {
            _ids.Remove((@event.Customer, @event.Id), out var logged);
            _log.Set(@event.Name, logged!.Place, null);
        }

        foreach (var list in events.GroupBy(@event => (@event.Customer, @event.Name)))
        {
            var gone = list.Select(@event => @event.Id).ToHashSet(StringComparer.Ordinal);
            _byTime.RemoveAll(list.Key, @event => gone.Contains(@event.Id));
            if (_byTime.Of(list.Key).IsEmpty)
                _namesOf.RemoveAll(list.Key.Customer, name => name == list.Key.Name);
        }

        foreach (var customer in events.Select(@event => @event.Customer).Distinct())
        {
            if (_byTime.Of((customer, EventNames.Purchase)).IsEmpty && _byTime.Of((customer, EventNames.Refund)).IsEmpty)
                _buyers.Remove(customer);
        }
    }

    private AppendOutcome Append(CustomerEvent appended)
    {
        var key = (appended.Customer, appended.Id);
        if (_ids.TryGet(key, out var before))
            return before.Event.Equals(appended) || before.Event.Equals(appended with { Name = EventNames.Withdrawn(appended.Name) })
                ? AppendOutcome.Duplicate : AppendOutcome.Conflict;

        _ids.TryAdd(key, new Logged(appended, _log.Of(appended.Name).Length));
        if (_byTime.Of((appended.Customer, appended.Name)).IsEmpty)
            _namesOf.Add(appended.Customer, appended.Name);
        _byTime.Add((appended.Customer, appended.Name), appended);
        _log.Add(appended.Name, appended);
        if (appended.Name == EventNames.Purchase || appended.Name == EventNames.Refund)
            _buyers.Add(appended.Customer);
        return AppendOutcome.Stored;
    }

    private ReadOnlySpan<CustomerEvent> Within(EventWindow window)
    {
        var events = _byTime.Of((window.Customer, window.Name));
        var start = EventOrder.FirstAfter(events, window.After);
        var end = EventOrder.FirstAfter(events, window.Until);
        return end <= start ? [] : events[start..end];
    }

    private IReadOnlyList<PurchaseTotals> Sum(CustomerId customer, DateTimeOffset after, Func<DateTimeOffset, bool> isAfterEnd)
    {
        SortedDictionary<string, PurchaseSum>? sums = null;
        foreach (var name in (ReadOnlySpan<EventName>)[EventNames.Purchase, EventNames.Refund])
        {
            var events = _byTime.Of((customer, name));
            foreach (var @event in events[EventOrder.FirstAfter(events, after)..])
            {
                if (isAfterEnd(@event.OccurredAt))
                    break;
                sums ??= new SortedDictionary<string, PurchaseSum>(StringComparer.Ordinal);
                var currency = PurchaseSum.CurrencyOf(@event);
                if (!sums.TryGetValue(currency, out var sum))
                    sums[currency] = sum = new PurchaseSum(customer, currency);
                sum.Add(@event);
            }
        }

        return sums is null ? [] : [.. sums.Values.Select(sum => sum.ToTotals())];
    }

    /// <summary>An event and its position in the log of its name.</summary>
    internal sealed record Logged(CustomerEvent Event, int Place);
}
