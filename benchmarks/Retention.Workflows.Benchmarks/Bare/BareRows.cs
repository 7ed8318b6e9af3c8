using System.Globalization;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// The second prototype: writes the engine's rows into the store's own tables with their indexes, without the engine. It decides nothing
/// and only queries which rows are due. The difference to the engine is the engine's own cost; the difference to the strict prototype is
/// the cost of the rows.
/// </summary>
internal sealed class BareRows(BareConnection connection, DateTimeOffset start)
{
    private const string Journey = "benchmark";
    private const int Active = 0;
    private const int Exited = 3;
    private const int Delivering = 5;
    private const string Offer = """{"name":"ten","percent":10,"validFor":"30d","minimumSpend":0,"currency":"EUR","codePrefix":""}""";

    private readonly Random _random = new(20260101);
    private readonly long _entered = start.AddHours(10).ToUnixTimeMilliseconds();
    private readonly long _resumed = start.AddDays(11).ToUnixTimeMilliseconds();
    private long _nextNumber = 1;
    private long _nextPosition = 1;

    /// <summary>As the engine does, enrolls and moves in one write: the first message is queued, and the enrollment waits.</summary>
    internal async Task EnrollAndWaitAsync(int count)
    {
        var state = $$$"""{"reached":{"think":{{{_entered}}}}}""";
        foreach (var chunk in Enumerable.Range(1, count).Chunk(BareConnection.BatchSize))
        {
            await connection.BeginAsync();
            var numbers = Take(chunk.Length);
            var customers = Array.ConvertAll(chunk, Shop.Id);
            Column[] moves = [Instant("moved_at", _entered, numbers), Same("moves", "offer;think", numbers)];
            if (connection.IsPostgreSql)
                await connection.InsertAsync("entries", [.. connection.Key("", numbers), new("customer", customers),
                    Same("journey", Journey, numbers), Same("entry_key", "once", numbers), .. moves]);
            await connection.InsertAsync("enrollments",
            [
                .. connection.Key("id", numbers), .. connection.Partition(numbers.Length),
                new("customer", customers), Same("journey", Journey, numbers), Same("entry_key", "once", numbers),
                Same("version", 1, numbers),
                Instant("entered_at", _entered, numbers), Same("status", Active, numbers), Same("step", "think", numbers),
                Instant("due_at", start.AddDays(10).AddHours(10).ToUnixTimeMilliseconds(), numbers), Same("state", state, numbers),
                Same("attempt", 0, numbers), .. connection.IsPostgreSql ? [] : moves,
            ]);
            await SendAsync(numbers, "offer", _entered, null);
            await CommitAsync(counters: 6, _entered);
        }
    }

    internal async Task FinishAsync()
    {
        while (await BeginAsync(_resumed) is { Length: > 0 } numbers)
        {
            // Every fifth customer has bought meanwhile.
            long[] staying = [.. numbers.Where(number => number % 5 != 0)];
            var codes = Array.ConvertAll(staying, Code);
            var keys = Array.ConvertAll(staying, number => $"0-{number}/voucher/1");
            var customers = Array.ConvertAll(staying, number => Shop.Id((int)number));
            Column[] numbered = connection.IsPostgreSql ? [] : [new("number", TakePositions(staying.Length))];
            await connection.InsertAsync("vouchers",
            [
                .. numbered, Same("partition", 0, staying), new("code", codes), new("customer", customers), new("idempotency_key", keys),
                Same("journey", Journey, staying), Same("offer", Offer, staying),
                Instant("issued_at", _resumed, staying), Instant("expires_at", start.AddDays(41).ToUnixTimeMilliseconds(), staying),
            ]);
            var positions = TakePositions(staying.Length);
            await connection.InsertAsync("events",
            [
                .. connection.Key("seq", positions), .. connection.Partition(staying.Length),
                new("id", Array.ConvertAll(keys, key => $"rw:{key}")), new("customer", customers),
                Same("name", "voucher-issued", staying), Instant("occurred_at", _resumed, staying),
                new("properties", Array.ConvertAll(
                    staying, number => $$"""{"journey":"benchmark","enrollment":"0-{{number}}","step":"voucher","offer":"ten"}""")),
                connection.IsPostgreSql ? Same("once", true, staying) : Same("once", 1, staying),
            ]);
            await SendAsync(staying, "voucher-mail", _resumed, codes);
            await WithdrawAsync([.. numbers.Except(staying)]);
            var codeOf = staying.Zip(codes).ToDictionary(pair => pair.First, pair => pair.Second);
            await connection.UpdateAsync("enrollments", Keys,
            [
                .. connection.Key("id", numbers),
                new("status", Array.ConvertAll(numbers, number => codeOf.ContainsKey(number) ? Delivering : Exited)),
                new("step", Array.ConvertAll(numbers, number => codeOf.ContainsKey(number) ? "voucher-mail" : "bought")),
                connection.Instants("due_at", numbers.Select(_ => default(long?))),
                new("state", Array.ConvertAll(numbers, number => codeOf.TryGetValue(number, out var code)
                    ? $$"""{"reached":{"think":{{_entered}}},"voucher":"{{code}}"}""" : $$$"""{"reached":{"think":{{{_entered}}}}}""")),
                new("outcome", Array.ConvertAll(numbers, number => codeOf.ContainsKey(number) ? "completed" : "bought")),
                connection.Instants("ended_at", numbers.Select(number => codeOf.ContainsKey(number) ? default(long?) : _resumed)),
            ]);
            await HistoryAsync(numbers, _resumed, number => codeOf.ContainsKey(number) ? "bought:no;voucher;voucher-mail" : "bought:yes");
            await CommitAsync(counters: 10, _resumed);
        }
    }

    private int Keys => connection.IsPostgreSql ? 2 : 1;

    private async Task<long[]> BeginAsync(long now)
    {
        await connection.BeginAsync();
        var numbers = await connection.ReadNumbersAsync(
            "SELECT id FROM enrollments INDEXED BY enrollments_due WHERE partition = 0 AND status = 0 AND due_at IS NOT NULL AND held = 0 "
                + "AND due_at <= $p0 ORDER BY due_at, id LIMIT 1000",
            "SELECT number FROM enrollments WHERE partition = 0 AND status = 0 AND due_at IS NOT NULL AND NOT held "
                + "AND due_at <= $1 ORDER BY due_at, number LIMIT 1000",
            connection.IsPostgreSql ? DateTimeOffset.FromUnixTimeMilliseconds(now).UtcDateTime : now);
        if (numbers.Count == 0)
            await connection.CommitAsync();
        return [.. numbers];
    }

    private Task SendAsync(long[] enrollments, string step, long now, string[]? codes)
    {
        var columns = new List<Column>
        {
            new("enrollment", enrollments), Same("journey", Journey, enrollments), Same("version", 1, enrollments),
            Same("step", step, enrollments), Same("visit", 1, enrollments),
            Same("choice", 0, enrollments), new("customer", Array.ConvertAll(enrollments, number => Shop.Id((int)number))),
            Same("channel", "email", enrollments),
            Instant("queued_at", now, enrollments), Instant("due_at", now, enrollments), Same("status", 0, enrollments),
            Same("attempt", 0, enrollments),
        };
        if (codes is not null)
            columns.Add(new Column("voucher_code", codes));
        return connection.InsertAsync(
            "outbox", [.. connection.Key("id", Take(enrollments.Length)), .. connection.Partition(enrollments.Length), .. columns]);
    }

    /// <summary>
    /// Withdraws the messages of customers who bought. Their first message is still in the outbox, since nothing is sent between the
    /// phases.
    /// </summary>
    private async Task WithdrawAsync(long[] enrollments)
    {
        foreach (var enrollment in connection.IsPostgreSql ? [enrollments] : enrollments.Chunk(1))
        {
            var messages = (await connection.ReadNumbersAsync(
                "SELECT id FROM outbox WHERE enrollment = $p0", "SELECT number FROM outbox WHERE partition = 0 AND enrollment = ANY ($1)",
                connection.IsPostgreSql ? enrollment : enrollment[0])).ToArray();
            await connection.UpdateAsync("outbox", Keys,
            [
                .. connection.Key("id", messages), Same("status", 3, messages),
                connection.Instants("due_at", messages.Select(_ => default(long?))), Instant("decided_at", _resumed, messages),
                Same("reason", "exited", messages),
            ]);
        }
    }

    private Task HistoryAsync(long[] enrollments, long now, Func<long, string> moves)
    {
        Column[] partition = connection.IsPostgreSql ? [Same("partition", 0, enrollments)] : [];
        return connection.InsertAsync("history",
            [.. partition, new("enrollment", enrollments), new("number", TakePositions(enrollments.Length)),
                Instant("at", now, enrollments), new("moves", Array.ConvertAll(enrollments, number => moves(number)))]);
    }

    /// <summary>Writes a batch's counters and the partition's next numbers, and commits.</summary>
    private async Task CommitAsync(int counters, long now)
    {
        var rows = Enumerable.Range(0, counters).Select(number => (long)number).ToArray();
        var day = DateTimeOffset.FromUnixTimeMilliseconds(now).UtcDateTime;
        Array days = connection.IsPostgreSql
            ? Array.ConvertAll(rows, _ => DateOnly.FromDateTime(day))
            : Array.ConvertAll(rows, _ => (day.Year * 10_000) + (day.Month * 100) + day.Day);
        await connection.InsertAsync(
            "counters",
            [
                Same("partition", 0, rows), Same("journey", Journey, rows), Same("version", 1, rows), new("day", days),
                Same("step", "think", rows),
                new("measure", Array.ConvertAll(rows, row => string.Create(CultureInfo.InvariantCulture, $"measure-{row}"))),
                Same("detail", "", rows), Same("count", 1_000L, rows), Same("amount", 0L, rows),
            ],
            "ON CONFLICT (partition, journey, version, day, step, measure, detail) DO UPDATE SET count = counters.count + excluded.count, amount = counters.amount + excluded.amount");
        await connection.UpdateAsync("partitions", 1,
            [new("partition", new int[1]), new("next_number", (long[])[_nextNumber]), new("next_event", (long[])[_nextPosition])]);
        await connection.CommitAsync();
    }

    private long[] Take(int count) => Numbers(ref _nextNumber, count);

    private long[] TakePositions(int count) => Numbers(ref _nextPosition, count);

    private static long[] Numbers(ref long next, int count)
    {
        var first = next;
        next += count;
        return [.. Enumerable.Range(0, count).Select(place => first + place)];
    }

    /// <summary>
    /// As random as a real code, with an equally short common prefix. The cost of a code depends on where it lands in its index.
    /// </summary>
    private string Code(long number)
    {
        const string Signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        Span<char> code = stackalloc char[17];
        for (var i = 0; i < code.Length; i++)
            code[i] = i is 5 or 11 ? '-' : Signs[i < 3 ? (int)(number >> (19 - (5 * i))) % 32 : _random.Next(32)];
        return new string(code);
    }

    private Column Instant(string name, long at, long[] rows) => connection.Instants(name, rows.Select(_ => (long?)at));

    private static Column Same<T>(string name, T value, long[] rows)
    {
        var values = new T[rows.Length];
        Array.Fill(values, value);
        return new Column(name, values);
    }
}
