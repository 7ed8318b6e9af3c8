using Retention.Workflows.Conditions.Evaluation;
using Retention.Workflows.Customers;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Batches;

/// <summary>Facts from the store within one transaction. Customers and their zones are read once.</summary>
internal sealed class StoreFacts(
    IPartitionTransaction transaction, TimeZoneInfo shopZone, Func<CancellationToken, Task<string?>> currency) : IFactSource
{
    private readonly Dictionary<CustomerId, Customer> _customers = [];
    private readonly HashSet<CustomerId> _read = [];
    private readonly CustomerZones _zones = new(shopZone);
    private readonly HashSet<CustomerId> _readZones = [];
    private Task<string?>? _currency;

    public async Task<IReadOnlyDictionary<CustomerId, Customer>> CustomersAsync(
        IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken)
    {
        var missing = ids.Where(_read.Add).ToList();
        if (missing.Count > 0)
        {
            foreach (var (id, customer) in await transaction.Customers.FindAsync(missing, cancellationToken).ConfigureAwait(false))
                _customers[id] = customer;
        }

        return _customers;
    }

    /// <summary>Writes customers; later reads in this transaction return the new values.</summary>
    internal async Task SaveAsync(IReadOnlyList<Customer> customers, CancellationToken cancellationToken)
    {
        if (customers.Count == 0)
            return;
        await transaction.Customers.SaveAsync(customers, cancellationToken).ConfigureAwait(false);
        foreach (var customer in customers)
        {
            _read.Add(customer.Id);
            _customers[customer.Id] = customer;
        }
    }

    public async Task<CustomerZones> ZonesAsync(IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken)
    {
        var missing = ids.Where(_readZones.Add).ToList();
        if (missing.Count > 0)
            _zones.Add(await transaction.Customers.FindTimeZonesAsync(missing, cancellationToken).ConfigureAwait(false));
        return _zones;
    }

    public Task<IReadOnlyDictionary<CustomerId, CustomerSegment>> SegmentsAsync(
        IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken) =>
        transaction.Segments.FindAsync(ids, cancellationToken);

    public Task<IReadOnlyList<int>> CountAsync(IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken) =>
        transaction.Events.CountAsync(windows, cancellationToken);

    public Task<IReadOnlyList<IReadOnlyList<CustomerEvent>>> ReadAsync(
        IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken) =>
        transaction.Events.ReadAsync(windows, cancellationToken);

    public Task<IReadOnlyList<IReadOnlyList<PurchaseTotals>>> SumPurchasesAsync(
        IReadOnlyList<CustomerWindow> windows, CancellationToken cancellationToken) =>
        transaction.Events.SumPurchasesAsync(windows, cancellationToken);

    public Task<string?> CurrencyAsync(CancellationToken cancellationToken) => _currency ??= currency(cancellationToken);
}
