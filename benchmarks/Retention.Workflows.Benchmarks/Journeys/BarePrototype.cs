using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// What the database alone can do: the same row moves and outbox inserts as the journey of the benchmark, with no engine. Batches of 1,000,
/// prepared statements, WAL and synchronous=FULL, due order follows the id. No facts, no vouchers, no history, no counters.
/// </summary>
internal sealed class BarePrototype : IDisposable
{
    private const int BatchSize = 1000;

    private readonly SqliteConnection _connection;

    internal BarePrototype(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        Execute("PRAGMA journal_mode=WAL");
        Execute("PRAGMA synchronous=FULL");
        Execute("CREATE TABLE enrollments (id INTEGER PRIMARY KEY, customer TEXT NOT NULL, step TEXT NOT NULL, due_at INTEGER)");
        Execute("CREATE INDEX due ON enrollments (due_at, id) WHERE due_at IS NOT NULL");
        Execute("CREATE TABLE outbox (id INTEGER PRIMARY KEY, enrollment INTEGER NOT NULL, step TEXT NOT NULL, due_at INTEGER NOT NULL)");
    }

    internal TimeSpan Enroll(int count)
    {
        var clock = Stopwatch.StartNew();
        using var insert = Command("INSERT INTO enrollments (id, customer, step, due_at) VALUES ($id, $customer, 'start', 1)", "$id", "$customer");
        for (var first = 1; first <= count; first += BatchSize)
        {
            using var transaction = Begin(insert);
            for (var id = first; id < first + BatchSize && id <= count; id++)
            {
                insert.Parameters[0].Value = id;
                insert.Parameters[1].Value = $"customer-{id:000000}";
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return clock.Elapsed;
    }

    /// <summary>Moves everything that is due at an instant to a step, with a message each.</summary>
    internal TimeSpan Move(long now, string step, long? dueAt)
    {
        var clock = Stopwatch.StartNew();
        using var due = Command($"SELECT id FROM enrollments WHERE due_at <= {now} ORDER BY due_at, id LIMIT {BatchSize}");
        using var update = Command("UPDATE enrollments SET step = $step, due_at = $due WHERE id = $id", "$step", "$due", "$id");
        using var insert = Command("INSERT INTO outbox (enrollment, step, due_at) VALUES ($id, $step, 1)", "$id", "$step");
        while (true)
        {
            using var transaction = Begin(due, update, insert);
            var ids = new List<long>(BatchSize);
            using (var reader = due.ExecuteReader())
            {
                while (reader.Read())
                    ids.Add(reader.GetInt64(0));
            }

            if (ids.Count == 0)
                return clock.Elapsed;
            foreach (var id in ids)
            {
                update.Parameters[0].Value = step;
                update.Parameters[1].Value = (object?)dueAt ?? DBNull.Value;
                update.Parameters[2].Value = id;
                update.ExecuteNonQuery();
                insert.Parameters[0].Value = id;
                insert.Parameters[1].Value = step;
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }
    }

    public void Dispose() => _connection.Dispose();

    private SqliteTransaction Begin(params SqliteCommand[] commands)
    {
        var transaction = _connection.BeginTransaction();
        foreach (var command in commands)
            command.Transaction = transaction;
        return transaction;
    }

    private SqliteCommand Command(string sql, params string[] parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter(name, DBNull.Value));
        return command;
    }

    private void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }
}
