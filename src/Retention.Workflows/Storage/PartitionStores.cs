using Retention.Workflows.Segments;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Storage;

/// <summary>Customers of a partition.</summary>
public interface ICustomerStore
{
    /// <summary>Stores customers; who is there already is replaced whole.</summary>
    Task SaveAsync(IReadOnlyList<Customer> customers, CancellationToken cancellationToken = default);

    /// <summary>Looks customers up; who is unknown is left out.</summary>
    Task<IReadOnlyDictionary<CustomerId, Customer>> FindAsync(IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken = default);

    /// <summary>Looks up the time zones of customers, as they were stored; who is unknown or has none is left out.</summary>
    /// <remarks>Most steps need nothing else of a customer, and this costs far less than <see cref="FindAsync"/>.</remarks>
    Task<IReadOnlyDictionary<CustomerId, string>> FindTimeZonesAsync(IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken = default);

    /// <summary>Reads the ids of the partition's customers, a page at a time, in the order of the store: always the same, and ordinal as far as ids hold no characters beyond the basic plane (emoji).</summary>
    /// <param name="after">Where the last page ended; <see langword="null"/> for the first page.</param>
    /// <param name="limit">How many at most; fewer means that there are no more.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<CustomerId>> ReadIdsAsync(CustomerId? after, int limit, CancellationToken cancellationToken = default);
}

/// <summary>The event log of a partition.</summary>
public interface IEventLog
{
    /// <summary>Appends events. An id that is there with the same content is passed over; with another content it is a conflict, and nothing is changed.</summary>
    /// <returns>What became of each, in order. The same id twice in one call: the first is stored, the second judged against it.</returns>
    Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken = default);

    /// <summary>Counts the events of each window.</summary>
    /// <returns>One count a window, in order.</returns>
    Task<IReadOnlyList<int>> CountAsync(IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken = default);

    /// <summary>Reads the events of each window.</summary>
    /// <returns>One list a window, in order; each by time, then id.</returns>
    Task<IReadOnlyList<IReadOnlyList<CustomerEvent>>> ReadAsync(IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken = default);

    /// <summary>Reads all events of a customer, by time, then id.</summary>
    Task<IReadOnlyList<CustomerEvent>> ReadByCustomerAsync(CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>Adds up purchases and refunds of each window.</summary>
    /// <returns>One entry a window, in order; <see langword="null"/> where there is neither purchase nor refund. The last purchase is <see cref="DateTimeOffset.MinValue"/> where there are refunds only.</returns>
    /// <exception cref="MixedCurrenciesException">A customer's amounts in a window are in several currencies.</exception>
    Task<IReadOnlyList<PurchaseTotals?>> SumPurchasesAsync(IReadOnlyList<CustomerWindow> windows, CancellationToken cancellationToken = default);

    /// <summary>Adds up purchases and refunds of the partition's customers in the order in which <see cref="ICustomerStore.ReadIdsAsync"/> reads ids, a page at a time.</summary>
    /// <param name="after">The start of the window, excluded.</param>
    /// <param name="before">The end of the window, excluded.</param>
    /// <param name="afterCustomer">Where the last page ended; <see langword="null"/> for the first page.</param>
    /// <param name="limit">How many customers at most; fewer means that there are no more.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="MixedCurrenciesException">A customer's amounts in the window are in several currencies.</exception>
    Task<IReadOnlyList<PurchaseTotals>> ReadTotalsAsync(DateTimeOffset after, DateTimeOffset before, CustomerId? afterCustomer, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads the events of one name in the order they were appended, a page at a time.</summary>
    /// <param name="name">Which events.</param>
    /// <param name="after">The position that the last page ended with; 0 for the first page.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<EventPage> ReadLogAsync(EventName name, long after, int limit, CancellationToken cancellationToken = default);
}

/// <summary>A piece of the event log.</summary>
/// <param name="Events">The events, in the order they were appended.</param>
/// <param name="Position">Where to go on; the given position where there were none.</param>
public readonly record struct EventPage(IReadOnlyList<CustomerEvent> Events, long Position);

/// <summary>What became of an event that was appended.</summary>
public enum AppendOutcome
{
    /// <summary>New, and stored.</summary>
    Stored = 0,

    /// <summary>Stored before with the same content.</summary>
    Duplicate = 1,

    /// <summary>Stored before with another content: refused.</summary>
    Conflict = 2,
}

/// <summary>Who is in which segment.</summary>
public interface ISegmentStore
{
    /// <summary>Looks up where customers stand; who was never scored is left out.</summary>
    Task<IReadOnlyDictionary<CustomerId, CustomerSegment>> FindAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default);

    /// <summary>Stores where customers stand; what was there is replaced.</summary>
    Task SaveAsync(IReadOnlyList<CustomerSegment> segments, CancellationToken cancellationToken = default);

    /// <summary>Reads where customers stand in the order in which <see cref="ICustomerStore.ReadIdsAsync"/> reads ids, a page at a time.</summary>
    Task<IReadOnlyList<CustomerSegment>> ReadAsync(CustomerId? after, int limit, CancellationToken cancellationToken = default);
}

/// <summary>Enrollments, their history and the counters.</summary>
public interface IEnrollmentStore
{
    /// <summary>Adds enrollments whose numbers were taken from <see cref="IPartitionTransaction.AllocateIds"/>.</summary>
    /// <exception cref="RetentionStoreException">A journey, customer and entry key stand together already.</exception>
    Task AddAsync(IReadOnlyList<Enrollment> enrollments, CancellationToken cancellationToken = default);

    /// <summary>Replaces enrollments that are there. Journey, customer and entry key stay what they were.</summary>
    /// <exception cref="RetentionStoreException">One of them is not there.</exception>
    Task UpdateAsync(IReadOnlyList<Enrollment> enrollments, CancellationToken cancellationToken = default);

    /// <summary>Reads what is due, by due time and then number.</summary>
    /// <param name="status"><see cref="EnrollmentStatus.Active"/> or <see cref="EnrollmentStatus.AwaitingCallback"/>.</param>
    /// <param name="now">Due at this instant or before.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<Enrollment>> ReadDueAsync(EnrollmentStatus status, DateTimeOffset now, int limit, CancellationToken cancellationToken = default);

    /// <summary>Looks enrollments up by id; what is unknown is left out.</summary>
    Task<IReadOnlyDictionary<EnrollmentId, Enrollment>> FindAsync(IReadOnlyCollection<EnrollmentId> ids, CancellationToken cancellationToken = default);

    /// <summary>Reads all enrollments of customers, by number.</summary>
    Task<IReadOnlyList<Enrollment>> ReadByCustomerAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default);

    /// <summary>Reads the enrollments of a journey by number, a page at a time.</summary>
    /// <param name="journey">Which journey.</param>
    /// <param name="after">The number that the last page ended with; 0 for the first page.</param>
    /// <param name="limit">How many at most; fewer means that there are no more.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<Enrollment>> ReadAllAsync(JourneyName journey, long after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Counts those under way by version, step and status: what a new version would have to deal with.</summary>
    Task<IReadOnlyList<StepPopulation>> CountByStepAsync(JourneyName journey, CancellationToken cancellationToken = default);

    /// <summary>Appends to the history of enrollments.</summary>
    Task AppendHistoryAsync(IReadOnlyList<HistoryEntry> entries, CancellationToken cancellationToken = default);

    /// <summary>Reads the history of an enrollment in the order it was written.</summary>
    Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(EnrollmentId enrollment, CancellationToken cancellationToken = default);

    /// <summary>Adds to counters; those with the same journey, version, day, step, measure and detail add up.</summary>
    Task AddCountersAsync(IReadOnlyList<JourneyCounter> counters, CancellationToken cancellationToken = default);

    /// <summary>Reads all counters of a journey in this partition.</summary>
    Task<IReadOnlyList<JourneyCounter>> ReadCountersAsync(JourneyName journey, CancellationToken cancellationToken = default);
}

/// <summary>How many enrollments stand at a step.</summary>
/// <param name="Version">The journey's version.</param>
/// <param name="Step">The step.</param>
/// <param name="Status">Active, calling or stuck.</param>
/// <param name="Count">How many.</param>
public readonly record struct StepPopulation(int Version, string Step, EnrollmentStatus Status, long Count);

/// <summary>The outbox of a partition.</summary>
public interface IOutboxStore
{
    /// <summary>Adds messages whose numbers were taken from <see cref="IPartitionTransaction.AllocateIds"/>.</summary>
    Task AddAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken = default);

    /// <summary>Replaces messages that are there. The enrollment stays what it was.</summary>
    /// <exception cref="RetentionStoreException">One of them is not there.</exception>
    Task UpdateAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken = default);

    /// <summary>Reads queued messages that are due, by due time and then number.</summary>
    /// <param name="now">Due at this instant or before.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<OutboxMessage>> ReadDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default);

    /// <summary>Counts queued messages that have a due time, at most to a limit, so that it never costs more than that.</summary>
    Task<int> CountQueuedAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads messages that are being handed over by a worker that no longer lives, so that their fate is unknown.</summary>
    Task<IReadOnlyList<OutboxMessage>> ReadAbandonedAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>Looks messages up by id; what is unknown is left out.</summary>
    Task<IReadOnlyDictionary<MessageId, OutboxMessage>> FindAsync(IReadOnlyCollection<MessageId> ids, CancellationToken cancellationToken = default);

    /// <summary>Reads the messages of enrollments, by number.</summary>
    Task<IReadOnlyList<OutboxMessage>> ReadByEnrollmentAsync(IReadOnlyCollection<EnrollmentId> enrollments, CancellationToken cancellationToken = default);

    /// <summary>Reads messages by number, a page at a time.</summary>
    /// <param name="after">The number that the last page ended with; 0 for the first page.</param>
    /// <param name="limit">How many at most; fewer means that there are no more.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<OutboxMessage>> ReadAllAsync(long after, int limit, CancellationToken cancellationToken = default);
}

/// <summary>Vouchers of a partition.</summary>
public interface IVoucherStore
{
    /// <summary>Adds vouchers.</summary>
    /// <exception cref="RetentionStoreException">A code is there already, or the idempotency key for the same customer. A key belongs to an enrollment, so it never stands for two customers.</exception>
    Task AddAsync(IReadOnlyList<Voucher> vouchers, CancellationToken cancellationToken = default);

    /// <summary>Replaces vouchers that are there, found by their code. Customer and idempotency key stay what they were.</summary>
    /// <exception cref="RetentionStoreException">One of them is not there.</exception>
    Task UpdateAsync(IReadOnlyList<Voucher> vouchers, CancellationToken cancellationToken = default);

    /// <summary>Looks vouchers up by code; what is unknown is left out.</summary>
    Task<IReadOnlyDictionary<string, Voucher>> FindAsync(IReadOnlyCollection<string> codes, CancellationToken cancellationToken = default);

    /// <summary>Reads the vouchers of customers, by the time of their issue and then code.</summary>
    Task<IReadOnlyList<Voucher>> ReadByCustomerAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default);
}

/// <summary>How far the sweeps of a partition are.</summary>
public interface ISweepStore
{
    /// <summary>Reads how far a sweep is; none when it never began.</summary>
    Task<SweepState?> FindAsync(string sweep, CancellationToken cancellationToken = default);

    /// <summary>Stores how far a sweep is.</summary>
    Task SaveAsync(SweepState state, CancellationToken cancellationToken = default);
}

/// <summary>How far a sweep over the customers of a partition is.</summary>
public sealed record SweepState
{
    /// <summary>Which sweep; at most 200 characters.</summary>
    public required string Sweep { get; init; }

    /// <summary>Which occurrence of its schedule it works on or has finished.</summary>
    public required DateTimeOffset Occurrence { get; init; }

    /// <summary>The last customer that was handled; none at the start.</summary>
    public CustomerId? Position { get; init; }

    /// <summary>Whether the occurrence is finished.</summary>
    public bool Finished { get; init; }
}
