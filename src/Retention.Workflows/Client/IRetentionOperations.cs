using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>What operators do with journeys, enrollments and messages. Thread-safe; needs no running worker.</summary>
/// <remarks>
/// Every call makes the store ready where that has not happened yet, and throws a <see cref="RetentionStoreException"/> when the store
/// cannot
/// be used. Calls wait for the lock of the partitions they work on, one after the other.
/// </remarks>
public interface IRetentionOperations
{
    /// <summary>Reads all journeys that are registered or stored, with how many enrollments stand at each step.</summary>
    /// <returns>By name. Numbers as of now; customers go on meanwhile.</returns>
    /// <remarks>
    /// Counts all that is under way, partition by partition, and holds the partition's lock meanwhile: ask in quiet hours where millions
    /// are under way.
    /// </remarks>
    Task<IReadOnlyList<JourneyOverview>> ReadJourneysAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists stuck enrollments: those whose step failed too often, which go on once they are resumed.</summary>
    /// <param name="journey">Only of this journey; default of all.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <returns>By partition and number; read page by page, so that the list may be long. <see cref="Enrollment.Outcome"/> says what went
    /// wrong.</returns>
    IAsyncEnumerable<Enrollment> ListStuckAsync(JourneyName? journey = null, CancellationToken cancellationToken = default);

    /// <summary>Lists dead messages: those whose last retry failed, which leave once they are resumed.</summary>
    /// <param name="journey">Only of this journey; default of all.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <returns>By partition and number; read page by page. <see cref="OutboxMessage.Reason"/> says what went wrong.</returns>
    IAsyncEnumerable<OutboxMessage> ListDeadAsync(JourneyName? journey = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Pauses a journey: nobody enters, nobody moves, and nothing leaves, in every process and across restarts. Events are stored.
    /// </summary>
    /// <param name="journey">A journey that is registered here or stored.</param>
    /// <param name="reason">Why, for other operators; at most 500 characters, no personal data.</param>
    /// <param name="cancellationToken">Stops between two partitions; call again to pause the others.</param>
    /// <returns>Whether it was not paused before. Called again, the reason is replaced.</returns>
    /// <remarks>
    /// Once it returns, no message of the journey is newly handed over by any process; what was marked as dispatching before may still
    /// arrive.
    /// Exit rules and goals hold on: a customer who buys meanwhile leaves the journey, and their messages are withdrawn. Attempts to enter
    /// are
    /// refused as <see cref="RefusalReasons.Paused"/> and not made up for. A new version may be published meanwhile.
    /// </remarks>
    /// <exception cref="ArgumentException">No such journey is registered or stored, or the reason is too long.</exception>
    Task<bool> PauseAsync(JourneyName journey, string reason, CancellationToken cancellationToken = default);

    /// <summary>
    /// Tells what resuming a journey would do to waits that ended and messages that should have left by now. Changes nothing.
    /// </summary>
    /// <remarks>Costs what <see cref="ReadJourneysAsync"/> costs for one journey.</remarks>
    /// <exception cref="ArgumentException">No such journey is registered or stored.</exception>
    Task<ResumePreview> PreviewResumeAsync(JourneyName journey, CancellationToken cancellationToken = default);

    /// <summary>
    /// Resumes a paused journey. Waits that ended meanwhile follow the journey's <see cref="JourneyDefinition.WhenLate"/>.
    /// </summary>
    /// <param name="journey">A journey that is registered here or stored.</param>
    /// <param name="spreadOver">Over how much time those who go on late are spread, from now; default none, so that all are due at once.
    /// Rate limits, caps and quiet hours hold anyway.</param>
    /// <param name="cancellationToken">Stops between two partitions; call again to resume the others.</param>
    /// <returns>Whether it was paused.</returns>
    /// <remarks>
    /// Workers release what was held back in chunks; a crash resumes. Pausing again meanwhile holds back what has not left.
    /// </remarks>
    /// <exception cref="ArgumentException">No such journey is registered or stored.</exception>
    Task<bool> ResumeAsync(JourneyName journey, Period? spreadOver = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends an enrollment as <see cref="EnrollmentOutcomes.Cancelled"/>, and withdraws its undispatched messages in the same transaction.
    /// </summary>
    /// <param name="enrollment">The enrollment.</param>
    /// <param name="reason">Why; stored in the enrollment's history and erased with it. At most 500 characters.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Whether anything was done: false for an enrollment that is not there, or has ended and has no message that has yet to
    /// leave.</returns>
    /// <remarks>
    /// One that came to its end may still have messages in the outbox; they are withdrawn, and its outcome stays. A message that is being
    /// handed over may still arrive.
    /// </remarks>
    /// <exception cref="ArgumentException">The reason is too long.</exception>
    Task<bool> CancelAsync(EnrollmentId enrollment, string reason, CancellationToken cancellationToken = default);

    /// <summary>Resumes a stuck enrollment: a worker retries its step, and its attempts are counted from zero.</summary>
    /// <returns>True if it was stuck; false if not, or if it does not exist.</returns>
    Task<bool> ResumeAsync(EnrollmentId enrollment, CancellationToken cancellationToken = default);

    /// <summary>Resumes a dead message: it is queued again with the same idempotency key and all its attempts.</summary>
    /// <returns>True if it was dead.</returns>
    Task<bool> ResumeAsync(MessageId message, CancellationToken cancellationToken = default);

    /// <summary>Returns what publishing a journey would do to active enrollments of its earlier versions. Changes nothing.</summary>
    /// <param name="definition">The journey to be published; it need not be registered.</param>
    /// <param name="cancellationToken">Cancels the count.</param>
    /// <returns>The current numbers per step; enrollments continue meanwhile. The list is empty if there are no active
    /// enrollments.</returns>
    /// <remarks>Counts all active enrollments of the journey, partition by partition, and holds each partition's lock meanwhile. With
    /// millions of enrollments, call it in quiet hours.</remarks>
    /// <exception cref="JourneyDefinitionException">The journey is not valid.</exception>
    Task<PublishPreview> PreviewPublishAsync(JourneyDefinition definition, CancellationToken cancellationToken = default);

    /// <summary>Reads all counters of a journey, of all its versions and days, as the source of reports.</summary>
    /// <returns>Counters in no order, one per partition in which they were counted: add them up. Empty for an unknown journey.</returns>
    Task<IReadOnlyList<JourneyCounter>> ReadCountersAsync(JourneyName journey, CancellationToken cancellationToken = default);
}
