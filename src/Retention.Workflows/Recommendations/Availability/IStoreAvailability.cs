namespace Retention.Workflows.Recommendations;

/// <summary>
/// Finds the shop's physical stores and their stock. Thread-safe; called outside every transaction with a batch of customers.
/// </summary>
/// <remarks>If it throws, messages that show stores wait and are retried; other messages are sent.</remarks>
public interface IStoreAvailability
{
    /// <summary>Finds the nearest stores that have some of the requested products in stock.</summary>
    /// <returns>
    /// One list for each request, in the order of the requests, nearest store first. A list is empty if no store is near.
    /// </returns>
    Task<IReadOnlyList<IReadOnlyList<StoreStock>>> NearestAsync(
        IReadOnlyList<StoreRequest> requests, CancellationToken cancellationToken = default);
}
