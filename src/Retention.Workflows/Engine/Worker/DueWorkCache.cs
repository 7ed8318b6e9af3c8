using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Worker;

/// <summary>Shares one read of the due work between loops that need it at about the same time. Thread-safe.</summary>
/// <remarks>
/// A read is not shared if it began before the latest pulse, because the woken loop must see newer work. It is not shared if it failed, or
/// if its age reaches half the shortest sleep of a loop.
/// The first read with work after reads without work sets the pulse. The work that one loop finds may soon be work for another, and the
/// worker that does it may die.
/// </remarks>
internal sealed class DueWorkCache(IRetentionStore store, AsyncPulse pulse, TimeProvider time)
{
    private static readonly TimeSpan MaxAge = PollingBackoff.Shortest / 2;

    private readonly Lock _gate = new();
    private Task<DueWork>? _latestRead;
    private Task? _signal;
    private long _startedAt;
    private bool _hadWork;

    internal Task<DueWork> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_latestRead is { IsFaulted: false, IsCanceled: false } latest && _signal == pulse.Next
                && time.GetElapsedTime(_startedAt) is var age && age >= TimeSpan.Zero && age < MaxAge)
                return latest;
            (_signal, _startedAt) = (pulse.Next, time.GetTimestamp());
            return _latestRead = ReadFromStoreAsync(cancellationToken);
        }
    }

    private async Task<DueWork> ReadFromStoreAsync(CancellationToken cancellationToken)
    {
        var dueWork = await store.ReadDueWorkAsync(cancellationToken).ConfigureAwait(false);
        var now = dueWork.StoreTime ?? time.GetUtcNow();
        var hasWork = dueWork.Partitions.Any(partition => partition.IsDispatching || partition.IsDue(now));
        var begins = hasWork && !_hadWork;
        _hadWork = hasWork;
        if (begins)
            pulse.Set();
        return dueWork;
    }
}
