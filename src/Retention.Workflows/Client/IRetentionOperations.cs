using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>The operators' access to journeys, enrollments and messages. Thread-safe; needs no running worker.</summary>
/// <remarks>
/// Every call initializes the store if needed, and throws a <see cref="RetentionStoreException"/> if the store cannot be used. Calls wait
/// for the locks of their partitions, one after the other.
/// </remarks>
public interface IRetentionOperations
{
    /// <summary>Reads all journeys that are registered or stored, with the number of enrollments at each step.</summary>
    /// <returns>The journeys, ordered by name. The numbers are current; enrollments continue meanwhile.</returns>
    /// <remarks>
    /// Counts all active enrollments, partition by partition, and holds each partition's lock meanwhile. With millions of enrollments,
    /// call it in quiet hours.
    /// </remarks>
    Task<IReadOnlyList<JourneyOverview>> ReadJourneysAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists stuck enrollments: the last attempt of their step failed. They continue when they are resumed.</summary>
    /// <param name="journey">The journey; default null: all journeys.</param>
    /// <param name="cancellationToken">Cancels between two pages.</param>
    /// <returns>The enrollments, ordered by partition and number. They are read page by page, so the list can be long.
    /// <see cref="Enrollment.Outcome"/> holds the error.</returns>
    IAsyncEnumerable<Enrollment> ListStuckAsync(JourneyName? journey = null, CancellationToken cancellationToken = default);

    /// <summary>Lists dead messages: their last retry failed. They are sent when they are resumed.</summary>
    /// <param name="journey">The journey; default null: all journeys.</param>
    /// <param name="cancellationToken">Cancels between two pages.</param>
    /// <returns>The messages, ordered by partition and number and read page by page. <see cref="OutboxMessage.Reason"/> holds the
    /// error.</returns>
    IAsyncEnumerable<OutboxMessage> ListDeadAsync(JourneyName? journey = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Pauses a journey, in every process and across restarts: it enrolls no customers, executes no steps and sends no messages. Events
    /// are still stored.
    /// </summary>
    /// <param name="journey">A journey that is registered here or stored.</param>
    /// <param name="reason">The reason, for other operators; at most 500 characters, no personal data.</param>
    /// <param name="cancellationToken">Cancels between two partitions; call again to pause the others.</param>
    /// <returns>True if it was not paused before. A second call replaces the reason.</returns>
    /// <remarks>
    /// After the call returns, no process starts to send another message of the journey. Messages that were being sent may still arrive.
    /// Exit rules and goals still apply: a customer who buys meanwhile exits, and their messages are withdrawn. Enrollments are refused
    /// as <see cref="RefusalReasons.Paused"/> and are not repeated later. A new version may be published meanwhile.
    /// </remarks>
    /// <exception cref="ArgumentException">No such journey is registered or stored, or the reason is too long.</exception>
    Task<bool> PauseAsync(JourneyName journey, string reason, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns what resuming a journey would do to waits that have ended and to messages that are overdue. Changes nothing.
    /// </summary>
    /// <remarks>The cost is that of <see cref="ReadJourneysAsync"/> for one journey.</remarks>
    /// <exception cref="ArgumentException">No such journey is registered or stored.</exception>
    Task<ResumePreview> PreviewResumeAsync(JourneyName journey, CancellationToken cancellationToken = default);

    /// <summary>
    /// Resumes a paused journey. Waits that ended meanwhile follow the journey's <see cref="JourneyDefinition.WhenLate"/>.
    /// </summary>
    /// <param name="journey">A journey that is registered here or stored.</param>
    /// <param name="spreadOver">The time over which late enrollments and messages are spread, from now; default null: all are due at
    /// once. Rate limits, caps and quiet hours always apply.</param>
    /// <param name="cancellationToken">Cancels between two partitions; call again to resume the others.</param>
    /// <returns>True if it was paused.</returns>
    /// <remarks>
    /// Workers release the held enrollments and messages in chunks and continue after a crash. A new pause holds what is not released yet.
    /// </remarks>
    /// <exception cref="ArgumentException">No such journey is registered or stored.</exception>
    Task<bool> ResumeAsync(JourneyName journey, Period? spreadOver = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends an enrollment as <see cref="EnrollmentOutcomes.Cancelled"/>, and withdraws its undispatched messages in the same transaction.
    /// </summary>
    /// <param name="enrollment">The enrollment.</param>
    /// <param name="reason">The reason; stored in the enrollment's history and erased with it. At most 500 characters.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>True if it ended now. False if the enrollment does not exist or has ended.</returns>
    /// <remarks>
    /// An enrollment is active until its last message has left, so a message that waits is withdrawn. A message that is being sent may
    /// still arrive.
    /// </remarks>
    /// <exception cref="ArgumentException">The reason is too long.</exception>
    Task<bool> CancelAsync(EnrollmentId enrollment, string reason, CancellationToken cancellationToken = default);

    /// <summary>Resumes a stuck enrollment: a worker retries its step, and its attempts are counted from zero.</summary>
    /// <returns>True if it was stuck; false if not, or if it does not exist.</returns>
    Task<bool> ResumeAsync(EnrollmentId enrollment, CancellationToken cancellationToken = default);

    /// <summary>Resumes a dead message: it is queued again with the same idempotency key and all its attempts.</summary>
    /// <returns>True if it was dead.</returns>
    Task<bool> ResumeAsync(MessageId message, CancellationToken cancellationToken = default);

    /// <summary>
    /// Resumes all dead messages of a channel, for example after an outage: they are queued again as by
    /// <see cref="ResumeAsync(MessageId, CancellationToken)"/>.
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="reason">The reason with which they died (<see cref="OutboxMessage.Reason"/>); default null: any.</param>
    /// <param name="cancellationToken">Cancels between two chunks; call again to resume the others.</param>
    /// <returns>The number of messages that were resumed.</returns>
    /// <remarks>
    /// Works in chunks of one transaction each. The sending rules are checked again before each send: expired offers, exits and caps still
    /// apply. A second call finds nothing left to resume.
    /// </remarks>
    Task<int> ResumeDeadAsync(Channel channel, string? reason = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends the pause of a channel, in every process, before its ten minutes are over: reports said that its messages fail because of the
    /// sender. Correct the cause first.
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Cancels between two partitions; call again for the others.</param>
    /// <returns>True if it was paused.</returns>
    /// <remarks>
    /// Workers then send one waiting message as a probe, and all others after it succeeded. The reports so far count no more: only new ones
    /// pause the channel again. A channel that is down because its sends fail ends its outage by itself, with its next probe.
    /// </remarks>
    Task<bool> ResumeChannelAsync(Channel channel, CancellationToken cancellationToken = default);

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

    /// <summary>Reads the latest RFM model; null before the first run. <see cref="RfmModel.LeftOut"/> counts purchases that it leaves
    /// out.</summary>
    Task<RfmModel?> ReadModelAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists purchases that RFM leaves out because they are in another currency than the latest model: one entry for each customer and
    /// currency, over all history.
    /// </summary>
    /// <returns>The entries, ordered by partition and customer, read page by page as of now; empty before the first model.</returns>
    /// <remarks>Sums the purchases of all customers. With millions of customers, call it in quiet hours.</remarks>
    IAsyncEnumerable<PurchaseTotals> ListLeftOutPurchasesAsync(CancellationToken cancellationToken = default);
}
