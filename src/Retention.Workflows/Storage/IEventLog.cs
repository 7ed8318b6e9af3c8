using Retention.Workflows.Segments;

namespace Retention.Workflows.Storage;

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

    /// <summary>
    /// Adds events of the engine about what happens only once, such as that a message was sent. The caller knows that their ids are new and
    /// stay so: they are compared with no other event, neither now nor later, so a store needs no index for them. A store may refuse an id
    /// that it knows.
    /// </summary>
    Task AddAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken = default);

    /// <summary>
    /// Withdraws purchases and refunds of a customer: each gets the name that <see cref="EventNames.Withdrawn"/> returns, and keeps id and
    /// content. Ids that are unknown or belong to other events are ignored.
    /// </summary>
    /// <remarks>
    /// Withdrawn events are not read, counted or summed as purchases and refunds any more. Appending such an event again as it was before
    /// is a duplicate.
    /// </remarks>
    Task WithdrawAsync(CustomerId customer, IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default);

    /// <summary>Counts the events of each window.</summary>
    /// <returns>One count for each window, in order.</returns>
    Task<IReadOnlyList<int>> CountAsync(IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken = default);

    /// <summary>Reads the events of each window.</summary>
    /// <returns>One list for each window, in order; each list is ordered by time, then id.</returns>
    Task<IReadOnlyList<IReadOnlyList<CustomerEvent>>> ReadAsync(
        IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken = default);

    /// <summary>Reads all events of a customer, ordered by time, then id.</summary>
    Task<IReadOnlyList<CustomerEvent>> ReadByCustomerAsync(CustomerId customer, CancellationToken cancellationToken = default);

    /// <summary>Sums the purchases and refunds of each window by currency.</summary>
    /// <returns>
    /// One list for each window, in order, with one entry for each currency, ordered by code; empty if the window contains neither purchase
    /// nor refund. Purchases and refunds without an amount have the currency <c>XXX</c>. If an entry contains refunds only, its last
    /// purchase is <see cref="DateTimeOffset.MinValue"/>.
    /// </returns>
    Task<IReadOnlyList<IReadOnlyList<PurchaseTotals>>> SumPurchasesAsync(
        IReadOnlyList<CustomerWindow> windows, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sums the purchases and refunds of the partition's customers by currency and page by page, in the order of
    /// <see cref="ICustomerStore.ReadIdsAsync"/>, then by currency.
    /// </summary>
    /// <param name="after">The start of the window, exclusive.</param>
    /// <param name="before">The end of the window, exclusive.</param>
    /// <param name="afterCustomer">The last customer of the previous page; <see langword="null"/> for the first page.</param>
    /// <param name="limit">
    /// The maximum number of customers; a page with fewer customers is the last one. It contains all currencies of its customers.
    /// </param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<PurchaseTotals>> ReadTotalsAsync(
        DateTimeOffset after, DateTimeOffset before, CustomerId? afterCustomer, int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads the events of one name page by page, in the order in which they were appended.</summary>
    /// <param name="name">The name of the events.</param>
    /// <param name="after">The position of the previous page; 0 for the first page.</param>
    /// <param name="limit">The maximum number of events.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<EventPage> ReadLogAsync(EventName name, long after, int limit, CancellationToken cancellationToken = default);
}
