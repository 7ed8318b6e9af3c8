using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>One look at the agenda for all loops that want one at about the same time. Thread-safe.</summary>
/// <remarks>
/// A look that began before the bell rang shows less than whoever was woken by it must see, so it is not shared any further; nor is one that
/// failed, or is nearly as old as the shortest sleep of a loop. The first look that shows work after looks that showed none rings: what one loop
/// finds may be the next one's work soon, and the worker that does it now may die.
/// </remarks>
internal sealed class AgendaLook(IRetentionStore store, EngineBell bell, TimeProvider time)
{
    private static readonly TimeSpan Shared = LoopRhythm.Shortest / 2;

    private readonly Lock _gate = new();
    private Task<Agenda>? _latest;
    private Task? _ring;
    private long _began;
    private bool _hadWork;

    internal Task<Agenda> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_latest is { IsFaulted: false, IsCanceled: false } latest && _ring == bell.Next && time.GetElapsedTime(_began) is var age && age >= TimeSpan.Zero && age < Shared)
                return latest;
            (_ring, _began) = (bell.Next, time.GetTimestamp());
            return _latest = LookAsync(cancellationToken);
        }
    }

    private async Task<Agenda> LookAsync(CancellationToken cancellationToken)
    {
        var agenda = await store.ReadAgendaAsync(cancellationToken).ConfigureAwait(false);
        var now = agenda.StoreTime ?? time.GetUtcNow();
        var hasWork = agenda.Partitions.Any(partition => partition.IsDispatching || partition.IsDue(now));
        var begins = hasWork && !_hadWork;
        _hadWork = hasWork;
        if (begins)
            bell.Ring();
        return agenda;
    }
}
