using Retention.Workflows.Messaging;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows;

/// <summary>The back end's access to the engine. Thread-safe; needs no running worker.</summary>
/// <remarks>
/// Every call initializes the store if needed, and throws a <see cref="RetentionStoreException"/> if the store cannot be used. Calls wait
/// for the lock of their partitions. A cancelled call keeps the transactions that it has committed.
/// </remarks>
public interface IRetentionClient
{
    /// <summary>Stores customers. An existing customer is replaced as a whole.</summary>
    /// <param name="customers">Any number; one transaction per <see cref="RetentionOptions.BatchSize"/> customers of a partition. If an id
    /// occurs twice, the later one counts.</param>
    /// <param name="cancellationToken">Cancels between two transactions.</param>
    /// <returns>One result per customer, in order. A refused customer does not affect the others. An erased customer is not stored; see
    /// <see cref="ReadmitAsync"/>.</returns>
    /// <remarks>
    /// Saving the same data again changes nothing, so repeat the call after an error. The call enrolls only customers who are described for
    /// the first time: their earlier events, at most <see cref="RetentionOptions.MaxTriggerAge"/> old, may trigger journeys, unless an exit
    /// rule was met since. Names have at most 200 characters, addresses 4,096, language, time zone and postal code 100 each.
    /// </remarks>
    Task<IReadOnlyList<SaveCustomerResult>> SaveCustomersAsync(IReadOnlyList<Customer> customers, CancellationToken cancellationToken = default);

    /// <summary>
    /// Appends events to the log and runs the reactions, each event on its own: <see cref="AppendAsync"/> of <see cref="EventBatch.Of"/>.
    /// </summary>
    Task<IReadOnlyList<AppendEventResult>> AppendEventsAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken = default);

    /// <summary>Appends events to the log and runs the reactions. An event with the result <c>Stored</c> is not lost.</summary>
    /// <param name="batch">Any number of events, made in code or as JSON; one transaction per <see cref="RetentionOptions.BatchSize"/>
    /// events of a partition. <see cref="RetentionOptions.UnknownCustomers"/> decides about events of customers without a
    /// description.</param>
    /// <param name="cancellationToken">Cancels between two transactions.</param>
    /// <returns>One result per event, in order. Invalid events do not throw; each gets the result <c>Refused</c> with field and reason. The
    /// same id twice for a customer is stored once; with other content it is a conflict.</returns>
    /// <remarks>
    /// <see cref="EventLimits"/> lists the limits of an event. It must have happened after <see cref="RetentionOptions.EarliestEvent"/> and
    /// at most <see cref="RetentionOptions.MaxClockSkew"/> from now. After an error some transactions may be committed. Send the same
    /// events again; their ids prevent duplicates.
    /// </remarks>
    Task<IReadOnlyList<AppendEventResult>> AppendAsync(EventBatch batch, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes providers' reports about sent messages: delivered, opened, clicked, failed, bounced, complained, unsubscribed.
    /// </summary>
    /// <param name="reports">Reports in any order, as made by a parser such as <c>TwilioReports</c> of the channels package after it
    /// verified the sender's signature. The same report twice is recorded once.</param>
    /// <param name="cancellationToken">Cancels between two transactions.</param>
    /// <returns>One result per report, in order. A token that is missing, forged or of another key is <see cref="ReportOutcome.Unknown"/>
    /// and changes nothing.</returns>
    /// <remarks>
    /// Each report becomes events of the customer, which journeys and conditions use. A bounce, complaint or unsubscription suppresses the
    /// address that the message went to, even if the customer has another one now. A failure makes the message rejected and releases its
    /// slot under frequency caps. Within a day of the send it also queues the next channel of its step, unless the enrollment has exited. A
    /// report that a message in doubt arrived keeps it from being sent again. An unsubscription without a token suppresses the address it
    /// names.
    /// </remarks>
    Task<IReadOnlyList<ReportOutcome>> ReportAsync(IReadOnlyList<DeliveryReport> reports, CancellationToken cancellationToken = default);

    /// <summary>Enrolls a customer manually. The journey's re-entry rule applies, its audience does not.</summary>
    /// <param name="journey">A registered journey.</param>
    /// <param name="customer">The customer.</param>
    /// <param name="key">The entry key, such as a cart's id; the same key enrolls once. Default: a new key each time.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The enrollment, whose first step a worker executes later; or the refusal.</returns>
    /// <exception cref="ArgumentException">The journey is not registered.</exception>
    Task<EnrollResult> EnrollAsync(JourneyName journey, CustomerId customer, string? key = null, CancellationToken cancellationToken = default);

    /// <summary>Explains whether the journey's audience and re-entry rule would enroll the customer now, and why.</summary>
    /// <exception cref="ArgumentException">The journey is not registered.</exception>
    Task<EntryExplanation> ExplainEntryAsync(JourneyName journey, CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>Evaluates one condition for one customer and explains the result. Changes nothing.</summary>
    /// <remarks>There is no enrollment here, so conditions about the time since enrollment or a step, or about opened messages, find
    /// nothing.</remarks>
    /// <exception cref="InvalidOperationException">The condition names a custom segment or predicate that is not registered.</exception>
    Task<ConditionExplanation> ExplainAsync(Condition condition, CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads everything that journeys did with a customer: enrollments with history, messages with reasons, vouchers, segment.
    /// </summary>
    /// <returns>A record; its lists are empty for an unknown customer. It holds personal data and voucher codes: never log it.</returns>
    Task<CustomerRecord> ReadCustomerAsync(CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>Writes all stored data of a customer as one JSON document in UTF-8, for the customer's request of access.</summary>
    /// <param name="customer">The customer. An unknown customer has an empty profile and empty lists.</param>
    /// <param name="destination">The stream; written from its position, flushed and left open. The store is not locked during
    /// writing.</param>
    /// <param name="cancellationToken">Cancels reading or writing. What was written until then is no valid document.</param>
    /// <remarks>
    /// The shape is <c>{ format, customer, exportedAt, profile, suppressions, segment, events, enrollments, messages, vouchers }</c>;
    /// docs/operations.md lists all of it. Rendered texts are not stored; messages contain step, channel and times.
    /// </remarks>
    Task ExportAsync(CustomerId customer, Stream destination, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes all personal data of a customer, permanently and in one transaction: description, events, segment, enrollments with history,
    /// messages, vouchers.
    /// </summary>
    /// <returns>The number of deleted rows. A second call deletes nothing.</returns>
    /// <remarks>
    /// After the call no message to the customer is sent, except those counted by <see cref="ErasedRows.HandingOver"/>, which were being
    /// sent at that moment. Voucher codes are unknown from then on, also those of the host's own issuer: tell the issuer. Counters stay,
    /// since they hold no personal data. The suppression list stays as well; it holds addresses only as keyed hashes. The customer's last
    /// addresses are added to it for marketing and for every other topic that the customer decided about, so that a forgotten address gets
    /// no messages under another id either. The id is kept there in the same way, forever: late events and descriptions get the result
    /// <c>Erased</c>, and enrollment is refused, until <see cref="ReadmitAsync"/>. Set a <see cref="RetentionOptions.PrivacyKey"/> before.
    /// Without one, a reader of the store can find an erased id by trying. Copies of the store, such as backups, are not changed.
    /// </remarks>
    Task<ErasedRows> EraseAsync(CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>
    /// Withdraws the erasure of an id, because the same person signed up again. Data stored under the id from now on belongs to a new
    /// customer.
    /// </summary>
    /// <returns>True if the id was stored as erased.</returns>
    /// <remarks>Erased data does not return. Suppressed addresses stay suppressed, also those suppressed by the erasure, until
    /// <see cref="UnsuppressAsync"/>.</remarks>
    Task<bool> ReadmitAsync(CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>
    /// Unsubscribes the customer of a token. Their address on the token's channel gets no more messages of its topic, including queued
    /// ones.
    /// </summary>
    /// <param name="token">The token of a link that was sent, unchanged.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>True if the token is valid. Used again, it changes nothing.</returns>
    Task<bool> UnsubscribeAsync(string token, CancellationToken cancellationToken = default);

    /// <summary>
    /// Removes the suppression of a customer's address on a channel, for example because they subscribed again or a mailbox works again.
    /// </summary>
    /// <param name="customer">The customer.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="topic">The topic; null removes the suppression of all topics.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>True if it was suppressed.</returns>
    /// <remarks>The list holds addresses, so the suppression is removed for every customer with the same address.</remarks>
    Task<bool> UnsuppressAsync(CustomerId customer, Channel channel, Topic? topic = null, CancellationToken cancellationToken = default);

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

/// <summary>The result of a manual enrollment.</summary>
public sealed record EnrollResult
{
    /// <summary>The new enrollment; null if it was refused. Exactly one of the two properties is set.</summary>
    public EnrollmentId? Enrollment { get; init; }

    /// <summary>
    /// The reason of the refusal: <c>already-inside</c>, <c>already-entered</c>, <c>cooling-down</c>, <c>often-enough</c> or <c>erased</c>;
    /// null if it was not refused.
    /// </summary>
    public string? Refusal { get; init; }
}

/// <summary>Explains whether a customer could enter a journey now.</summary>
public sealed record EntryExplanation
{
    /// <summary>Whether the customer is in the audience, and why; null if the journey has no audience.</summary>
    public ConditionExplanation? Audience { get; init; }

    /// <summary>The reason why the re-entry rule refuses; null if it does not.</summary>
    public string? Refusal { get; init; }

    /// <summary>
    /// The reason why the customer has no date that could enroll: <c>no-date</c> or <c>unreadable-date</c>. Null if there is one, or if the
    /// journey does not enroll by a date.
    /// </summary>
    public string? Date { get; init; }

    /// <summary>True if nothing refuses the customer. A journey by date then enrolls on the date.</summary>
    public bool MayEnter => Refusal is null && Date is null && Audience is null or { Holds: true };
}

/// <summary>Everything that journeys did with a customer.</summary>
public sealed record CustomerRecord
{
    /// <summary>The customer as last described by the host; null if never described.</summary>
    public Customer? Customer { get; init; }

    /// <summary>The RFM segment; null if never scored.</summary>
    public CustomerSegment? Segment { get; init; }

    /// <summary>All enrollments, ordered by number.</summary>
    public required IReadOnlyList<Enrollment> Enrollments { get; init; }

    /// <summary>The history of the enrollments, ordered by enrollment and time.</summary>
    public required IReadOnlyList<HistoryEntry> History { get; init; }

    /// <summary>All messages, ordered by number. Each message that was not sent has a reason.</summary>
    public required IReadOnlyList<OutboxMessage> Messages { get; init; }

    /// <summary>All vouchers, ordered by time of issue.</summary>
    public required IReadOnlyList<Voucher> Vouchers { get; init; }
}
