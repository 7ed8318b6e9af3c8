namespace Retention.Workflows.Storage;

internal sealed class MemoryEvents(UndoLog undo) : IEventLog
{
    private readonly MemoryTable<(CustomerId, string), CustomerEvent> _ids = new(undo);
    private readonly MemoryLists<(CustomerId, EventName), CustomerEvent> _byTime = new(undo, EventOrder.ByTime);
    private readonly MemoryLists<EventName, CustomerEvent> _log = new(undo, EventOrder.AsAppended);
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

    public Task<IReadOnlyList<int>> CountAsync(IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(windows);
        var counts = new int[windows.Count];
        for (var index = 0; index < counts.Length; index++)
            counts[index] = Within(windows[index]).Length;
        return Task.FromResult<IReadOnlyList<int>>(counts);
    }

    public Task<IReadOnlyList<IReadOnlyList<CustomerEvent>>> ReadAsync(IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(windows);
        var lists = new IReadOnlyList<CustomerEvent>[windows.Count];
        for (var index = 0; index < lists.Length; index++)
            lists[index] = Within(windows[index]).ToArray();
        return Task.FromResult<IReadOnlyList<IReadOnlyList<CustomerEvent>>>(lists);
    }

    public Task<IReadOnlyList<PurchaseTotals?>> SumPurchasesAsync(IReadOnlyList<CustomerWindow> windows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(windows);
        var sums = new PurchaseTotals?[windows.Count];
        for (var index = 0; index < sums.Length; index++)
        {
            var (customer, after, until) = windows[index];
            sums[index] = Sum(customer, after, at => at > until);
        }

        return Task.FromResult<IReadOnlyList<PurchaseTotals?>>(sums);
    }

    public Task<IReadOnlyList<PurchaseTotals>> ReadTotalsAsync(DateTimeOffset after, DateTimeOffset before, CustomerId? afterCustomer, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<PurchaseTotals>>(
            [.. _buyers.After(afterCustomer).Select(customer => Sum(customer, after, at => at >= before)).OfType<PurchaseTotals>().Take(limit)]);
    }

    public Task<EventPage> ReadLogAsync(EventName name, long after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var log = _log.Of(name);
        var start = (int)Math.Clamp(after, 0, log.Length);
        var events = log.Slice(start, Math.Min(limit, log.Length - start)).ToArray();
        return Task.FromResult(new EventPage(events, events.Length == 0 ? after : start + events.Length));
    }

    private AppendOutcome Append(CustomerEvent appended)
    {
        var key = (appended.Customer, appended.Id);
        if (_ids.TryGet(key, out var before))
            return before.Equals(appended) ? AppendOutcome.Duplicate : AppendOutcome.Conflict;

        _ids.TryAdd(key, appended);
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

    private PurchaseTotals? Sum(CustomerId customer, DateTimeOffset after, Func<DateTimeOffset, bool> isBehind)
    {
        var sum = new PurchaseSum(customer);
        foreach (var name in (ReadOnlySpan<EventName>)[EventNames.Purchase, EventNames.Refund])
        {
            var events = _byTime.Of((customer, name));
            foreach (var happened in events[EventOrder.FirstAfter(events, after)..])
            {
                if (isBehind(happened.OccurredAt))
                    break;
                sum.Add(happened);
            }
        }

        return sum.HasMixedCurrencies ? throw sum.Mixed() : sum.Totals();
    }
}
