using Retention.Workflows.Segments;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Storage;

/// <summary>The customers of a partition.</summary>
public interface ICustomerStore
{
    /// <summary>Saves customers. An existing customer is replaced completely.</summary>
    Task SaveAsync(IReadOnlyList<Customer> customers, CancellationToken cancellationToken = default);

    /// <summary>Finds customers by id; unknown ids are omitted.</summary>
    Task<IReadOnlyDictionary<CustomerId, Customer>> FindAsync(
        IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken = default);

    /// <summary>
    /// Finds the time zones of customers, as they were saved; unknown customers and customers without a time zone are omitted.
    /// </summary>
    /// <remarks>Most steps need only the time zone, and this call is much cheaper than <see cref="FindAsync"/>.</remarks>
    Task<IReadOnlyDictionary<CustomerId, string>> FindTimeZonesAsync(
        IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads the ids of the partition's customers page by page, in the order of the store. The order never changes, and is ordinal for ids
    /// without characters beyond the basic multilingual plane (emoji).
    /// </summary>
    /// <param name="after">The last id of the previous page; <see langword="null"/> for the first page.</param>
    /// <param name="limit">The maximum number of ids; a shorter page is the last one.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<CustomerId>> ReadIdsAsync(CustomerId? after, int limit, CancellationToken cancellationToken = default);
}

/// <summary>The event log of a partition.</summary>
public interface IEventLog
{
    /// <summary>
    /// Appends events. An existing id with the same content is a duplicate and is ignored; an existing id with different content is a
    /// conflict and changes nothing.
    /// </summary>
    /// <returns>
    /// The result for each event, in order. If an id occurs twice in one call, the first event is stored and the second is compared with
    /// it.
    /// </returns>
    Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken = default);

    /// <summary>Counts the events of each window.</summary>
    /// <returns>One count for each window, in order.</returns>
    Task<IReadOnlyList<int>> CountAsync(IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken = default);

    /// <summary>Reads the events of each window.</summary>
    /// <returns>One list for each window, in order; each list is ordered by time, then id.</returns>
    Task<IReadOnlyList<IReadOnlyList<CustomerEvent>>> ReadAsync(
        IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken = default);

    /// <summary>Reads all events of a customer, ordered by time, then id.</summary>
    Task<IReadOnlyList<CustomerEvent>> ReadByCustomerAsync(CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>Sums the purchases and refunds of each window.</summary>
    /// <returns>
    /// One entry for each window, in order; <see langword="null"/> if it contains neither purchase nor refund. If it contains refunds only,
    /// the last purchase is <see cref="DateTimeOffset.MinValue"/>.
    /// </returns>
    /// <exception cref="MixedCurrenciesException">A customer's amounts in a window are in several currencies.</exception>
    Task<IReadOnlyList<PurchaseTotals?>> SumPurchasesAsync(
        IReadOnlyList<CustomerWindow> windows, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sums the purchases and refunds of the partition's customers page by page, in the order of <see cref="ICustomerStore.ReadIdsAsync"/>.
    /// </summary>
    /// <param name="after">The start of the window, exclusive.</param>
    /// <param name="before">The end of the window, exclusive.</param>
    /// <param name="afterCustomer">The last customer of the previous page; <see langword="null"/> for the first page.</param>
    /// <param name="limit">The maximum number of customers; a shorter page is the last one.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="MixedCurrenciesException">A customer's amounts in the window are in several currencies.</exception>
    Task<IReadOnlyList<PurchaseTotals>> ReadTotalsAsync(
        DateTimeOffset after, DateTimeOffset before, CustomerId? afterCustomer, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads the events of one name page by page, in the order in which they were appended.</summary>
    /// <param name="name">The name of the events.</param>
    /// <param name="after">The position of the previous page; 0 for the first page.</param>
    /// <param name="limit">The maximum number of events.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<EventPage> ReadLogAsync(EventName name, long after, int limit, CancellationToken cancellationToken = default);
}

/// <summary>One page of the event log.</summary>
/// <param name="Events">The events, in the order in which they were appended.</param>
/// <param name="Position">The position at which to continue; the given position if there were no events.</param>
public readonly record struct EventPage(IReadOnlyList<CustomerEvent> Events, long Position);

/// <summary>The result of appending one event.</summary>
public enum AppendOutcome
{
    /// <summary>The event is new and was stored.</summary>
    Stored = 0,

    /// <summary>Stored before with the same content.</summary>
    Duplicate = 1,

    /// <summary>Stored before with different content: refused.</summary>
    Conflict = 2,
}

/// <summary>The segments of customers.</summary>
public interface ISegmentStore
{
    /// <summary>Finds the segments of customers; customers that were never scored are omitted.</summary>
    Task<IReadOnlyDictionary<CustomerId, CustomerSegment>> FindAsync(
        IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default);

    /// <summary>Saves the segments of customers; existing entries are replaced.</summary>
    Task SaveAsync(IReadOnlyList<CustomerSegment> segments, CancellationToken cancellationToken = default);

    /// <summary>Reads the segments of customers page by page, in the order of <see cref="ICustomerStore.ReadIdsAsync"/>.</summary>
    Task<IReadOnlyList<CustomerSegment>> ReadAsync(CustomerId? after, int limit, CancellationToken cancellationToken = default);
}

/// <summary>Enrollments, their history and the counters.</summary>
public interface IEnrollmentStore
{
    /// <summary>Adds enrollments whose numbers were allocated by <see cref="IPartitionTransaction.AllocateIds"/>.</summary>
    /// <exception cref="RetentionStoreException">The combination of journey, customer and entry key exists already.</exception>
    Task AddAsync(IReadOnlyList<Enrollment> enrollments, CancellationToken cancellationToken = default);

    /// <summary>Updates existing enrollments. Journey, customer and entry key do not change.</summary>
    /// <exception cref="RetentionStoreException">An enrollment does not exist.</exception>
    Task UpdateAsync(IReadOnlyList<Enrollment> enrollments, CancellationToken cancellationToken = default);

    /// <summary>Reads due enrollments, ordered by due time and number.</summary>
    /// <param name="status"><see cref="EnrollmentStatus.Waiting"/> or <see cref="EnrollmentStatus.AwaitingCallback"/>.</param>
    /// <param name="now">The time until which enrollments are due, inclusive.</param>
    /// <param name="limit">The maximum number of enrollments.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<Enrollment>> ReadDueAsync(
        EnrollmentStatus status, DateTimeOffset now, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads what is held back for a paused journey, by due time and then number.</summary>
    Task<IReadOnlyList<Enrollment>> ReadHeldAsync(JourneyName journey, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads stuck enrollments by number, a page at a time.</summary>
    /// <param name="after">The number that the last page ended with; 0 for the first page.</param>
    /// <param name="limit">How many at most; fewer means that there are no more.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<Enrollment>> ReadStuckAsync(long after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Finds enrollments by id; unknown ids are omitted.</summary>
    Task<IReadOnlyDictionary<EnrollmentId, Enrollment>> FindAsync(
        IReadOnlyCollection<EnrollmentId> ids, CancellationToken cancellationToken = default);

    /// <summary>Reads all enrollments of customers, ordered by number.</summary>
    Task<IReadOnlyList<Enrollment>> ReadByCustomerAsync(
        IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default);

    /// <summary>Reads the enrollments of a journey page by page, ordered by number.</summary>
    /// <param name="journey">The journey.</param>
    /// <param name="after">The last number of the previous page; 0 for the first page.</param>
    /// <param name="limit">The maximum number of enrollments; a shorter page is the last one.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<Enrollment>> ReadAllAsync(JourneyName journey, long after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Counts the active enrollments by version, step and status. A preview of a new version shows these counts.</summary>
    Task<IReadOnlyList<StepPopulation>> CountByStepAsync(JourneyName journey, CancellationToken cancellationToken = default);

    /// <summary>
    /// Counts those under way whose due time has come, held back or not, by version, step and status; never the stuck ones.
    /// </summary>
    Task<IReadOnlyList<StepPopulation>> CountLateAsync(
        JourneyName journey, DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>Appends entries to the history of enrollments.</summary>
    Task AppendHistoryAsync(IReadOnlyList<HistoryEntry> entries, CancellationToken cancellationToken = default);

    /// <summary>Reads the history of an enrollment, in the order of writing.</summary>
    Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(EnrollmentId enrollment, CancellationToken cancellationToken = default);

    /// <summary>Adds counters. Counters with the same journey, version, day, step, measure and detail are added up.</summary>
    Task AddCountersAsync(IReadOnlyList<JourneyCounter> counters, CancellationToken cancellationToken = default);

    /// <summary>Reads all counters of a journey in this partition.</summary>
    Task<IReadOnlyList<JourneyCounter>> ReadCountersAsync(JourneyName journey, CancellationToken cancellationToken = default);

    /// <summary>Saves notifications of workflow engines; an existing one of the same enrollment is replaced.</summary>
    Task SaveNotificationsAsync(IReadOnlyList<EngineNotification> notifications, CancellationToken cancellationToken = default);

    /// <summary>Reads due notifications, ordered by due time and the enrollment's number.</summary>
    /// <param name="now">The time until which notifications are due, inclusive.</param>
    /// <param name="limit">The maximum number of notifications.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<EngineNotification>> ReadDueNotificationsAsync(
        DateTimeOffset now, int limit, CancellationToken cancellationToken = default);

    /// <summary>Removes the notifications of enrollments; an enrollment without one is ignored.</summary>
    Task RemoveNotificationsAsync(IReadOnlyCollection<EnrollmentId> enrollments, CancellationToken cancellationToken = default);
}

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

    /// <summary>Reads queued messages that are held back for a paused journey, by due time and then number.</summary>
    Task<IReadOnlyList<OutboxMessage>> ReadHeldAsync(JourneyName journey, int limit, CancellationToken cancellationToken = default);

    /// <summary>Counts the queued messages of a journey whose due time has come, held back or not.</summary>
    Task<long> CountLateAsync(JourneyName journey, DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>Reads dead messages by number, a page at a time.</summary>
    /// <param name="after">The number that the last page ended with; 0 for the first page.</param>
    /// <param name="limit">How many at most; fewer means that there are no more.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
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

/// <summary>The vouchers of a partition.</summary>
public interface IVoucherStore
{
    /// <summary>Adds vouchers.</summary>
    /// <exception cref="RetentionStoreException">
    /// A code exists already, or the idempotency key exists for the same customer. A key belongs to an enrollment, so two customers never
    /// have the same key.
    /// </exception>
    Task AddAsync(IReadOnlyList<Voucher> vouchers, CancellationToken cancellationToken = default);

    /// <summary>Updates existing vouchers, found by their code. Customer and idempotency key do not change.</summary>
    /// <exception cref="RetentionStoreException">A voucher does not exist.</exception>
    Task UpdateAsync(IReadOnlyList<Voucher> vouchers, CancellationToken cancellationToken = default);

    /// <summary>Finds vouchers by code; unknown codes are omitted.</summary>
    Task<IReadOnlyDictionary<string, Voucher>> FindAsync(IReadOnlyCollection<string> codes, CancellationToken cancellationToken = default);

    /// <summary>Reads the vouchers of customers, ordered by time of issue and code.</summary>
    Task<IReadOnlyList<Voucher>> ReadByCustomerAsync(
        IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default);
}

/// <summary>The progress of a partition's sweeps.</summary>
public interface ISweepStore
{
    /// <summary>Reads the progress of a sweep; null if it never started.</summary>
    Task<SweepState?> FindAsync(string sweep, CancellationToken cancellationToken = default);

    /// <summary>Saves the progress of a sweep.</summary>
    Task SaveAsync(SweepState state, CancellationToken cancellationToken = default);
}

/// <summary>The progress of a sweep over the customers of a partition.</summary>
public sealed record SweepState
{
    /// <summary>The name of the sweep; at most 200 characters.</summary>
    public required string Sweep { get; init; }

    /// <summary>The occurrence of its schedule that the sweep is processing or has finished.</summary>
    public required DateTimeOffset Occurrence { get; init; }

    /// <summary>The last customer that was processed; null at the start.</summary>
    public CustomerId? Position { get; init; }

    /// <summary>True if the occurrence is finished.</summary>
    public bool Finished { get; init; }
}
