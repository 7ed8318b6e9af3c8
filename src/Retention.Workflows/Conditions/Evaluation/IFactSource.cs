using Retention.Workflows.Customers;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Conditions.Evaluation;

/// <summary>The facts that conditions are evaluated from, loaded for a batch of customers at a time.</summary>
internal interface IFactSource
{
    Task<IReadOnlyDictionary<CustomerId, Customer>> CustomersAsync(
        IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken);

    Task<CustomerZones> ZonesAsync(IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken);

    Task<IReadOnlyDictionary<CustomerId, CustomerSegment>> SegmentsAsync(
        IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken);

    Task<IReadOnlyList<int>> CountAsync(IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken);

    Task<IReadOnlyList<IReadOnlyList<CustomerEvent>>> ReadAsync(IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken);

    Task<IReadOnlyList<IReadOnlyList<PurchaseTotals>>> SumPurchasesAsync(
        IReadOnlyList<CustomerWindow> windows, CancellationToken cancellationToken);

    /// <summary>The shop's currency; null if it is not known.</summary>
    Task<string?> CurrencyAsync(CancellationToken cancellationToken);
}
