using System.Collections;
using Retention.Workflows.Storage;
using Retention.Workflows.Tests.Engine.Faults.Oracle;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>A store as a process under faults sees it. The ledger records its commits.</summary>
internal sealed class FaultyStore(IRetentionStore inner, Weather weather, Ledger ledger) : IRetentionStore
{
    public int PartitionCount => inner.PartitionCount;

    public ICatalogStore Catalog { get; } = FaultyRole.Around(inner.Catalog, weather.PauseAsync, (_, _) => weather.Call());

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await weather.PauseAsync("initialize");
        weather.Call();
        await inner.InitializeAsync(cancellationToken);
    }

    public async Task<DueWork> ReadDueWorkAsync(CancellationToken cancellationToken)
    {
        await weather.PauseAsync("read due work");
        weather.Call();
        return await inner.ReadDueWorkAsync(cancellationToken);
    }

    public async Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken)
    {
        await weather.PauseAsync("begin");
        weather.Call();
        if (weather.Scheduler is null)
            return new FaultyTransaction(await inner.BeginAsync(partition, cancellationToken), weather, ledger);
        while (true)
        {
            // The store's own waiting would continue on another thread.
            cancellationToken.ThrowIfCancellationRequested();
            if (await inner.TryBeginAsync(partition, cancellationToken) is { } transaction)
                return new FaultyTransaction(transaction, weather, ledger);
            ledger.Saw("a wait for a lock");
            await weather.Scheduler.WaitAsync(weather.Name, $"the lock of partition {partition}");
            weather.ThrowIfDead();
        }
    }

    public async Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken)
    {
        await weather.PauseAsync("try to begin");
        weather.Call();
        if (await inner.TryBeginAsync(partition, cancellationToken) is { } transaction)
            return new FaultyTransaction(transaction, weather, ledger);
        ledger.Saw("a partition that is busy");
        return null;
    }

    public async Task<IWorkerRegistration> RegisterWorkerAsync(CancellationToken cancellationToken)
    {
        await weather.PauseAsync("register");
        weather.Call();
        var registration = new FaultyRegistration(await inner.RegisterWorkerAsync(cancellationToken), ledger);
        weather.Lost = registration.Lose;
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
    private readonly Weather _weather;
    private readonly Ledger _ledger;
    private readonly List<object> _written;
    private bool _broken;

    internal FaultyTransaction(IPartitionTransaction inner, Weather weather, Ledger ledger, List<object>? written = null)
    {
        _written = written ?? [];
        _inner = inner;
        _weather = weather;
        _ledger = ledger;
        Customers = FaultyRole.Around(inner.Customers, weather.PauseAsync, Call);
        Events = FaultyRole.Around(inner.Events, weather.PauseAsync, Call);
        Segments = FaultyRole.Around(inner.Segments, weather.PauseAsync, Call);
        Enrollments = FaultyRole.Around(inner.Enrollments, weather.PauseAsync, Call);
        Outbox = FaultyRole.Around(inner.Outbox, weather.PauseAsync, Call);
        Vouchers = FaultyRole.Around(inner.Vouchers, weather.PauseAsync, Call);
        Suppressions = FaultyRole.Around(inner.Suppressions, weather.PauseAsync, Call);
        Sweeps = FaultyRole.Around(inner.Sweeps, weather.PauseAsync, Call);
        Pauses = FaultyRole.Around(inner.Pauses, weather.PauseAsync, Call);
        Maintenance = FaultyRole.Around(inner.Maintenance, weather.PauseAsync, Call);
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
        await _weather.PauseAsync("join");
        Call("JoinAsync", []);
        if (_weather.Scheduler is not null)
            throw new NotSupportedException("The store's own waiting would wake up on another thread.");
        return new FaultyTransaction(await _inner.JoinAsync(partition, cancellationToken), _weather, _ledger, _written);
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _weather.PauseAsync("commit");
        ThrowIfBroken();
        _broken = true;
        await _weather.CommitAsync(async () =>
        {
            var number = _ledger.Draw();
            await _inner.CommitAsync(cancellationToken);
            _ledger.Commit(number, _weather.Name, Partition, _written);
            _weather.Scheduler?.Release();
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        _weather.Scheduler?.Release();
    }

    private void Call(string method, object?[] arguments)
    {
        ThrowIfBroken();
        _broken = true;
        _weather.Call();
        _broken = false;
        if (method == "EraseAsync")
            _written.Add(new Erasure((IReadOnlyCollection<CustomerId>)arguments[0]!));
        else if (method == "SaveAsync" && arguments[0] is JourneyPause pause)
            _written.Add(new PauseNote(Partition, pause.Journey, pause.IsInForce));
        else if (method == "RemoveAsync" && arguments[0] is JourneyName resumed)
            _written.Add(new PauseNote(Partition, resumed, IsInForce: false));
        else if (method == "RemoveAsync")
            _written.Add(new LiftedSuppression((string)arguments[0]!, (Topic?)arguments[1]));
        else if (IsWrite(method))
            _written.AddRange(arguments[0] is IEnumerable rows ? rows.Cast<object>() : arguments.Take(1).OfType<object>());
    }

    private static bool IsWrite(string method) =>
        method.StartsWith("Add", StringComparison.Ordinal) || method.StartsWith("Append", StringComparison.Ordinal)
        || method.StartsWith("Save", StringComparison.Ordinal) || method.StartsWith("Update", StringComparison.Ordinal);

    private void ThrowIfBroken()
    {
        if (!_broken)
            return;
        if (!_weather.IsDead)
            _weather.Abuses.Enqueue($"transactions: one was used after it had failed or ended: {Environment.StackTrace}");
        throw new InvalidOperationException("A call of this transaction failed, so it can only be disposed.");
    }
}
