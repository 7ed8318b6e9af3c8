using Retention.Workflows.Segments;

namespace Retention.Workflows.Storage;

/// <summary>The segments of customers.</summary>
public interface ISegmentStore
{
    /// <summary>Finds the segments of customers; customers that were never scored are omitted.</summary>
    Task<IReadOnlyDictionary<CustomerId, CustomerSegment>> FindAsync(
        IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default);

    /// <summary>Saves the segments of customers; existing entries are replaced.</summary>
    Task SaveAsync(IReadOnlyList<CustomerSegment> segments, CancellationToken cancellationToken = default);

    /// <summary>Reads the segments of customers page by page, in the order of <see cref="ICustomerStore.ReadIdsAsync"/>.</summary>
    Task<IReadOnlyList<CustomerSegment>> ReadAsync(CustomerId? after, int limit, CancellationToken cancellationToken = default);
}
