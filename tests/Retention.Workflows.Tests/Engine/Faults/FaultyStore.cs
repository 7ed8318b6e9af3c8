using System.Reflection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>Any store, seen by a process in bad weather.</summary>
internal sealed class FaultyStore(IRetentionStore inner, Weather weather) : IRetentionStore
{
    public int PartitionCount => inner.PartitionCount;

    public ICatalogStore Catalog { get; } = FaultyRole.Around(inner.Catalog, weather.Call);

    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        weather.Call();
        return inner.InitializeAsync(cancellationToken);
    }

    public Task<Agenda> ReadAgendaAsync(CancellationToken cancellationToken)
    {
        weather.Call();
        return inner.ReadAgendaAsync(cancellationToken);
    }

    public async Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken)
    {
        weather.Call();
        return new FaultyTransaction(await inner.BeginAsync(partition, cancellationToken), weather);
    }

    public async Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken)
    {
        weather.Call();
        return await inner.TryBeginAsync(partition, cancellationToken) is { } transaction ? new FaultyTransaction(transaction, weather) : null;
    }

    public Task<IWorkerRegistration> RegisterWorkerAsync(CancellationToken cancellationToken)
    {
        weather.Call();
        return inner.RegisterWorkerAsync(cancellationToken);
    }
}

/// <summary>A transaction whose calls may fail; after a failure it can only be disposed, and whoever tries anything else is written down.</summary>
internal sealed class FaultyTransaction : IPartitionTransaction
{
    private readonly IPartitionTransaction _inner;
    private readonly Weather _weather;
    private bool _broken;

    internal FaultyTransaction(IPartitionTransaction inner, Weather weather)
    {
        _inner = inner;
        _weather = weather;
        Customers = FaultyRole.Around(inner.Customers, Call);
        Events = FaultyRole.Around(inner.Events, Call);
        Segments = FaultyRole.Around(inner.Segments, Call);
        Enrollments = FaultyRole.Around(inner.Enrollments, Call);
        Outbox = FaultyRole.Around(inner.Outbox, Call);
        Vouchers = FaultyRole.Around(inner.Vouchers, Call);
        Suppressions = FaultyRole.Around(inner.Suppressions, Call);
        Sweeps = FaultyRole.Around(inner.Sweeps, Call);
        Upkeep = FaultyRole.Around(inner.Upkeep, Call);
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

    public IUpkeepStore Upkeep { get; }

    public long TakeNumbers(int count)
    {
        Call();
        return _inner.TakeNumbers(count);
    }

    public void SignalWork()
    {
        Call();
        _inner.SignalWork();
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        ThrowIfBroken();
        _broken = true;
        await _weather.CommitAsync(() => _inner.CommitAsync(cancellationToken));
    }

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private void Call()
    {
        ThrowIfBroken();
        _broken = true;
        _weather.Call();
        _broken = false;
    }

    private void ThrowIfBroken()
    {
        if (!_broken)
            return;
        if (!_weather.IsDead)
            _weather.Abuses.Enqueue($"A transaction was used after it had failed or ended: {Environment.StackTrace}");
        throw new InvalidOperationException("A call of this transaction failed, so it can only be disposed.");
    }
}

/// <summary>One role of a store, each of whose calls may fail before it does anything.</summary>
public class FaultyRole : DispatchProxy
{
    private object _inner = null!;
    private Action _call = null!;

    internal static T Around<T>(T inner, Action call) where T : class
    {
        var role = Create<T, FaultyRole>();
        ((FaultyRole)(object)role)._inner = inner;
        ((FaultyRole)(object)role)._call = call;
        return role;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _call();
        return targetMethod!.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
    }
}
