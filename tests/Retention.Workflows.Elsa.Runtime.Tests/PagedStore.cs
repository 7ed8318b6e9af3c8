using Retention.Workflows.Storage;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>Notes how many customers are asked for at once, and fails when it is told to.</summary>
internal sealed class PagedStore(IRetentionStore inner, List<int> pages) : IRetentionStore
{
    /// <summary>Asked at each commit: whether it fails though all was kept, or with nothing kept; else it does not fail.</summary>
    internal Func<bool?> FailsAtCommit { get; init; } = () => null;

    public int PartitionCount => inner.PartitionCount;

    public ICatalogStore Catalog => inner.Catalog;

    public Task InitializeAsync(CancellationToken cancellationToken = default) => inner.InitializeAsync(cancellationToken);

    public Task<Agenda> ReadAgendaAsync(CancellationToken cancellationToken = default) => inner.ReadAgendaAsync(cancellationToken);

    public async Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken = default) => new Transaction(await inner.BeginAsync(partition, cancellationToken), pages, FailsAtCommit);

    public async Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken = default) =>
        await inner.TryBeginAsync(partition, cancellationToken) is { } transaction ? new Transaction(transaction, pages, FailsAtCommit) : null;

    public Task<IWorkerRegistration> RegisterWorkerAsync(CancellationToken cancellationToken = default) => inner.RegisterWorkerAsync(cancellationToken);

    private sealed class Transaction(IPartitionTransaction inner, List<int> pages, Func<bool?> fails) : IPartitionTransaction, ICustomerStore
    {
        public int Partition => inner.Partition;

        public DateTimeOffset? StoreTime => inner.StoreTime;

        public ICustomerStore Customers => this;

        public IEventLog Events => inner.Events;

        public ISegmentStore Segments => inner.Segments;

        public IEnrollmentStore Enrollments => inner.Enrollments;

        public IOutboxStore Outbox => inner.Outbox;

        public IVoucherStore Vouchers => inner.Vouchers;

        public ISuppressionStore Suppressions => inner.Suppressions;

        public ISweepStore Sweeps => inner.Sweeps;

        public IUpkeepStore Upkeep => inner.Upkeep;

        public long TakeNumbers(int count) => inner.TakeNumbers(count);

        public void SignalWork() => inner.SignalWork();

        public Task<IPartitionTransaction> JoinAsync(int partition, CancellationToken cancellationToken = default) => inner.JoinAsync(partition, cancellationToken);

        public async Task CommitAsync(CancellationToken cancellationToken = default)
        {
            var kept = fails();
            if (kept != false)
                await inner.CommitAsync(cancellationToken);
            if (kept is not null)
                throw new RetentionStoreException("The connection broke.");
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();

        public Task SaveAsync(IReadOnlyList<Customer> customers, CancellationToken cancellationToken = default) => inner.Customers.SaveAsync(customers, cancellationToken);

        public Task<IReadOnlyDictionary<CustomerId, Customer>> FindAsync(IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken = default) => inner.Customers.FindAsync(ids, cancellationToken);

        public Task<IReadOnlyDictionary<CustomerId, string>> FindTimeZonesAsync(IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken = default) => inner.Customers.FindTimeZonesAsync(ids, cancellationToken);

        public Task<IReadOnlyList<CustomerId>> ReadIdsAsync(CustomerId? after, int limit, CancellationToken cancellationToken = default)
        {
            pages.Add(limit);
            return inner.Customers.ReadIdsAsync(after, limit, cancellationToken);
        }
    }
}
