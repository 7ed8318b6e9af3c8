using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Roles;

internal sealed class SqliteSweeps(SqlitePartition partition) : ISweepStore
{
    private const string Find = "SELECT occurrence, position, finished FROM sweeps WHERE partition = ? AND sweep = ?";

    private const string Save = "INSERT OR REPLACE INTO sweeps (partition, sweep, occurrence, position, finished) VALUES (?, ?, ?, ?, ?)";

    public Task<SweepState?> FindAsync(string sweep, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        SweepState? state = null;
        var row = partition.Session.Prepare(Find).Put(partition.Number).Put(sweep);
        if (row.Step())
        {
            state = new SweepState
            {
                Sweep = sweep,
                Occurrence = row.Instant(0),
                Position = row.TextOrNull(1) is { } position ? new CustomerId(position) : default(CustomerId?),
                Finished = row.Flag(2),
            };
        }

        row.Reset();
        return partition.Done(Task.FromResult(state));
    }

    public Task SaveAsync(SweepState state, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        partition.Session.Prepare(Save)
            .Put(partition.Number).Put(state.Sweep).Put(state.Occurrence).Put(state.Position?.Value).Put(state.Finished)
            .Run();
        return partition.Done();
    }
}
