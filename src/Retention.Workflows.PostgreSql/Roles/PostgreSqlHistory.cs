using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Roles;

/// <summary>The history of enrollments, and their counters.</summary>
internal sealed class PostgreSqlHistory(PostgreSqlPartition partition)
{
    private const string Append = """
        INSERT INTO history (partition, enrollment, number, at, moves)
        SELECT $1, h.enrollment, $2 + h.ordinal - 1, h.at, h.moves FROM unnest($3, $4, $5) WITH ORDINALITY AS h (enrollment, at, moves, ordinal)
        """;

    // What an enrollment did on entry is in its entry.
    private const string Read = """
        SELECT moved_at, moves FROM (
            SELECT 0 AS number, k.moved_at, k.moves
            FROM enrollments e
            JOIN entries k ON k.partition = $1 AND k.customer = e.customer AND k.journey = e.journey AND k.entry_key = e.entry_key
            WHERE e.partition = $1 AND e.number = $2 AND k.moves IS NOT NULL
            UNION ALL
            SELECT number, at, moves FROM history WHERE partition = $1 AND enrollment = $2) AS h
        ORDER BY number
        """;

    private const string Count = """
        INSERT INTO counters (partition, journey, version, day, step, measure, detail, count, amount)
        SELECT $1, c.journey, c.version, c.day, c.step, c.measure, c.detail, sum(c.count)::bigint, sum(c.amount)::bigint
        FROM unnest($2, $3, $4, $5, $6, $7, $8, $9) AS c (journey, version, day, step, measure, detail, count, amount)
        GROUP BY c.journey, c.version, c.day, c.step, c.measure, c.detail
        ON CONFLICT (partition, journey, version, day, step, measure, detail)
        DO UPDATE SET count = counters.count + excluded.count, amount = greatest(least(counters.amount::numeric + excluded.amount, 9223372036854775807), -9223372036854775807)::bigint
        """;

    private const string ReadCounters = """
        SELECT version, day, step, measure, detail, count, amount FROM counters WHERE partition = $1 AND journey = $2
        """;

    internal async Task AppendAsync(IReadOnlyList<HistoryEntry> entries, CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        if (entries.Count > 0)
        {
            var append = partition.Command(Append);
            append.Parameters
                .Put(partition.TakePositions(entries.Count))
                .Put(entries, entry => partition.NumberOf(entry.Enrollment.Partition, entry.Enrollment.Number, "enrollment"))
                .Put(entries, static entry => entry.At)
                .Put(entries, static entry => entry.Moves, "moves of an enrollment");
            await partition.RunAsync(append, cancellationToken).ConfigureAwait(false);
        }

        partition.Done();
    }

    internal async Task<IReadOnlyList<HistoryEntry>> ReadAsync(EnrollmentId enrollment, CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        if (enrollment.Partition != partition.Number)
            return partition.Done<IReadOnlyList<HistoryEntry>>([]);
        var read = partition.Command(Read);
        read.Parameters.Put(enrollment.Number);
        return partition.Done(await partition.ReadAsync(
            read, row => new HistoryEntry { Enrollment = enrollment, At = row.Instant(0), Moves = row.GetString(1) },
            cancellationToken).ConfigureAwait(false));
    }

    internal async Task AddCountersAsync(IReadOnlyList<JourneyCounter> counters, CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        if (counters.Count > 0)
        {
            var count = partition.Command(Count);
            count.Parameters
                .Put(counters, static counter => counter.Journey.Value, "journey of a counter")
                .Put(counters, static counter => counter.Version)
                .Put(counters, static counter => counter.Day)
                .Put(counters, static counter => counter.Step, "step of a counter")
                .Put(counters, static counter => counter.Measure, "measure of a counter")
                .Put(counters, static counter => counter.Detail, "detail of a counter")
                .Put(counters, static counter => counter.Count)
                .Put(counters, static counter => decimal.ToOACurrency(counter.Amount));
            await partition.RunAsync(count, cancellationToken).ConfigureAwait(false);
        }

        partition.Done();
    }

    internal async Task<IReadOnlyList<JourneyCounter>> ReadCountersAsync(JourneyName journey, CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        var scratch = partition.Scratch;
        var read = partition.Command(ReadCounters);
        read.Parameters.Put(journey.Value, "journey");
        return partition.Done(await partition.ReadAsync(
            read,
            row => new JourneyCounter
            {
                Journey = journey,
                Version = row.GetInt32(0),
                Day = row.Day(1),
                Step = scratch.Word(row, 2),
                Measure = scratch.Word(row, 3),
                Detail = scratch.Word(row, 4),
                Count = row.GetInt64(5),
                Amount = row.Amount(6),
            },
            cancellationToken).ConfigureAwait(false));
    }
}
