using System.Globalization;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// The prototype of the hand-over: in the store's own tables, one transaction stores the results of the last messages, with an event and
/// the counters, and marks the next ones. It asks for no consent, suppression, cap, order or exit, and composes nothing.
/// </summary>
internal sealed class BareHandOver(BareConnection connection, int atOnce)
{
    private const int Queued = 0;
    private const int Dispatching = 1;
    private const int Sent = 2;

    // Past the positions that the engine has given away before.
    private long _position = 1_000_000_000;

    /// <summary>Hands over every message that is due.</summary>
    /// <param name="partitions">The number of partitions of the store.</param>
    /// <param name="now">The instant in milliseconds since 1970.</param>
    /// <returns>The number of messages.</returns>
    internal async Task<long> RunAsync(int partitions, long now)
    {
        var sent = 0L;
        for (var partition = 0; partition < partitions; partition++)
        {
            for (long[] marked = []; ;)
            {
                await connection.BeginAsync();
                if (marked.Length > 0)
                    await StoreAsync(partition, marked, now);
                sent += marked.Length;
                marked = await MarkAsync(partition, now);
                await connection.CommitAsync();
                if (marked.Length == 0)
                    break;
            }
        }

        return sent;
    }

    private async Task<long[]> MarkAsync(int partition, long now)
    {
        long[] due = [.. await connection.ReadNumbersAsync(
            $"SELECT id FROM outbox WHERE partition = $p0 AND status = {Queued} AND due_at IS NOT NULL AND held = 0 AND due_at <= $p1 ORDER BY due_at, id LIMIT $p2",
            $"SELECT number FROM outbox WHERE partition = $1 AND status = {Queued} AND due_at IS NOT NULL AND NOT held AND due_at <= $2 ORDER BY due_at, number LIMIT $3",
            connection.IsPostgreSql
                ? [partition, DateTimeOffset.FromUnixTimeMilliseconds(now).UtcDateTime, atOnce] : [(long)partition, now, (long)atOnce])];
        if (due.Length > 0)
            await connection.UpdateAsync("outbox", Keys,
            [
                .. Key(partition, due), Same("status", Dispatching, due), Same("attempt", 1, due), Same("worker", 1L, due),
                connection.Instants("due_at", due.Select(_ => default(long?))),
            ]);
        return due;
    }

    private async Task StoreAsync(int partition, long[] marked, long now)
    {
        await connection.UpdateAsync("outbox", Keys,
        [
            .. Key(partition, marked), Same("status", Sent, marked), connection.Instants("decided_at", marked.Select(_ => (long?)now)),
        ]);
        long[] positions = [.. Enumerable.Range(0, marked.Length).Select(place => _position + place)];
        _position += marked.Length;
        await connection.InsertAsync("events",
        [
            .. connection.IsPostgreSql
                ? (Column[])[Same("partition", partition, marked), new("number", positions)]
                : [new("seq", positions), Same("partition", partition, marked)],
            new("id", Array.ConvertAll(marked, number => string.Create(CultureInfo.InvariantCulture, $"rw:{partition}-{number}/offer/1"))),
            new("customer", Array.ConvertAll(marked, number => Shop.Id((int)number))), Same("name", "message-sent", marked),
            connection.Instants("occurred_at", marked.Select(_ => (long?)now)),
            Same("properties", """{"journey":"benchmark","enrollment":"0-1","step":"offer","channel":"email"}""", marked),
            connection.IsPostgreSql ? Same("once", true, marked) : Same("once", 1, marked),
        ]);
        await connection.InsertAsync(
            "counters",
            [
                Same("partition", partition, [0]), Same("journey", "benchmark", [0]), Same("version", 1, [0]), Day(now),
                Same("step", "offer", [0]), Same("measure", "sent", [0]), Same("detail", "email", [0]), Same("count", (long)marked.Length, [0]),
                Same("amount", 0L, [0]),
            ],
            "ON CONFLICT (partition, journey, version, day, step, measure, detail) DO UPDATE SET count = counters.count + excluded.count, amount = counters.amount + excluded.amount");
        await connection.UpdateAsync("partitions", 1, [new("partition", (int[])[partition]), new("next_event", (long[])[_position])]);
    }

    private int Keys => connection.IsPostgreSql ? 2 : 1;

    /// <summary>PostgreSQL stores partition and number, SQLite one number for both, which the query returned.</summary>
    private Column[] Key(int partition, long[] numbers) => connection.IsPostgreSql
        ? [Same("partition", partition, numbers), new("number", numbers)] : [new("id", numbers)];

    private Column Day(long now)
    {
        var day = DateTimeOffset.FromUnixTimeMilliseconds(now).UtcDateTime;
        return connection.IsPostgreSql
            ? new("day", (DateOnly[])[DateOnly.FromDateTime(day)])
            : new("day", (int[])[(day.Year * 10_000) + (day.Month * 100) + day.Day]);
    }

    private static Column Same<T>(string name, T value, long[] rows)
    {
        var values = new T[rows.Length];
        Array.Fill(values, value);
        return new Column(name, values);
    }
}
