using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>The back end's access to the engine. Thread-safe; needs no running worker.</summary>
/// <remarks>
/// Every call initializes the store if needed, and throws a <see cref="RetentionStoreException"/> if the store cannot be used. Calls wait
/// for the lock of their partitions. A cancelled call keeps the transactions that it has committed.
/// </remarks>
public interface IRetentionClient
{
    /// <summary>Stores customers. An existing customer is replaced as a whole.</summary>
    /// <param name="customers">Any number; one transaction per <see cref="WorkerOptions.BatchSize"/> customers of a partition. If an id
    /// occurs twice, the later one counts.</param>
    /// <param name="cancellationToken">Cancels between two transactions.</param>
    /// <returns>One result per customer, in order. A refused customer does not affect the others. An erased customer is not stored; see
    /// <see cref="ICustomerPrivacy.ReadmitAsync"/>.</returns>
    /// <remarks>
    /// Saving the same data again changes nothing, so repeat the call after an error. The call enrolls only customers who are described for
    /// the first time: their earlier events, at most <see cref="IngestionOptions.MaxTriggerAge"/> old, may trigger journeys, unless an exit
    /// rule was met since. Names have at most 200 characters, addresses 4,096, language, time zone and postal code 100 each.
    /// </remarks>
    Task<IReadOnlyList<SaveCustomerResult>> SaveCustomersAsync(
        IReadOnlyList<Customer> customers, CancellationToken cancellationToken = default);

    /// <summary>Stores one customer: <see cref="SaveCustomersAsync"/> with a list of one.</summary>
    Task<SaveCustomerResult> SaveCustomerAsync(Customer customer, CancellationToken cancellationToken = default);

    /// <summary>Appends one event to the log and runs the reactions: <see cref="AppendEventsAsync"/> with a list of one.</summary>
    Task<AppendEventResult> AppendEventAsync(CustomerEvent @event, CancellationToken cancellationToken = default);

    /// <summary>
    /// Appends events to the log and runs the reactions, each event on its own: <see cref="AppendAsync"/> of <see cref="EventBatch.Of"/>.
    /// </summary>
    Task<IReadOnlyList<AppendEventResult>> AppendEventsAsync(
        IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken = default);

    /// <summary>Appends events to the log and runs the reactions. An event with the result <c>Stored</c> is not lost.</summary>
    /// <param name="batch">Any number of events, made in code or as JSON; one transaction per <see cref="WorkerOptions.BatchSize"/>
    /// events of a partition, several partitions at a time. <see cref="IngestionOptions.UnknownCustomers"/> decides about events of
    /// customers without a description.</param>
    /// <param name="cancellationToken">Cancels between two transactions.</param>
    /// <returns>One result per event, in order. Invalid events do not throw; each gets the result <c>Refused</c> with field and reason. The
    /// same id twice for a customer is stored once; with other content it is a conflict.</returns>
    /// <remarks>
    /// <see cref="EventLimits"/> lists the limits of an event. It must have happened after <see cref="IngestionOptions.EarliestEvent"/> and
    /// at most <see cref="IngestionOptions.MaxClockSkew"/> from now. After an error some transactions may be committed. Send the same
    /// events again; their ids prevent duplicates. Calls that wait for the same partition share a transaction, but not their errors.
    /// </remarks>
    Task<IReadOnlyList<AppendEventResult>> AppendAsync(EventBatch batch, CancellationToken cancellationToken = default);

    /// <summary>Withdraws an order that was a test or a fraud, with its refunds. It does not count as a purchase any more.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="orderId">The id of the <c>purchase</c> event.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>True if the order counted until now; a second call returns false and changes nothing.</returns>
    /// <remarks>
    /// Conditions, segments and sums do not see the order any more, and a goal that it reached is open again. An enrollment that it ended
    /// stays ended. The customer's vouchers that it redeemed are given back; for one that was issued to another customer, call
    /// <see cref="Vouchers.IVoucherService.ReleaseAsync"/>.
    /// </remarks>
    Task<bool> WithdrawOrderAsync(CustomerId customer, string orderId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes providers' reports about sent messages: delivered, opened, clicked, failed, bounced, complained, unsubscribed.
    /// </summary>
    /// <param name="reports">Reports in any order, as made by a parser such as <c>TwilioReports</c> of the channels package after it
    /// verified the sender's signature. The same report twice is recorded once.</param>
    /// <param name="cancellationToken">Cancels between two transactions.</param>
    /// <returns>One result per report, in order. A token that is missing, forged or of another key is <see cref="ReportOutcome.Unmatched"/>
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
    Task<EnrollResult> EnrollAsync(
        JourneyName journey, CustomerId customer, string? key = null, CancellationToken cancellationToken = default);

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
}
