using Retention.Workflows.Messaging;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows;

/// <summary>How a shop's back end talks to the engine. Thread-safe; needs no running worker.</summary>
/// <remarks>
/// Every call makes the store ready where that has not happened yet, and throws a <see cref="RetentionStoreException"/> when the store cannot
/// be used. Calls wait for the lock of the partitions they work on. A call that is cancelled keeps what it has committed until then.
/// </remarks>
public interface IRetentionClient
{
    /// <summary>Stores customers; who is there already is replaced whole.</summary>
    /// <param name="customers">Any number; one transaction for each <see cref="RetentionOptions.BatchSize"/> customers of a partition. The same id twice: the later one counts.</param>
    /// <param name="cancellationToken">Stops between two transactions.</param>
    /// <returns>What became of each, in order. One that is refused keeps no other out; who was erased is not stored, see <see cref="ReadmitAsync"/>.</returns>
    /// <remarks>
    /// Saving the same again changes nothing, so after an error repeat the call. Nobody is enrolled by it but who is described for the first time and whose events, at most
    /// <see cref="RetentionOptions.MaxTriggerAge"/> old, began a journey before, unless an exit rule of it was met since. Names have at most 200 characters, addresses 4,096, language, time zone and postal code 100 each.
    /// </remarks>
    Task<IReadOnlyList<SaveCustomerResult>> SaveCustomersAsync(IReadOnlyList<Customer> customers, CancellationToken cancellationToken = default);

    /// <summary>Appends events to the log and lets journeys react, each event for itself: <see cref="AppendAsync"/> of <see cref="EventBatch.Of"/>.</summary>
    Task<IReadOnlyList<AppendEventResult>> AppendEventsAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken = default);

    /// <summary>Appends events to the log and lets journeys react. What is answered as stored is not lost.</summary>
    /// <param name="batch">Any number of events, made in code or as JSON; one transaction for each <see cref="RetentionOptions.BatchSize"/> events of a partition. What becomes of those whose customer is not known yet, <see cref="RetentionOptions.UnknownCustomers"/> says.</param>
    /// <param name="cancellationToken">Stops between two transactions.</param>
    /// <returns>What became of each, in order: stored, or why not. Bad content is an answer, never an exception. The same id of a customer twice is stored once; with another content it is a conflict.</returns>
    /// <remarks>
    /// <see cref="EventLimits"/> says what events may hold; they happened between <see cref="RetentionOptions.EarliestEvent"/> and <see cref="RetentionOptions.MaxClockSkew"/> from now.
    /// After an error some of the transactions may be kept: send the same events again, their ids make that harmless.
    /// </remarks>
    Task<IReadOnlyList<AppendEventResult>> AppendAsync(EventBatch batch, CancellationToken cancellationToken = default);

    /// <summary>Takes what providers say of messages after the hand-over: delivered, opened, failed, bounced, complained, unsubscribed.</summary>
    /// <param name="reports">Reports as a parser made them, such as <c>TwilioReports</c> of the channels package, once it found the sender's signature right. In any order; the same one twice is recorded once.</param>
    /// <param name="cancellationToken">Stops between two transactions.</param>
    /// <returns>What became of each, in order. A token that is missing, forged or of another key is <see cref="ReportOutcome.Unknown"/> and changes nothing.</returns>
    /// <remarks>
    /// Each becomes events of the customer, on which journeys react and conditions ask. A bounce, complaint or unsubscription suppresses the address that the message went to, also when the customer has another one by now.
    /// A failure makes the message rejected, frees its place under frequency caps, and within a day of the hand-over the next channel of its step has a try, unless the enrollment
    /// exited. One that says that a message of unknown fate arrived keeps it from being sent again. An unsubscription without a token suppresses the address it names.
    /// </remarks>
    Task<IReadOnlyList<ReportOutcome>> ReportAsync(IReadOnlyList<DeliveryReport> reports, CancellationToken cancellationToken = default);

    /// <summary>Enrolls a customer by hand: the journey's re-entry rule is asked, its audience is not.</summary>
    /// <param name="journey">A journey that this host registered.</param>
    /// <param name="customer">The customer.</param>
    /// <param name="key">What makes the occasion unique, such as a cart's id: the same key enrolls once. Default: a new occasion each time.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The enrollment, whose first step is done when a worker next runs; or why there is none.</returns>
    /// <exception cref="ArgumentException">No such journey is registered.</exception>
    Task<EnrollResult> EnrollAsync(JourneyName journey, CustomerId customer, string? key = null, CancellationToken cancellationToken = default);

    /// <summary>Explains for one customer whether the journey's audience and re-entry rule would let them in now, and why.</summary>
    /// <exception cref="ArgumentException">No such journey is registered.</exception>
    Task<EntryExplanation> ExplainEntryAsync(JourneyName journey, CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>Asks one condition about one customer, and says why it holds or not. Changes nothing.</summary>
    /// <remarks>There is no enrollment here, so nothing happened since one began or reached a step, and no message of it was opened.</remarks>
    /// <exception cref="InvalidOperationException">The condition names a custom segment or predicate that is not registered.</exception>
    Task<ConditionExplanation> ExplainAsync(Condition condition, CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>Reads all that journeys did with a customer: enrollments with their history, messages with their reasons, vouchers, segment.</summary>
    /// <returns>A record with empty lists for who is unknown. Holds personal data and voucher codes: never log it.</returns>
    Task<CustomerRecord> ReadCustomerAsync(CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>Writes everything that is stored of a customer as one JSON document in UTF-8: what the customer may ask for.</summary>
    /// <param name="customer">The customer; of who is unknown there are an empty profile and empty lists.</param>
    /// <param name="destination">Where to; written to its position, flushed and left open. The store is not locked while it is written to.</param>
    /// <param name="cancellationToken">Stops the reading or writing; what was written until then is not a document.</param>
    /// <remarks>
    /// The shape is <c>{ format, customer, exportedAt, profile, suppressions, segment, events, enrollments, messages, vouchers }</c>; docs/operations.md
    /// lists all of it. Rendered texts are not stored, so messages say which step sent them, over which channel and when.
    /// </remarks>
    Task ExportAsync(CustomerId customer, Stream destination, CancellationToken cancellationToken = default);

    /// <summary>Takes everything personal of a customer away, for good and in one transaction: description, events, segment, enrollments with their history, messages, vouchers.</summary>
    /// <returns>How much there was. Called again, nothing.</returns>
    /// <remarks>
    /// Once it returns, no message to the customer is handed over any more, but for those that <see cref="ErasedRows.HandingOver"/> counts:
    /// they were leaving at that moment. Codes of vouchers are unknown from then on, also those that a shop's own issuer made: tell it.
    /// Counters stay, since they hold no personal data, and so does the suppression list, which knows addresses as keyed hashes only. The addresses that the customer had last are added to it, for marketing and every
    /// other topic that the customer decided about: an address that somebody wanted to be forgotten is not written to under another id either. The id is remembered there in the same way, for ever: late events and
    /// descriptions are answered as erased, and nobody enrolls, until <see cref="ReadmitAsync"/>. Set a <see cref="RetentionOptions.PrivacyKey"/> before: without one, whoever reads the store can
    /// find an erased id by trying. Copies of the store, such as backups, are not reached.
    /// </remarks>
    Task<ErasedRows> EraseAsync(CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>Takes back that a customer was erased, because the same person signed up anew: what the shop stores under the id from here on is a new customer.</summary>
    /// <returns>Whether the id was remembered as erased.</returns>
    /// <remarks>Nothing of what was erased returns; addresses that are suppressed stay so, also those that the erasure suppressed, until <see cref="UnsuppressAsync"/>.</remarks>
    Task<bool> ReadmitAsync(CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>Unsubscribes whoever a token was made for: their address on its channel gets nothing more on its topic, also what is queued already.</summary>
    /// <param name="token">The token of a link that was sent, as it came.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Whether the token is one of ours. Used again, it changes nothing.</returns>
    Task<bool> UnsubscribeAsync(string token, CancellationToken cancellationToken = default);

    /// <summary>Takes back that a customer's address on a channel is suppressed, for instance because they subscribed again or a mailbox was mended.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="topic">The topic; none takes back what suppresses all of them.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>Whether it was suppressed.</returns>
    /// <remarks>The list is one of addresses, so it is taken back for everybody who has the same one.</remarks>
    Task<bool> UnsuppressAsync(CustomerId customer, Channel channel, Topic? topic = null, CancellationToken cancellationToken = default);

    /// <summary>Lets a stuck enrollment try its step again, when a worker next runs. Its attempts are counted anew.</summary>
    /// <returns>Whether it was stuck; false also for an enrollment that is not there.</returns>
    Task<bool> ResumeAsync(EnrollmentId enrollment, CancellationToken cancellationToken = default);

    /// <summary>Lets a dead message leave again: it is queued anew, with the same idempotency key and all its tries before it.</summary>
    /// <returns>Whether it was dead.</returns>
    Task<bool> ResumeAsync(MessageId message, CancellationToken cancellationToken = default);

    /// <summary>Tells what publishing a journey would do to those who are inside its earlier versions. Changes nothing.</summary>
    /// <param name="definition">The journey as it would be published; it need not be registered.</param>
    /// <param name="cancellationToken">Stops the counting.</param>
    /// <returns>The numbers at each step as of now; customers go on meanwhile. Empty lists where nobody is inside.</returns>
    /// <remarks>Counts all that is under way in the journey, partition by partition, and holds the partition's lock meanwhile: ask in quiet hours where millions are inside.</remarks>
    /// <exception cref="JourneyDefinitionException">The journey is not valid.</exception>
    Task<PublishPreview> PreviewPublishAsync(JourneyDefinition definition, CancellationToken cancellationToken = default);

    /// <summary>Reads all counters of a journey, of all its versions and days: what reports are made of.</summary>
    /// <returns>In no order, and one for each partition in which it was counted: add them up. Empty for a journey that nobody knows.</returns>
    Task<IReadOnlyList<JourneyCounter>> ReadCountersAsync(JourneyName journey, CancellationToken cancellationToken = default);
}

/// <summary>What became of a wish to enroll.</summary>
public sealed record EnrollResult
{
    /// <summary>The new enrollment; none when it was refused. One of the two is always there.</summary>
    public EnrollmentId? Enrollment { get; init; }

    /// <summary>Why it was refused: <c>already-inside</c>, <c>already-entered</c>, <c>cooling-down</c>, <c>often-enough</c> or <c>erased</c>; none when it was not.</summary>
    public string? Refusal { get; init; }
}

/// <summary>Whether a customer could enter a journey now, and why.</summary>
public sealed record EntryExplanation
{
    /// <summary>Whether the customer belongs to the audience, and why; none where everybody does.</summary>
    public ConditionExplanation? Audience { get; init; }

    /// <summary>Why the re-entry rule refuses; none when it does not.</summary>
    public string? Refusal { get; init; }

    /// <summary>Why the customer has no date such as the one that enrolls: <c>no-date</c> or <c>unreadable-date</c>; none when there is one, or the journey does not enroll by a date.</summary>
    public string? Date { get; init; }

    /// <summary>Whether all of them let the customer in; by a date, when it comes.</summary>
    public bool MayEnter => Refusal is null && Date is null && Audience is null or { Holds: true };
}

/// <summary>All that journeys did with a customer.</summary>
public sealed record CustomerRecord
{
    /// <summary>The customer as the shop last described them; none when it never did.</summary>
    public Customer? Customer { get; init; }

    /// <summary>Where the customer stands by RFM; none when never scored.</summary>
    public CustomerSegment? Segment { get; init; }

    /// <summary>All enrollments, by number.</summary>
    public required IReadOnlyList<Enrollment> Enrollments { get; init; }

    /// <summary>What the enrollments did, by enrollment and then time.</summary>
    public required IReadOnlyList<HistoryEntry> History { get; init; }

    /// <summary>All messages, by number; each that was not sent says why.</summary>
    public required IReadOnlyList<OutboxMessage> Messages { get; init; }

    /// <summary>All vouchers, by the time of their issue.</summary>
    public required IReadOnlyList<Voucher> Vouchers { get; init; }
}
