using Retention.Workflows.Storage;

namespace Retention.Workflows.Replay;

/// <summary>Where a replay stands, stored as a sweep of the first partition: the moment it works on, and whether it is done with it.</summary>
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
            await transaction.Sweeps.SaveAsync(new SweepState { Sweep = Sweep, Occurrence = at, Finished = finished }, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
