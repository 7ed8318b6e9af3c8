namespace Retention.Workflows.Storage;

/// <summary>Enrollments, their history and the counters.</summary>
public interface IEnrollmentStore
{
    /// <summary>Adds enrollments whose numbers were allocated by <see cref="IPartitionTransaction.AllocateIds"/>.</summary>
    /// <exception cref="RetentionStoreException">The combination of journey, customer and entry key exists already.</exception>
    Task AddAsync(IReadOnlyList<Enrollment> enrollments, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds enrollments that moved on entry. Stores may keep the first entry of a history with the enrollment, which saves a row.
    /// </summary>
    /// <param name="enrollments">The enrollments, as for <see cref="AddAsync"/>.</param>
    /// <param name="history">For each enrollment, in order, the first entry of its history.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="RetentionStoreException">The combination of journey, customer and entry key exists already.</exception>
    Task AddMovedAsync(
        IReadOnlyList<Enrollment> enrollments, IReadOnlyList<HistoryEntry> history, CancellationToken cancellationToken = default);

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

    /// <summary>Reads the held enrollments of a paused journey, ordered by due time and number.</summary>
    Task<IReadOnlyList<Enrollment>> ReadHeldAsync(JourneyName journey, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads stuck enrollments page by page, ordered by number.</summary>
    /// <param name="after">The last number of the previous page; 0 for the first page.</param>
    /// <param name="limit">The maximum number; a shorter page is the last one.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
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
    /// Counts active enrollments whose due time has come, held or not, by version, step and status; stuck ones are not counted.
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
