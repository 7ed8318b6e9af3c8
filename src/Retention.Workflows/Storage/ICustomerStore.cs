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
