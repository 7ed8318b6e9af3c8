using Retention.Workflows.Storage;

namespace Retention.Workflows.Replay;

/// <summary>
/// The position of a replay, stored as a sweep of the first partition: the time that it processes, and whether that time is finished.
/// </summary>
internal static class ReplayPosition
{
    private const string Sweep = "replay";

    internal static async Task<SweepState?> ReadAsync(IRetentionStore store, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(0, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
            return await transaction.Sweeps.FindAsync(Sweep, cancellationToken).ConfigureAwait(false);
    }

    internal static async Task SaveAsync(IRetentionStore store, DateTimeOffset at, bool finished, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(0, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var state = new SweepState { Sweep = Sweep, Occurrence = at, Finished = finished };
            await transaction.Sweeps.SaveAsync(state, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
