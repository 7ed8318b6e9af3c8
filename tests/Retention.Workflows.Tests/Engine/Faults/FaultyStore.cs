using System.Collections;
using Retention.Workflows.Storage;
using Retention.Workflows.Tests.Engine.Faults.Oracle;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>A store as a process under faults sees it. The ledger records its commits.</summary>
internal sealed class FaultyStore(IRetentionStore inner, FaultInjector faultInjector, Ledger ledger) : IRetentionStore
{
    public int PartitionCount => inner.PartitionCount;

    public ICatalogStore Catalog { get; } = FaultyRole.Around(inner.Catalog, faultInjector.PauseAsync, (_, _) => faultInjector.Call());

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await faultInjector.PauseAsync("initialize");
        faultInjector.Call();
        await inner.InitializeAsync(cancellationToken);
    }

    public async Task<DueWork> ReadDueWorkAsync(CancellationToken cancellationToken)
    {
        await faultInjector.PauseAsync("read due work");
        faultInjector.Call();
        return await inner.ReadDueWorkAsync(cancellationToken);
    }

    public async Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken)
    {
        await faultInjector.PauseAsync("begin");
        faultInjector.Call();
        if (faultInjector.Scheduler is null)
            return new FaultyTransaction(await inner.BeginAsync(partition, cancellationToken), faultInjector, ledger);
        while (true)
        {
            // The store's own waiting would continue on another thread.
            cancellationToken.ThrowIfCancellationRequested();
            if (await inner.TryBeginAsync(partition, cancellationToken) is { } transaction)
                return new FaultyTransaction(transaction, faultInjector, ledger);
            ledger.Saw("a wait for a lock");
            await faultInjector.Scheduler.WaitAsync(faultInjector.Name, $"the lock of partition {partition}");
            faultInjector.ThrowIfDead();
        }
    }

    public async Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken)
    {
        await faultInjector.PauseAsync("try to begin");
        faultInjector.Call();
        if (await inner.TryBeginAsync(partition, cancellationToken) is { } transaction)
            return new FaultyTransaction(transaction, faultInjector, ledger);
        ledger.Saw("a partition that is busy");
        return null;
    }

    public async Task<IWorkerRegistration> RegisterWorkerAsync(CancellationToken cancellationToken)
    {
        await faultInjector.PauseAsync("register");
        faultInjector.Call();
        var registration = new FaultyRegistration(await inner.RegisterWorkerAsync(cancellationToken), ledger);
        faultInjector.Lost = registration.Lose;
        return registration;
    }
}

/// <summary>A registration that the store may lose while its process lives.</summary>
internal sealed class FaultyRegistration(IWorkerRegistration inner, Ledger ledger) : IWorkerRegistration
{
    public long Worker => inner.Worker;

    public bool IsAlive => inner.IsAlive;

    public Task WaitForWorkAsync(CancellationToken cancellationToken) => inner.WaitForWorkAsync(cancellationToken);

    public ValueTask DisposeAsync()
    {
        ledger.WorkerEnded(Worker);
        return inner.DisposeAsync();
    }

    internal void Lose()
    {
        ledger.Saw("a worker that the store takes for dead");
        var lost = DisposeAsync();
        if (!lost.IsCompletedSuccessfully)
            throw new NotSupportedException("Only a store in memory forgets a worker at once.");
    }
}

/// <summary>
/// A transaction whose calls may fail. After a failure it can only be disposed, and any other call is recorded as a violation.
/// </summary>
internal sealed class FaultyTransaction : IPartitionTransaction
{
    private readonly IPartitionTransaction _inner;
    private readonly FaultInjector _faultInjector;
    private readonly Ledger _ledger;
    private readonly List<object> _written;
    private bool _broken;

    internal FaultyTransaction(IPartitionTransaction inner, FaultInjector faultInjector, Ledger ledger, List<object>? written = null)
    {
        _written = written ?? [];
        _inner = inner;
        _faultInjector = faultInjector;
        _ledger = ledger;
        Customers = FaultyRole.Around(inner.Customers, faultInjector.PauseAsync, Call);
        Events = FaultyRole.Around(inner.Events, faultInjector.PauseAsync, Call);
        Segments = FaultyRole.Around(inner.Segments, faultInjector.PauseAsync, Call);
        Enrollments = FaultyRole.Around(inner.Enrollments, faultInjector.PauseAsync, Call);
        Outbox = FaultyRole.Around(inner.Outbox, faultInjector.PauseAsync, Call);
        Vouchers = FaultyRole.Around(inner.Vouchers, faultInjector.PauseAsync, Call);
        Suppressions = FaultyRole.Around(inner.Suppressions, faultInjector.PauseAsync, Call);
        Sweeps = FaultyRole.Around(inner.Sweeps, faultInjector.PauseAsync, Call);
        Pauses = FaultyRole.Around(inner.Pauses, faultInjector.PauseAsync, Call);
        Maintenance = FaultyRole.Around(inner.Maintenance, faultInjector.PauseAsync, Call);
    }

    public int Partition => _inner.Partition;

    public DateTimeOffset? StoreTime => _inner.StoreTime;

    public ICustomerStore Customers { get; }

    public IEventLog Events { get; }

    public ISegmentStore Segments { get; }

    public IEnrollmentStore Enrollments { get; }

    public IOutboxStore Outbox { get; }

    public IVoucherStore Vouchers { get; }

    public ISuppressionStore Suppressions { get; }

    public ISweepStore Sweeps { get; }

    public IPauseStore Pauses { get; }

    public IMaintenanceStore Maintenance { get; }

    public Task<int> CountJourneyVersionsAsync(CancellationToken cancellationToken) =>
        _inner.CountJourneyVersionsAsync(cancellationToken);

    public long AllocateIds(int count)
    {
        Call("AllocateIds", []);
        return _inner.AllocateIds(count);
    }

    public void SignalWork()
    {
        Call("SignalWork", []);
        _inner.SignalWork();
    }

    public async Task<IPartitionTransaction> JoinAsync(int partition, CancellationToken cancellationToken)
    {
        await _faultInjector.PauseAsync("join");
        Call("JoinAsync", []);
        if (_faultInjector.Scheduler is not null)
            throw new NotSupportedException("The store's own waiting would wake up on another thread.");
        return new FaultyTransaction(await _inner.JoinAsync(partition, cancellationToken), _faultInjector, _ledger, _written);
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _faultInjector.PauseAsync("commit");
        ThrowIfBroken();
        _broken = true;
        await _faultInjector.CommitAsync(async () =>
        {
            var number = _ledger.Draw();
            await _inner.CommitAsync(cancellationToken);
            _ledger.Commit(number, _faultInjector.Name, Partition, _written);
            _faultInjector.Scheduler?.Release();
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        _faultInjector.Scheduler?.Release();
    }

    private void Call(string method, object?[] arguments)
    {
        ThrowIfBroken();
        _broken = true;
        _faultInjector.Call();
        _broken = false;
        if (method == "EraseAsync")
            _written.Add(new Erasure((IReadOnlyCollection<CustomerId>)arguments[0]!));
        else if (method == "SaveAsync" && arguments[0] is JourneyPause pause)
            _written.Add(new PauseChange(Partition, pause.Journey, pause.IsInForce));
        else if (method == "RemoveAsync" && arguments[0] is JourneyName resumed)
            _written.Add(new PauseChange(Partition, resumed, IsInForce: false));
        else if (method == "RemoveAsync")
            _written.Add(new LiftedSuppression((string)arguments[0]!, (Topic?)arguments[1]));
        else if (IsWrite(method))
            _written.AddRange(arguments[0] is IEnumerable
                ? arguments.OfType<IEnumerable>().SelectMany(rows => rows.Cast<object>()) : arguments.Take(1).OfType<object>());
    }

    private static bool IsWrite(string method) =>
        method.StartsWith("Add", StringComparison.Ordinal) || method.StartsWith("Append", StringComparison.Ordinal)
        || method.StartsWith("Save", StringComparison.Ordinal) || method.StartsWith("Update", StringComparison.Ordinal);

    private void ThrowIfBroken()
    {
        if (!_broken)
            return;
        if (!_faultInjector.IsDead)
            _faultInjector.Abuses.Enqueue($"transactions: one was used after it had failed or ended: {Environment.StackTrace}");
        throw new InvalidOperationException("A call of this transaction failed, so it can only be disposed.");
    }
}
