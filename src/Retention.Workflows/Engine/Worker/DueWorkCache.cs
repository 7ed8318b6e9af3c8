using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Worker;

/// <summary>One look at the agenda for all loops that want one at about the same time. Thread-safe.</summary>
/// <remarks>
/// A look that began before the bell rang shows less than whoever was woken by it must see, so it is not shared any further; nor is one that
/// failed, or is nearly as old as the shortest sleep of a loop. The first look that shows work after looks that showed none rings: what one loop
/// finds may be the next one's work soon, and the worker that does it now may die.
/// </remarks>
internal sealed class DueWorkCache(IRetentionStore store, AsyncPulse pulse, TimeProvider time)
{
    private static readonly TimeSpan Shared = PollingBackoff.Shortest / 2;

    private readonly Lock _gate = new();
    private Task<DueWork>? _latest;
    private Task? _signal;
    private long _began;
    private bool _hadWork;

    internal Task<DueWork> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_latest is { IsFaulted: false, IsCanceled: false } latest && _signal == pulse.Next && time.GetElapsedTime(_began) is var age && age >= TimeSpan.Zero && age < Shared)
                return latest;
            (_signal, _began) = (pulse.Next, time.GetTimestamp());
            return _latest = LookAsync(cancellationToken);
        }
    }

    private async Task<DueWork> LookAsync(CancellationToken cancellationToken)
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
