using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Roles;

internal sealed class PostgreSqlPauses(PostgreSqlPartition partition) : IPauseStore
{
    private const string Read =
        "SELECT journey, paused_at, reason, resumed_at, spread_over FROM pauses WHERE partition = $1 ORDER BY journey";

    private const string Save = """
        INSERT INTO pauses (partition, journey, paused_at, reason, resumed_at, spread_over) SELECT $1, $2, $3, $4, ($5::timestamptz[])[1], $6
        ON CONFLICT (partition, journey) DO UPDATE SET
            paused_at = excluded.paused_at, reason = excluded.reason, resumed_at = excluded.resumed_at, spread_over = excluded.spread_over
        """;

    private const string Remove = "DELETE FROM pauses WHERE partition = $1 AND journey = $2";

    public async Task<IReadOnlyList<JourneyPause>> ReadAsync(CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        return partition.Done(await partition.ReadAsync(
            partition.Command(Read),
            static row => new JourneyPause
            {
                Journey = new JourneyName(row.GetString(0)),
                PausedAt = row.Instant(1),
                Reason = row.GetString(2),
                ResumedAt = row.InstantOrNull(3),
                SpreadOver = TimeSpan.FromMilliseconds(row.GetInt64(4)),
            },
            cancellationToken).ConfigureAwait(false));
    }

    public async Task SaveAsync(JourneyPause pause, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var save = partition.Command(Save);
        save.Parameters
            .Put(pause.Journey.Value, "journey").Put(pause.PausedAt).Put(pause.Reason, "reason of a pause")
            .Put([pause], static one => one.ResumedAt).Put((long)pause.SpreadOver.TotalMilliseconds);
        await partition.RunAsync(save, cancellationToken).ConfigureAwait(false);
        partition.Done();
    }

    public async Task RemoveAsync(JourneyName journey, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var remove = partition.Command(Remove);
        remove.Parameters.Put(journey.Value, "journey");
        await partition.RunAsync(remove, cancellationToken).ConfigureAwait(false);
        partition.Done();
    }
}
