using Retention.Workflows.Segments;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// The prototype of the sweeps, 1,000 customers a commit. For segments it reads the totals, scores them in plain arrays, asks for the segment
/// before, and writes a segment row and an event for each customer. For the monthly sweep it reads pages of customers, asks in one
/// statement who is at risk, has no such event and was not enrolled yet, and writes an enrollment and a message row for each of them, and
/// the position. Its tables have the keys and indexes that these questions need.
/// </summary>
internal sealed class BareSweep(BenchStore store, BareConnection connection, int partitions, DateTimeOffset start, RfmSegment[] atRisk)
{
    private const string EntryKey = "2026-02-01";

    private readonly long _now = start.ToUnixTimeMilliseconds();
    private long _nextEvent = 1;
    private long _nextEnrollment = 1;

    internal async Task<(Measure Segments, Measure Enrollments, int AtRisk)> RunAsync()
    {
        await CreateAsync();
        Meter.Forget();
        var segments = await store.Meter.RunAsync(SegmentAsync);
        var entered = 0;
        var enrollments = await store.Meter.RunAsync(async () => entered = await EnrollAsync());
        return (segments, enrollments, entered);
    }

    private Task CreateAsync() => connection.ExecuteAsync(
        """
        CREATE TABLE bare_segments (customer TEXT PRIMARY KEY, segment INTEGER NOT NULL, score INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE bare_log (number INTEGER PRIMARY KEY, customer TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, occurred_at INTEGER NOT NULL, properties TEXT NOT NULL);
        CREATE UNIQUE INDEX bare_log_id ON bare_log (customer, id);
        CREATE INDEX bare_log_of ON bare_log (customer, name, occurred_at);
        CREATE TABLE bare_enrollments (id INTEGER PRIMARY KEY, customer TEXT NOT NULL, entry_key TEXT NOT NULL, step TEXT NOT NULL, due_at INTEGER);
        CREATE UNIQUE INDEX bare_entry ON bare_enrollments (customer, entry_key);
        CREATE INDEX bare_due ON bare_enrollments (due_at, id) WHERE due_at IS NOT NULL;
        CREATE TABLE bare_outbox (id INTEGER PRIMARY KEY, enrollment INTEGER NOT NULL, customer TEXT NOT NULL, template TEXT NOT NULL, due_at INTEGER);
        CREATE INDEX bare_outbox_due ON bare_outbox (due_at, id) WHERE due_at IS NOT NULL;
        CREATE TABLE bare_positions (name TEXT PRIMARY KEY, position TEXT NOT NULL);
        INSERT INTO bare_positions VALUES ('enroll', '')
        """,
        """
        CREATE TABLE bare_segments (customer text COLLATE "C" PRIMARY KEY, segment integer NOT NULL, score integer NOT NULL);
        CREATE TABLE bare_log (number bigint PRIMARY KEY, occurred_at bigint NOT NULL, customer text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, name text COLLATE "C" NOT NULL, properties text NOT NULL);
        CREATE UNIQUE INDEX bare_log_id ON bare_log (customer, id);
        CREATE INDEX bare_log_of ON bare_log (customer, name, occurred_at);
        CREATE TABLE bare_enrollments (id bigint PRIMARY KEY, due_at bigint, customer text COLLATE "C" NOT NULL, entry_key text NOT NULL, step text NOT NULL);
        CREATE UNIQUE INDEX bare_entry ON bare_enrollments (customer, entry_key);
        CREATE INDEX bare_due ON bare_enrollments (due_at, id) WHERE due_at IS NOT NULL;
        CREATE TABLE bare_outbox (id bigint PRIMARY KEY, enrollment bigint NOT NULL, due_at bigint, customer text NOT NULL, template text NOT NULL);
        CREATE INDEX bare_outbox_due ON bare_outbox (due_at, id) WHERE due_at IS NOT NULL;
        CREATE TABLE bare_positions (name text PRIMARY KEY, position text NOT NULL);
        INSERT INTO bare_positions VALUES ('enroll', '')
        """);

    private async Task SegmentAsync()
    {
        var (ids, last, count, spent) = (new List<string>(), new List<int>(), new List<int>(), new List<long>());
        await connection.ReadTotalsAsync(
            $"SELECT customer, {(connection.IsPostgreSql ? "(extract(epoch FROM max(occurred_at)) / 86400)::bigint" : "max(occurred_at) / 86400000")}, count(*), sum(amount){(connection.IsPostgreSql ? "::bigint" : "")} FROM events WHERE name = 'purchase' GROUP BY {(connection.IsPostgreSql ? "partition, customer" : "customer")}",
            (id, day, purchases, sum) =>
            {
                ids.Add(id);
                last.Add((int)day);
                count.Add(purchases);
                spent.Add(sum);
            });
        var scores = BarePrototype.Score([.. last], [.. count], [.. spent]);
        foreach (var chunk in Enumerable.Range(0, ids.Count).Chunk(BareConnection.BatchSize))
        {
            var customer = new Column("customer", Array.ConvertAll(chunk, place => ids[place]));
            var found = Array.ConvertAll(chunk, place => RfmMap.Default[RfmScore.FromNumber(scores[place])]);
            await connection.BeginAsync();
            if (await connection.SumAsync("SELECT segment FROM bare_segments WHERE customer = ?1",
                "SELECT s.segment::bigint FROM unnest($1) AS asked (customer) JOIN bare_segments s ON s.customer = asked.customer",
                [customer]) != 0)
                throw new InvalidOperationException("Nobody has a segment yet.");
            await connection.InsertAsync("bare_segments", [customer, new("segment", Array.ConvertAll(found, segment => (int)segment)),
                new("score", Array.ConvertAll(chunk, place => scores[place]))]);
            await connection.InsertAsync("bare_log",
            [
                new("number", Array.ConvertAll(chunk, _ => _nextEvent++)), customer,
                new("id", Array.ConvertAll(found, segment => $"segment/1/{segment.ToName()}")),
                new("name", Array.ConvertAll(chunk, _ => "segment-changed")), new("occurred_at", Array.ConvertAll(chunk, _ => _now)),
                new("properties", found.Zip(chunk, (segment, place) =>
                    $$"""{"from":"prospect","to":"{{segment.ToName()}}","score":"{{scores[place]}}","model":"1"}""").ToArray()),
            ], "ON CONFLICT DO NOTHING");
            await connection.CommitAsync();
        }
    }

    private async Task<int> EnrollAsync()
    {
        var entered = 0;
        for (var partition = 0L; partition < partitions; partition++)
        {
            var after = "";
            while (true)
            {
                await connection.BeginAsync();
                var page = await connection.ReadTextsAsync(
                    "SELECT id FROM customers WHERE partition = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
                    "SELECT id FROM customers WHERE partition = $1 AND id > $2 ORDER BY id LIMIT $3",
                    partition, after, (long)BareConnection.BatchSize);
                if (page.Count > 0)
                    entered += await EnrollAsync(partition, after, page[^1]);
                await connection.CommitAsync();
                if (page.Count < BareConnection.BatchSize)
                    break;
                after = page[^1];
            }
        }

        return entered;
    }

    private async Task<int> EnrollAsync(long partition, string after, string until)
    {
        var sql = $"""
            SELECT c.id FROM customers c JOIN bare_segments s ON s.customer = c.id
            WHERE c.partition = $1 AND c.id > $2 AND c.id <= $3 AND s.segment IN ({string.Join(", ", atRisk.Select(segment => (int)segment))})
            AND NOT EXISTS (SELECT 1 FROM bare_log l WHERE l.customer = c.id AND l.name = 'being-warmed-up' AND l.occurred_at > $4)
            AND NOT EXISTS (SELECT 1 FROM bare_enrollments e WHERE e.customer = c.id)
            """;
        string[] audience = [.. await connection.ReadTextsAsync(
            sql.Replace('$', '?'), sql, partition, after, until, start.AddMonths(-6).ToUnixTimeMilliseconds())];
        if (audience.Length > 0)
        {
            var (numbers, customer) = (Array.ConvertAll(audience, _ => _nextEnrollment++), new Column("customer", audience));
            await connection.InsertAsync("bare_enrollments", [new("id", numbers), customer,
                new("entry_key", Array.ConvertAll(audience, _ => EntryKey)), new("step", Array.ConvertAll(audience, _ => "offer")),
                new("due_at", Array.ConvertAll(audience, _ => _now))], "ON CONFLICT DO NOTHING");
            await connection.InsertAsync("bare_outbox", [new("id", numbers), new("enrollment", numbers), customer,
                new("template", Array.ConvertAll(audience, _ => "offer")), new("due_at", Array.ConvertAll(audience, _ => _now))]);
        }

        await connection.UpdateAsync("bare_positions", 1, [new("name", (string[])["enroll"]), new("position", (string[])[until])]);
        return audience.Length;
    }
}
