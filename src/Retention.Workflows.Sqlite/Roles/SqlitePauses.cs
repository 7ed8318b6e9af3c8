using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Roles;

internal sealed class SqlitePauses(SqlitePartition partition) : IPauseStore
{
    private const string Read =
        "SELECT journey, paused_at, reason, resumed_at, spread_over FROM pauses WHERE partition = ? ORDER BY journey";

    private const string Save =
        "INSERT OR REPLACE INTO pauses (partition, journey, paused_at, reason, resumed_at, spread_over) VALUES (?, ?, ?, ?, ?, ?)";

    private const string Remove = "DELETE FROM pauses WHERE partition = ? AND journey = ?";

    public Task<IReadOnlyList<JourneyPause>> ReadAsync(CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var pauses = new List<JourneyPause>();
        var row = partition.Session.Prepare(Read).Put(partition.Number);
        while (row.Step())
        {
            pauses.Add(new JourneyPause
            {
                Journey = new JourneyName(row.Text(0)),
                PausedAt = row.Instant(1),
                Reason = row.Text(2),
                ResumedAt = row.InstantOrNull(3),
                SpreadOver = TimeSpan.FromMilliseconds(row.Int64(4)),
            });
        }

        return partition.Done(Task.FromResult<IReadOnlyList<JourneyPause>>(pauses));
    }

    public Task SaveAsync(JourneyPause pause, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        partition.Session.Prepare(Save)
            .Put(partition.Number).Put(pause.Journey.Value).Put(pause.PausedAt).Put(pause.Reason).Put(pause.ResumedAt)
            .Put((long)pause.SpreadOver.TotalMilliseconds)
            .Run();
        return partition.Done();
    }

    public Task RemoveAsync(JourneyName journey, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        partition.Session.Prepare(Remove).Put(partition.Number).Put(journey.Value).Run();
        return partition.Done();
    }
}
