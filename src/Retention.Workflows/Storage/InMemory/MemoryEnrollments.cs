namespace Retention.Workflows.Storage.InMemory;

internal sealed class MemoryEnrollments(int partition, UndoLog undo) : IEnrollmentStore
{
    private readonly MemoryTable<long, Enrollment> _enrollments = new(undo);
    private readonly MemoryTable<(JourneyName, CustomerId, string), long> _entries = new(undo);
    private readonly MemoryIndex<DueKey> _active = new(undo);
    private readonly MemoryIndex<DueKey> _awaitingCallback = new(undo);
    private readonly MemoryIndex<HeldKey> _held = new(undo);
    private readonly MemoryIndex<long> _stuck = new(undo);
    private readonly MemoryLists<CustomerId, long> _ofCustomers = new(undo);
    private readonly MemoryLists<JourneyName, long> _ofJourneys = new(undo);
    private readonly MemoryHistory _history = new(undo);
    private readonly MemoryCounters _counters = new(undo);
    private readonly MemoryNotifications _notifications = new(partition, undo);

    internal DateTimeOffset? NextStep => _active.First?.At;

    internal DateTimeOffset? NextCall
    {
        get
        {
            var (call, notification) = (_awaitingCallback.First?.At, _notifications.Next);
            return call is null || notification < call ? notification : call;
        }
    }

    public Task AddAsync(IReadOnlyList<Enrollment> enrollments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(enrollments);
        foreach (var enrollment in enrollments.Select(RowNormalizer.Row))
        {
            var number = enrollment.Id.Number;
            if (!_entries.TryAdd((enrollment.Journey, enrollment.Customer, enrollment.EntryKey), number))
            {
                throw undo.Break(new RetentionStoreException(
                    $"The enrollment {enrollment.Id} cannot be added: its combination of journey '{enrollment.Journey}', customer and entry key exists already."));
            }

            if (enrollment.Id.Partition != partition || !_enrollments.TryAdd(number, enrollment))
            {
                throw undo.Break(new RetentionStoreException(
                    $"The enrollment {enrollment.Id} exists already, or does not belong to partition {partition}."));
            }

            _ofCustomers.Add(enrollment.Customer, number);
            _ofJourneys.Add(enrollment.Journey, number);
            AddToQueues(enrollment);
        }

        return Task.CompletedTask;
    }

    public async Task AddMovedAsync(
        IReadOnlyList<Enrollment> enrollments, IReadOnlyList<HistoryEntry> history, CancellationToken cancellationToken)
    {
        await AddAsync(enrollments, cancellationToken).ConfigureAwait(false);
        await AppendHistoryAsync(history, cancellationToken).ConfigureAwait(false);
    }

    public Task UpdateAsync(IReadOnlyList<Enrollment> enrollments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(enrollments);
        foreach (var enrollment in enrollments.Select(RowNormalizer.Row))
        {
            var number = enrollment.Id.Number;
            if (enrollment.Id.Partition != partition || !_enrollments.TryGet(number, out var before))
                throw undo.Break(new RetentionStoreException($"The enrollment {enrollment.Id} cannot be updated: it does not exist."));
            RemoveFromQueues(before);
            _enrollments.Set(number, enrollment);
            AddToQueues(enrollment);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Enrollment>> ReadDueAsync(
        EnrollmentStatus status, DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var queue = QueueOf(status)
            ?? throw new ArgumentOutOfRangeException(
                nameof(status), status, "Only enrollments that are active or await a callback become due.");
        return Task.FromResult<IReadOnlyList<Enrollment>>(
            [.. queue.After(null).TakeWhile(key => key.At <= now).Take(limit).Select(key => _enrollments[key.Number])]);
    }

    public Task<IReadOnlyList<Enrollment>> ReadHeldAsync(JourneyName journey, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<Enrollment>>(
            [.. HeldKey.Of(_held, journey).Take(limit).Select(number => _enrollments[number])]);
    }

    public Task<IReadOnlyList<Enrollment>> ReadStuckAsync(long after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<Enrollment>>([.. _stuck.After(after).Take(limit).Select(number => _enrollments[number])]);
    }

    public Task<IReadOnlyDictionary<EnrollmentId, Enrollment>> FindAsync(
        IReadOnlyCollection<EnrollmentId> ids, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(ids);
        var found = new Dictionary<EnrollmentId, Enrollment>(ids.Count);
        foreach (var id in ids)
        {
            if (id.Partition == partition && _enrollments.TryGet(id.Number, out var enrollment))
                found[id] = enrollment;
        }

        return Task.FromResult<IReadOnlyDictionary<EnrollmentId, Enrollment>>(found);
    }

    public Task<IReadOnlyList<Enrollment>> ReadByCustomerAsync(
        IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<Enrollment>>(
            [.. _ofCustomers.OfAll(customers).Select(number => _enrollments[number])]);
    }

    public Task<IReadOnlyList<Enrollment>> ReadAllAsync(JourneyName journey, long after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var numbers = _ofJourneys.Of(journey);
        var found = numbers.BinarySearch(after);
        var start = found < 0 ? ~found : found + 1;
        var page = new Enrollment[Math.Min(limit, numbers.Length - start)];
        for (var index = 0; index < page.Length; index++)
            page[index] = _enrollments[numbers[start + index]];
        return Task.FromResult<IReadOnlyList<Enrollment>>(page);
    }

    public Task<IReadOnlyList<StepPopulation>> CountByStepAsync(JourneyName journey, CancellationToken cancellationToken) =>
        CountAsync(
            journey, enrollment => enrollment.Status is not (EnrollmentStatus.Completed or EnrollmentStatus.Exited), cancellationToken);

    public Task<IReadOnlyList<StepPopulation>> CountLateAsync(
        JourneyName journey, DateTimeOffset now, CancellationToken cancellationToken) =>
        CountAsync(journey, enrollment => enrollment.Status is EnrollmentStatus.Waiting or EnrollmentStatus.AwaitingCallback
            && enrollment.DueAt <= now, cancellationToken);

    private Task<IReadOnlyList<StepPopulation>> CountAsync(
        JourneyName journey, Func<Enrollment, bool> counts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var populations = new Dictionary<(int Version, string Step, EnrollmentStatus Status), long>();
        foreach (var number in _ofJourneys.Of(journey))
        {
            var enrollment = _enrollments[number];
            if (!counts(enrollment))
                continue;
            var key = (enrollment.Version, enrollment.Step ?? "", enrollment.Status);
            populations[key] = populations.GetValueOrDefault(key) + 1;
        }

        return Task.FromResult<IReadOnlyList<StepPopulation>>(
            [.. populations.Select(entry => new StepPopulation(entry.Key.Version, entry.Key.Step, entry.Key.Status, entry.Value))
                .OrderBy(population => population.Version)
                .ThenBy(population => population.Step, StringComparer.Ordinal)
                .ThenBy(population => population.Status)]);
    }

    public Task AppendHistoryAsync(IReadOnlyList<HistoryEntry> entries, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _history.Append(entries);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(EnrollmentId enrollment, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_history.Of(enrollment));
    }

    public Task AddCountersAsync(IReadOnlyList<JourneyCounter> counters, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _counters.Add(counters);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<JourneyCounter>> ReadCountersAsync(JourneyName journey, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_counters.Of(journey));
    }

    public Task SaveNotificationsAsync(IReadOnlyList<EngineNotification> notifications, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(notifications);
        _notifications.Save(notifications);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<EngineNotification>> ReadDueNotificationsAsync(
        DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_notifications.ReadDue(now, limit));
    }

    public Task RemoveNotificationsAsync(IReadOnlyCollection<EnrollmentId> enrollments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(enrollments);
        _notifications.Remove(enrollments);
        return Task.CompletedTask;
    }

    internal IReadOnlyList<Enrollment> Of(CustomerId customer) =>
        [.. _ofCustomers.OfAll([customer]).Select(number => _enrollments[number])];

    /// <summary>The enrollments in the store's own order, by journey.</summary>
    /// <param name="after">A journey and a number in it; the enrollments after it are returned.</param>
    internal IEnumerable<Enrollment> After((JourneyName Journey, long Number)? after)
    {
        foreach (var journey in _ofJourneys.Keys.OrderBy(journey => journey.Value, StringComparer.Ordinal).ToList())
        {
            var order = after is { } start ? string.CompareOrdinal(journey.Value, start.Journey.Value) : 1;
            if (order < 0)
                continue;
            foreach (var number in _ofJourneys.Of(journey).ToArray())
            {
                if (order > 0 || number > after!.Value.Number)
                    yield return _enrollments[number];
            }
        }
    }

    /// <summary>Deletes enrollments with their history and notifications.</summary>
    /// <returns>The number of deleted history entries.</returns>
    internal int Remove(IReadOnlyCollection<Enrollment> enrollments)
    {
        var history = 0;
        foreach (var enrollment in enrollments)
        {
            _enrollments.Remove(enrollment.Id.Number, out _);
            _entries.Remove((enrollment.Journey, enrollment.Customer, enrollment.EntryKey), out _);
            RemoveFromQueues(enrollment);
            history += _history.Remove(enrollment.Id);
        }

        _notifications.Remove(enrollments.Select(enrollment => enrollment.Id));
        var gone = enrollments.Select(enrollment => enrollment.Id.Number).ToHashSet();
        foreach (var journey in enrollments.Select(enrollment => enrollment.Journey).Distinct())
            _ofJourneys.RemoveAll(journey, gone.Contains);
        foreach (var customer in enrollments.Select(enrollment => enrollment.Customer).Distinct())
            _ofCustomers.RemoveAll(customer, gone.Contains);
        return history;
    }

    private void AddToQueues(Enrollment enrollment)
    {
        var number = enrollment.Id.Number;
        if (enrollment is { IsHeld: true, DueAt: { } held })
            _held.Add(new HeldKey(enrollment.Journey.Value, new DueKey(held, number)));
        else if (enrollment.DueAt is { } due)
            QueueOf(enrollment.Status)?.Add(new DueKey(due, number));
        if (enrollment.Status == EnrollmentStatus.Stuck)
            _stuck.Add(number);
    }

    private void RemoveFromQueues(Enrollment enrollment)
    {
        var number = enrollment.Id.Number;
        if (enrollment is { IsHeld: true, DueAt: { } held })
            _held.Remove(new HeldKey(enrollment.Journey.Value, new DueKey(held, number)));
        else if (enrollment.DueAt is { } due)
            QueueOf(enrollment.Status)?.Remove(new DueKey(due, number));
        if (enrollment.Status == EnrollmentStatus.Stuck)
            _stuck.Remove(number);
    }

    private MemoryIndex<DueKey>? QueueOf(EnrollmentStatus status) => status switch
    {
        EnrollmentStatus.Waiting => _active,
        EnrollmentStatus.AwaitingCallback => _awaitingCallback,
        _ => null,
    };
}
