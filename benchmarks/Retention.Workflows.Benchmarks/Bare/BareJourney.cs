namespace Retention.Workflows.Benchmarks;

/// <summary>
/// The strict prototype: only the row moves and outbox inserts of the benchmark's journey. It has no engine, no facts, no vouchers, no
/// history, no counters and no uniqueness. It uses one connection and batches of 1,000; the due order follows the id.
/// </summary>
internal sealed class BareJourney(BareConnection connection)
{
    internal Task CreateAsync() => connection.ExecuteAsync(
        """
        CREATE TABLE enrollments (id INTEGER PRIMARY KEY, customer TEXT NOT NULL, step TEXT NOT NULL, due_at INTEGER);
        CREATE INDEX due ON enrollments (due_at, id) WHERE due_at IS NOT NULL;
        CREATE TABLE outbox (id INTEGER PRIMARY KEY, enrollment INTEGER NOT NULL, step TEXT NOT NULL, due_at INTEGER NOT NULL)
        """,
        """
        CREATE TABLE enrollments (id bigint PRIMARY KEY, due_at bigint, customer text NOT NULL, step text NOT NULL) WITH (fillfactor = 85);
        CREATE INDEX due ON enrollments (due_at, id) WHERE due_at IS NOT NULL;
        CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, enrollment bigint NOT NULL, due_at bigint NOT NULL, step text NOT NULL)
        """);

    internal async Task EnrollAsync(int first, int count, long dueAt)
    {
        foreach (var chunk in Enumerable.Range(first, count).Chunk(BareConnection.BatchSize))
        {
            await connection.BeginAsync();
            await connection.InsertAsync("enrollments",
            [
                new("id", Array.ConvertAll(chunk, number => (long)number)),
                new("customer", Array.ConvertAll(chunk, Shop.Id)),
                new("step", Array.ConvertAll(chunk, _ => "start")),
                new("due_at", Array.ConvertAll(chunk, _ => dueAt)),
            ]);
            await connection.CommitAsync();
        }
    }

    /// <summary>Moves every row that is due at an instant to a step, with one message each.</summary>
    internal async Task MoveAsync(long now, string step, long? dueAt)
    {
        while (true)
        {
            await connection.BeginAsync();
            var ids = (await connection.ReadNumbersAsync(
                "SELECT id FROM enrollments WHERE due_at <= $p0 ORDER BY due_at, id LIMIT 1000",
                "SELECT id FROM enrollments WHERE due_at <= $1 ORDER BY due_at, id LIMIT 1000",
                now)).ToArray();
            if (ids.Length > 0)
            {
                var steps = Array.ConvertAll(ids, _ => step);
                await connection.UpdateAsync(
                    "enrollments", keys: 1, [new("id", ids), new("step", steps), new("due_at", Array.ConvertAll(ids, _ => dueAt))]);
                await connection.InsertAsync(
                    "outbox", [new("enrollment", ids), new("step", steps), new("due_at", Array.ConvertAll(ids, _ => now))]);
            }

            await connection.CommitAsync();
            if (ids.Length == 0)
                return;
        }
    }
}
