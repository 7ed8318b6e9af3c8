namespace Retention.Workflows.Storage.InMemory;

internal sealed class MemoryCustomers(UndoLog undo) : ICustomerStore
{
    private readonly MemoryTable<CustomerId, Customer> _customers = new(undo);
    private readonly MemoryIndex<CustomerId> _ids = new(undo);

    public Task SaveAsync(IReadOnlyList<Customer> customers, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(customers);
        foreach (var customer in customers)
        {
            if (_customers.Set(customer.Id, customer))
                _ids.Add(customer.Id);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyDictionary<CustomerId, Customer>> FindAsync(
        IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_customers.Find(ids));
    }

    public Task<IReadOnlyDictionary<CustomerId, string>> FindTimeZonesAsync(
        IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var zones = new Dictionary<CustomerId, string>();
        foreach (var (id, customer) in _customers.Find(ids))
        {
            if (customer.TimeZone is { } zone)
                zones[id] = zone;
        }

        return Task.FromResult<IReadOnlyDictionary<CustomerId, string>>(zones);
    }

    public Task<IReadOnlyList<CustomerId>> ReadIdsAsync(CustomerId? after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<CustomerId>>([.. _ids.After(after).Take(limit)]);
    }

    internal bool Erase(CustomerId id)
    {
        if (!_customers.Remove(id, out _))
            return false;
        _ids.Remove(id);
        return true;
    }
}
