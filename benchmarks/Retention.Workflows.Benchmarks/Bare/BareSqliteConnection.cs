using System.Text;
using SQLitePCL;

namespace Retention.Workflows.Benchmarks;

/// <summary>SQLite through its C interface, as the store uses it. A wrapper would add a large part to the cost of a row.</summary>
internal sealed class BareSqliteConnection : BareConnection
{
    private readonly sqlite3 _handle;
    private readonly Dictionary<string, sqlite3_stmt> _statements = [];
    private readonly byte[] _text = new byte[4_096];

    static BareSqliteConnection() => Batteries_V2.Init();

    internal BareSqliteConnection(string path)
    {
        Check(raw.sqlite3_open_v2(path, out _handle, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX, null));
        Check(raw.sqlite3_exec(_handle, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536"));
    }

    internal override bool IsPostgreSql => false;

    internal override Column Instants(string name, IEnumerable<long?> milliseconds) => new(name, milliseconds.ToArray());

    internal override Task ExecuteAsync(string sqlite, string postgreSql) => Done(raw.sqlite3_exec(_handle, sqlite));

    internal override Task BeginAsync() => Done(raw.sqlite3_exec(_handle, "BEGIN IMMEDIATE"));

    internal override Task CommitAsync() => Done(raw.sqlite3_exec(_handle, "COMMIT"));

    internal override Task InsertAsync(string table, Column[] columns, string suffix = "") => ForEachAsync(
        $"INSERT INTO {table} ({string.Join(", ", columns.Select(column => column.Name))}) VALUES ({string.Join(", ", columns.Select((_, place) => $"?{place + 1}"))}) {suffix}", columns);

    internal override Task UpdateAsync(string table, int keys, Column[] columns) => ForEachAsync(
        $"UPDATE {table} SET {string.Join(", ", columns.Select((column, place) => $"{column.Name} = ?{place + 1}").Skip(keys))} WHERE {string.Join(" AND ", columns.Select((column, place) => $"{column.Name} = ?{place + 1}").Take(keys))}",
        columns);

    internal override Task<List<long>> ReadNumbersAsync(string sqlite, string postgreSql, params object[] values)
    {
        var statement = Bound(sqlite, values);
        var numbers = new List<long>(BatchSize);
        while (Step(statement))
            numbers.Add(raw.sqlite3_column_int64(statement, 0));
        return Task.FromResult(numbers);
    }

    internal override Task<List<string>> ReadTextsAsync(string sqlite, string postgreSql, params object[] values)
    {
        var statement = Bound(sqlite, values);
        var texts = new List<string>(BatchSize);
        while (Step(statement))
            texts.Add(raw.sqlite3_column_text(statement, 0).utf8_to_string());
        return Task.FromResult(texts);
    }

    internal override Task<long> SumAsync(string sqlite, string postgreSql, Column[] columns)
    {
        var statement = Prepare(sqlite);
        var sum = 0L;
        for (var row = 0; row < columns[0].Values.Length; row++)
        {
            Bind(statement, columns, row);
            while (Step(statement))
                sum += raw.sqlite3_column_int64(statement, 0);
        }

        return Task.FromResult(sum);
    }

    internal override Task ReadTotalsAsync(string sql, Action<string, long, int, long> read)
    {
        var statement = Prepare(sql);
        while (Step(statement))
            read(raw.sqlite3_column_text(statement, 0).utf8_to_string(), raw.sqlite3_column_int64(statement, 1),
                raw.sqlite3_column_int(statement, 2), raw.sqlite3_column_int64(statement, 3));
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _handle.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task ForEachAsync(string sql, Column[] columns)
    {
        var statement = Prepare(sql);
        for (var row = 0; row < columns[0].Values.Length; row++)
        {
            Bind(statement, columns, row);
            while (Step(statement))
            {
            }
        }

        return Task.CompletedTask;
    }

    private void Bind(sqlite3_stmt statement, Column[] columns, int row)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            Check(columns[i].Values switch
            {
                string?[] texts => texts[row] switch
                {
                    null => raw.sqlite3_bind_null(statement, i + 1),
                    "" => raw.sqlite3_bind_text(statement, i + 1, ""), // an empty span has no address, and SQLite takes no address for null
                    var text => raw.sqlite3_bind_text(statement, i + 1, _text.AsSpan(0, Encoding.UTF8.GetBytes(text, _text))),
                },
                long[] numbers => raw.sqlite3_bind_int64(statement, i + 1, numbers[row]),
                int[] numbers => raw.sqlite3_bind_int64(statement, i + 1, numbers[row]),
                long?[] numbers =>
                    numbers[row] is { } number ? raw.sqlite3_bind_int64(statement, i + 1, number) : raw.sqlite3_bind_null(statement, i + 1),
                var other => throw new NotSupportedException($"A column of {other.GetType().Name} is not written yet."),
            });
        }
    }

    private sqlite3_stmt Bound(string sql, object[] values)
    {
        var statement = Prepare(sql);
        for (var i = 0; i < values.Length; i++)
            Check(values[i] is string text
                ? raw.sqlite3_bind_text(statement, i + 1, text)
                : raw.sqlite3_bind_int64(statement, i + 1, (long)values[i]));
        return statement;
    }

    private sqlite3_stmt Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            Check(raw.sqlite3_prepare_v2(_handle, sql, out statement));
            _statements.Add(sql, statement);
        }

        return statement;
    }

    private bool Step(sqlite3_stmt statement)
    {
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
            return true;
        Check(raw.sqlite3_reset(statement));
        return false;
    }

    private Task Done(int code)
    {
        Check(code);
        return Task.CompletedTask;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw new InvalidOperationException(raw.sqlite3_errmsg(_handle).utf8_to_string());
    }
}
