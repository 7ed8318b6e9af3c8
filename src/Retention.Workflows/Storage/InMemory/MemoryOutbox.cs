namespace Retention.Workflows.Storage.InMemory;

internal sealed class MemoryOutbox(int partition, UndoLog undo, Func<long, bool> isAlive) : IOutboxStore
{
    private readonly MemoryTable<long, OutboxMessage> _messages = new(undo);
    private readonly MemoryIndex<long> _numbers = new(undo);
    private readonly MemoryIndex<DueKey> _queued = new(undo);
    private readonly MemoryIndex<long> _dispatching = new(undo);
    private readonly MemoryIndex<HeldKey> _held = new(undo);
    private readonly MemoryIndex<long> _dead = new(undo);
    private readonly MemoryLists<EnrollmentId, long> _ofEnrollments = new(undo);

    internal DateTimeOffset? NextMessage => _queued.First?.At;

    /// <summary>The workers that are handing messages over.</summary>
    internal IReadOnlyList<long?> Dispatchers => [.. _dispatching.After(null).Select(number => _messages[number].Worker).Distinct()];

    public Task AddAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(messages);
        foreach (var message in messages.Select(RowNormalizer.Row))
        {
            if (message.Id.Partition != partition || !_messages.TryAdd(message.Id.Number, message))
            {
                throw undo.Break(new RetentionStoreException(
                    $"The message {message.Id} exists already, or does not belong to partition {partition}."));
            }

            _numbers.Add(message.Id.Number);
            _ofEnrollments.Add(message.Enrollment, message.Id.Number);
            AddToQueues(message);
        }

        return Task.CompletedTask;
    }

    public Task UpdateAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(messages);
        foreach (var message in messages.Select(RowNormalizer.Row))
        {
            if (message.Id.Partition != partition || !_messages.TryGet(message.Id.Number, out var before))
                throw undo.Break(new RetentionStoreException($"The message {message.Id} cannot be updated: it does not exist."));
            RemoveFromQueues(before);
            _messages.Set(message.Id.Number, message);
            AddToQueues(message);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<OutboxMessage>>(
            [.. _queued.After(null).TakeWhile(key => key.At <= now).Take(limit).Select(key => _messages[key.Number])]);
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadHeldAsync(JourneyName journey, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<OutboxMessage>>(
            [.. HeldKey.Of(_held, journey).Take(limit).Select(number => _messages[number])]);
    }

    public Task<long> CountLateAsync(JourneyName journey, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var due = _queued.After(null).TakeWhile(key => key.At <= now).Select(key => key.Number);
        return Task.FromResult(due.Concat(HeldKey.Of(_held, journey))
            .LongCount(number => _messages[number].Journey == journey && _messages[number].DueAt <= now));
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadWaitingForChannelAsync(Channel channel, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<OutboxMessage>>(
        [
            .. _queued.After(null).Select(key => _messages[key.Number])
                .Where(message => message.Channel == channel && message.Reason == RefusalReasons.ChannelDown).Take(limit),
        ]);
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadDeadAsync(long after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<OutboxMessage>>([.. _dead.After(after).Take(limit).Select(number => _messages[number])]);
    }

    public Task<int> CountQueuedAsync(int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Math.Min(_queued.Count, limit));
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadAbandonedAsync(int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<OutboxMessage>>(
            [.. _dispatching.After(null).Select(number => _messages[number])
                .Where(message => message.Worker is not { } worker || !isAlive(worker)).Take(limit)]);
    }

    public Task<IReadOnlyDictionary<MessageId, OutboxMessage>> FindAsync(
        IReadOnlyCollection<MessageId> ids, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(ids);
        var found = new Dictionary<MessageId, OutboxMessage>(ids.Count);
        foreach (var id in ids)
        {
            if (id.Partition == partition && _messages.TryGet(id.Number, out var message))
                found[id] = message;
        }

        return Task.FromResult<IReadOnlyDictionary<MessageId, OutboxMessage>>(found);
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadByEnrollmentAsync(
        IReadOnlyCollection<EnrollmentId> enrollments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<OutboxMessage>>(
            [.. _ofEnrollments.OfAll(enrollments).Select(number => _messages[number])]);
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadAllAsync(long after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<OutboxMessage>>(
            [.. _numbers.After(after).Take(limit).Select(number => _messages[number])]);
    }

    internal IReadOnlyList<OutboxMessage> Of(IReadOnlyCollection<EnrollmentId> enrollments) =>
        [.. _ofEnrollments.OfAll(enrollments).Select(number => _messages[number])];

    internal void Remove(IReadOnlyList<OutboxMessage> messages)
    {
        foreach (var message in messages)
        {
            RemoveFromQueues(message);
            _messages.Remove(message.Id.Number, out _);
            _numbers.Remove(message.Id.Number);
        }

        var gone = messages.Select(message => message.Id.Number).ToHashSet();
        foreach (var enrollment in messages.Select(message => message.Enrollment).Distinct())
            _ofEnrollments.RemoveAll(enrollment, gone.Contains);
    }

    private void AddToQueues(OutboxMessage message)
    {
        if (message is { Status: MessageStatus.Queued, DueAt: { } held, IsHeld: true })
            _held.Add(new HeldKey(message.Journey.Value, new DueKey(held, message.Id.Number)));
        else if (message is { Status: MessageStatus.Queued, DueAt: { } due })
            _queued.Add(new DueKey(due, message.Id.Number));
        else if (message.Status == MessageStatus.Dispatching)
            _dispatching.Add(message.Id.Number);
        else if (message.Status == MessageStatus.Dead)
            _dead.Add(message.Id.Number);
    }

    private void RemoveFromQueues(OutboxMessage message)
    {
        if (message is { Status: MessageStatus.Queued, DueAt: { } held, IsHeld: true })
            _held.Remove(new HeldKey(message.Journey.Value, new DueKey(held, message.Id.Number)));
        else if (message is { Status: MessageStatus.Queued, DueAt: { } due })
            _queued.Remove(new DueKey(due, message.Id.Number));
        else if (message.Status == MessageStatus.Dispatching)
            _dispatching.Remove(message.Id.Number);
        else if (message.Status == MessageStatus.Dead)
            _dead.Remove(message.Id.Number);
    }
}
