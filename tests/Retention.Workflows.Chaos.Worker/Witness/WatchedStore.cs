using System.Reflection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Chaos.Worker;

/// <summary>A store with a crash point before and after every commit. The name of the point depends on what the transaction did.</summary>
internal sealed class WatchedStore(IRetentionStore inner, CrashPoint crash, Report report) : IRetentionStore, IAsyncDisposable
{
    public int PartitionCount => inner.PartitionCount;

    public ICatalogStore Catalog => inner.Catalog;

    public Task InitializeAsync(CancellationToken cancellationToken = default) => inner.InitializeAsync(cancellationToken);

    public Task<DueWork> ReadDueWorkAsync(CancellationToken cancellationToken = default) => inner.ReadDueWorkAsync(cancellationToken);

    public async Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken = default) =>
        new WatchedTransaction(await inner.BeginAsync(partition, cancellationToken), crash, report);

    public async Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken = default) =>
        await inner.TryBeginAsync(partition, cancellationToken) is { } transaction
            ? new WatchedTransaction(transaction, crash, report) : null;

    public async Task<IWorkerRegistration> RegisterWorkerAsync(CancellationToken cancellationToken = default)
    {
        var registration = await inner.RegisterWorkerAsync(cancellationToken);
        report.Tell("registered", -1);
        return registration;
    }

    public async ValueTask DisposeAsync()
    {
        if (inner is IAsyncDisposable closing)
            await closing.DisposeAsync();
    }
}

/// <summary>The kinds of work in a transaction that the points distinguish.</summary>
[Flags]
internal enum WorkKinds
{
    None = 0,
    Sweep = 1,
    Steps = 2,
    Marks = 4,
    Outcomes = 8,
    Resolves = 16,
    Calls = 32,
}

internal sealed class WatchedTransaction : IPartitionTransaction
{
    private readonly IPartitionTransaction _inner;
    private readonly CrashPoint _crash;
    private readonly Report _report;
    private WorkKinds _workKinds;

    internal WatchedTransaction(IPartitionTransaction inner, CrashPoint crash, Report report)
    {
        _inner = inner;
        _crash = crash;
        _report = report;
        Enrollments = WatchedRole.Around(inner.Enrollments, AfterEnrollments);
        Outbox = WatchedRole.Around(inner.Outbox, AfterOutbox);
        Vouchers = WatchedRole.Around(inner.Vouchers, AfterVouchers);
        Sweeps = WatchedRole.Around(inner.Sweeps, AfterSweeps);
    }

    public int Partition => _inner.Partition;

    public Task<int> CountJourneyVersionsAsync(CancellationToken cancellationToken) =>
        _inner.CountJourneyVersionsAsync(cancellationToken);

    public DateTimeOffset? StoreTime => _inner.StoreTime;

    public ICustomerStore Customers => _inner.Customers;

    public IEventLog Events => _inner.Events;

    public ISegmentStore Segments => _inner.Segments;

    public IEnrollmentStore Enrollments { get; }

    public IOutboxStore Outbox { get; }

    public IVoucherStore Vouchers { get; }

    public ISweepStore Sweeps { get; }

    public ISuppressionStore Suppressions => _inner.Suppressions;

    public IPauseStore Pauses => _inner.Pauses;

    public IMaintenanceStore Maintenance => _inner.Maintenance;

    public long AllocateIds(int count) => _inner.AllocateIds(count);

    public void SignalWork() => _inner.SignalWork();

    public async Task<IPartitionTransaction> JoinAsync(int partition, CancellationToken cancellationToken = default) =>
        new WatchedTransaction(await _inner.JoinAsync(partition, cancellationToken), _crash, _report);

    public async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        foreach (var point in Points("before"))
            _crash.Reach(point, Partition);
        await _inner.CommitAsync(cancellationToken);
        _report.Tell("commit", Partition, ((int)_workKinds).ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var point in Points("after"))
            _crash.Reach(point, Partition);
    }

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private IEnumerable<string> Points(string side)
    {
        if (_workKinds.HasFlag(WorkKinds.Sweep))
            yield return $"sweep:{side}-commit";
        if (_workKinds.HasFlag(WorkKinds.Steps))
            yield return $"steps:{side}-commit";
        if (_workKinds.HasFlag(WorkKinds.Calls))
            yield return $"calls:{side}-commit";
        if (_workKinds.HasFlag(WorkKinds.Resolves))
            yield return $"resolve:{side}-commit";
        else if (_workKinds.HasFlag(WorkKinds.Outcomes))
            yield return $"dispatch:{side}-commit";
        if (_workKinds.HasFlag(WorkKinds.Marks))
            yield return $"dispatch:{side}-claim";
    }

    private void AfterEnrollments(string method, object?[] arguments, object? result)
    {
        if (method != nameof(IEnrollmentStore.ReadDueAsync) || result is not IReadOnlyList<Enrollment> { Count: > 0 })
            return;
        if ((EnrollmentStatus)arguments[0]! == EnrollmentStatus.Waiting)
        {
            _workKinds |= WorkKinds.Steps;
            _crash.Reach("steps:after-claim", Partition);
        }
        else
        {
            _crash.Reach("calls:after-claim", Partition);
        }
    }

    private void AfterOutbox(string method, object?[] arguments, object? result)
    {
        if (method == nameof(IOutboxStore.ReadAbandonedAsync) && result is IReadOnlyList<OutboxMessage> { Count: > 0 })
            _workKinds |= WorkKinds.Resolves;
        if (method != nameof(IOutboxStore.UpdateAsync))
            return;
        foreach (var message in (IReadOnlyList<OutboxMessage>)arguments[0]!)
        {
            if (message.Status == MessageStatus.Dispatching)
                _workKinds |= WorkKinds.Marks;
            else if (message.Status != MessageStatus.Withdrawn)
                _workKinds |= WorkKinds.Outcomes;
        }
    }

    private void AfterVouchers(string method, object?[] arguments, object? result)
    {
        // Steps issue the library's own vouchers, also the first steps in a sweep. Any other voucher comes from an issuer's answer.
        if (method == nameof(IVoucherStore.AddAsync) && (_workKinds & (WorkKinds.Steps | WorkKinds.Sweep)) == 0)
            _workKinds |= WorkKinds.Calls;
    }

    private void AfterSweeps(string method, object?[] arguments, object? result)
    {
        if (method == nameof(ISweepStore.FindAsync) && ((string)arguments[0]!).StartsWith("enroll/", StringComparison.Ordinal))
            _workKinds |= WorkKinds.Sweep;
    }
}

/// <summary>One role of a store. A callback gets each call with its result.</summary>
public class WatchedRole : DispatchProxy
{
    private object _inner = null!;
    private Action<string, object?[], object?> _after = null!;

    internal static T Around<T>(T inner, Action<string, object?[], object?> after) where T : class
    {
        var role = Create<T, WatchedRole>();
        ((WatchedRole)(object)role)._inner = inner;
        ((WatchedRole)(object)role)._after = after;
        return role;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var result = targetMethod!.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
        var name = targetMethod.Name;
        switch (result)
        {
            case Task<IReadOnlyList<Enrollment>> enrollments:
                return TellAsync(name, args!, enrollments);
            case Task<IReadOnlyList<OutboxMessage>> messages:
                return TellAsync(name, args!, messages);
            default:
                _after(name, args!, null);
                return result;
        }
    }

    private async Task<T> TellAsync<T>(string name, object?[] arguments, Task<T> reading)
    {
        var result = await reading;
        _after(name, arguments, result);
        return result;
    }
}
