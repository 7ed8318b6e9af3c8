using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Roles;

internal sealed class PostgreSqlSweeps(PostgreSqlPartition partition) : ISweepStore
{
    private const string Find = "SELECT occurrence, position, finished FROM sweeps WHERE partition = $1 AND sweep = $2";

    private const string Save = """
        INSERT INTO sweeps (partition, sweep, occurrence, position, finished) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (partition, sweep) DO UPDATE SET occurrence = excluded.occurrence, position = excluded.position, finished = excluded.finished
        """;

    public async Task<SweepState?> FindAsync(string sweep, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        SweepState? state = null;
        var find = partition.Command(Find);
        find.Parameters.Put(sweep, "name of a sweep");
        await partition.ReadAsync(
            find,
            row => state = new SweepState
            {
                Sweep = sweep,
                Occurrence = row.Instant(0),
                Position = row.TextOrNull(1) is { } position ? new CustomerId(position) : default(CustomerId?),
                Finished = row.GetBoolean(2),
            },
            cancellationToken).ConfigureAwait(false);
        return partition.Done(state);
    }

    public async Task SaveAsync(SweepState state, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var save = partition.Command(Save);
        save.Parameters.Put(state.Sweep, "name of a sweep").Put(state.Occurrence).PutOrNull(state.Position?.Value, "position of a sweep")
            .Put(state.Finished);
        await partition.RunAsync(save, cancellationToken).ConfigureAwait(false);
        partition.Done();
    }
}
