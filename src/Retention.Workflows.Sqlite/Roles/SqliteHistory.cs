using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;
using Retention.Workflows.Storage.Json;

namespace Retention.Workflows.Sqlite.Roles;

/// <summary>The history of enrollments, and their counters.</summary>
internal sealed class SqliteHistory(SqlitePartition partition)
{
    private static readonly SqliteInsert Append = new("history (enrollment, number, at, moves)");

    private const string Read = "SELECT at, moves FROM history WHERE enrollment = ? ORDER BY number";

    // What an enrollment did on entry is in its row.
    private const string ReadFirst = "SELECT moved_at, moves FROM enrollments WHERE id = ? AND moves IS NOT NULL";

    private const string Count = """
        INSERT INTO counters (partition, journey, version, day, step, measure, detail, count, amount) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (partition, journey, version, day, step, measure, detail)
        DO UPDATE SET count = count + excluded.count, amount = CASE
            WHEN excluded.amount > 0 AND amount > 9223372036854775807 - excluded.amount THEN 9223372036854775807
            WHEN excluded.amount < 0 AND amount < -9223372036854775807 - excluded.amount THEN -9223372036854775807
            ELSE amount + excluded.amount END
        """;

    private const string ReadCounters = """
        SELECT version, day, step, measure, detail, count, amount FROM counters WHERE partition = ? AND journey = ?
        """;

    internal Task AppendAsync(IReadOnlyList<HistoryEntry> entries, CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        var rows = new SqliteRows(partition.Session, Append, entries.Count);
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Next().Put(partition.Key(entry.Enrollment.Partition, entry.Enrollment.Number, "enrollment")).Put(partition.NextEvent++)
                .Put(entry.At).Put(entry.Moves);
            rows.End();
        }

        return partition.Done();
    }

    internal Task<IReadOnlyList<HistoryEntry>> ReadAsync(EnrollmentId enrollment, CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        var entries = new List<HistoryEntry>();
        if (enrollment.Partition == partition.Number)
        {
            foreach (var sql in (ReadOnlySpan<string>)[ReadFirst, Read])
            {
                var row = partition.Session.Prepare(sql).Put(SqliteKey.Of(enrollment));
                while (row.Step())
                    entries.Add(new HistoryEntry { Enrollment = enrollment, At = row.Instant(0), Moves = row.Text(1) });
            }
        }

        return partition.Done(Task.FromResult<IReadOnlyList<HistoryEntry>>(entries));
    }

    internal Task AddCountersAsync(IReadOnlyList<JourneyCounter> counters, CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        var count = partition.Session.Prepare(Count);
        foreach (var counter in counters)
        {
            cancellationToken.ThrowIfCancellationRequested();
            count.Put(partition.Number).Put(counter.Journey.Value).Put(counter.Version).Put(SqliteDay.Of(counter.Day))
                .Put(counter.Step).Put(counter.Measure).Put(counter.Detail).Put(counter.Count).PutAmount(counter.Amount)
                .Run();
        }

        return partition.Done();
    }

    internal Task<IReadOnlyList<JourneyCounter>> ReadCountersAsync(JourneyName journey, CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        var words = partition.Session.Texts.Words;
        var counters = new List<JourneyCounter>();
        var row = partition.Session.Prepare(ReadCounters).Put(partition.Number).Put(journey.Value);
        while (row.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            counters.Add(new JourneyCounter
            {
                Journey = journey,
                Version = row.Int32(0),
                Day = SqliteDay.From(row.Int64(1)),
                Step = words.Get(row.Bytes(2)),
                Measure = words.Get(row.Bytes(3)),
                Detail = words.Get(row.Bytes(4)),
                Count = row.Int64(5),
                Amount = row.Amount(6),
            });
        }

        return partition.Done(Task.FromResult<IReadOnlyList<JourneyCounter>>(counters));
    }
}
