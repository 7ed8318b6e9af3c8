namespace Retention.Workflows.Storage;

/// <summary>The outbox of a partition.</summary>
public interface IOutboxStore
{
    /// <summary>Adds messages whose numbers were allocated by <see cref="IPartitionTransaction.AllocateIds"/>.</summary>
    Task AddAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken = default);

    /// <summary>Updates existing messages. The enrollment does not change.</summary>
    /// <exception cref="RetentionStoreException">A message does not exist.</exception>
    Task UpdateAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken = default);

    /// <summary>Reads queued messages that are due, ordered by due time and number.</summary>
    /// <param name="now">The time until which messages are due, inclusive.</param>
    /// <param name="limit">The maximum number of messages.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<OutboxMessage>> ReadDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads the held messages of a paused journey, ordered by due time and number.</summary>
    Task<IReadOnlyList<OutboxMessage>> ReadHeldAsync(JourneyName journey, int limit, CancellationToken cancellationToken = default);

    /// <summary>Counts the queued messages of a journey whose due time has come, held or not.</summary>
    Task<long> CountLateAsync(JourneyName journey, DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads queued messages that are not held and whose reason is <see cref="RefusalReasons.ChannelDown"/>, whatever their due time,
    /// ordered by due time and number.
    /// </summary>
    /// <param name="channel">The channel that they wait for.</param>
    /// <param name="limit">The maximum number of messages.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<OutboxMessage>> ReadWaitingForChannelAsync(
        Channel channel, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads dead messages page by page, ordered by number.</summary>
    /// <param name="after">The last number of the previous page; 0 for the first page.</param>
    /// <param name="limit">The maximum number; a shorter page is the last one.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<OutboxMessage>> ReadDeadAsync(long after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Counts queued messages with a due time that are not held, up to a limit that bounds the cost of the query.</summary>
    Task<int> CountQueuedAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads messages in doubt: they were being handed over by a worker that no longer lives.</summary>
    Task<IReadOnlyList<OutboxMessage>> ReadAbandonedAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>Finds messages by id; unknown ids are omitted.</summary>
    Task<IReadOnlyDictionary<MessageId, OutboxMessage>> FindAsync(
        IReadOnlyCollection<MessageId> ids, CancellationToken cancellationToken = default);

    /// <summary>Reads the messages of enrollments, ordered by number.</summary>
    Task<IReadOnlyList<OutboxMessage>> ReadByEnrollmentAsync(
        IReadOnlyCollection<EnrollmentId> enrollments, CancellationToken cancellationToken = default);

    /// <summary>Reads messages page by page, ordered by number.</summary>
    /// <param name="after">The last number of the previous page; 0 for the first page.</param>
    /// <param name="limit">The maximum number of messages; a shorter page is the last one.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<OutboxMessage>> ReadAllAsync(long after, int limit, CancellationToken cancellationToken = default);
}
