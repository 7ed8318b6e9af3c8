using Microsoft.Data.Sqlite;

namespace Retention.Workflows.Benchmarks;

internal sealed class BareSqliteConnection : BareConnection
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = [];
    private SqliteTransaction? _transaction;

    internal BareSqliteConnection(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=False");
        _connection.Open();
        using var command = Command("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536", 0);
        command.ExecuteNonQuery();
    }

    internal override bool IsPostgreSql => false;

    internal override Column Instants(string name, IEnumerable<long?> milliseconds) => new(name, milliseconds.ToArray());

    internal override Task ExecuteAsync(string sqlite, string postgreSql)
    {
        using var command = Command(sqlite, 0);
        command.ExecuteNonQuery();
        return Task.CompletedTask;
    }

    internal override Task BeginAsync()
    {
        _transaction = _connection.BeginTransaction();
        return Task.CompletedTask;
    }

    internal override Task CommitAsync()
    {
        _transaction!.Commit();
        _transaction.Dispose();
        _transaction = null;
        return Task.CompletedTask;
    }

    internal override Task InsertAsync(string table, Column[] columns, string suffix = "") => ForEachAsync(
        $"INSERT INTO {table} ({string.Join(", ", columns.Select(column => column.Name))}) VALUES ({string.Join(", ", columns.Select((_, place) => $"$p{place}"))}) {suffix}", columns);

    internal override Task UpdateAsync(string table, int keys, Column[] columns) => ForEachAsync(
        $"UPDATE {table} SET {string.Join(", ", columns.Select((column, place) => $"{column.Name} = $p{place}").Skip(keys))} WHERE {string.Join(" AND ", columns.Select((column, place) => $"{column.Name} = $p{place}").Take(keys))}",
        columns);

    internal override Task<List<long>> ReadNumbersAsync(string sqlite, string postgreSql, params object[] values)
    {
        var command = Prepared(sqlite, values.Length);
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        var numbers = new List<long>(BatchSize);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            numbers.Add(reader.GetInt64(0));
        return Task.FromResult(numbers);
    }

    internal override Task<long> SumAsync(string sqlite, string postgreSql, Column[] columns)
    {
        var command = Prepared(sqlite, columns.Length);
        var sum = 0L;
        for (var row = 0; row < columns[0].Values.Length; row++)
        {
            Put(command, columns, row);
            sum += (long)command.ExecuteScalar()!;
        }

        return Task.FromResult(sum);
    }

    internal override Task ReadTotalsAsync(string sql, Action<string, long, int, long> read)
    {
        using var command = Command(sql, 0);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            read(reader.GetString(0), reader.GetInt64(1), reader.GetInt32(2), reader.GetInt64(3));
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task ForEachAsync(string sql, Column[] columns)
    {
        var command = Prepared(sql, columns.Length);
        for (var row = 0; row < columns[0].Values.Length; row++)
        {
            Put(command, columns, row);
            command.ExecuteNonQuery();
        }

        return Task.CompletedTask;
    }

    private static void Put(SqliteCommand command, Column[] columns, int row)
    {
        for (var i = 0; i < columns.Length; i++)
            command.Parameters[i].Value = columns[i].Values.GetValue(row) ?? DBNull.Value;
    }

    private SqliteCommand Prepared(string sql, int parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
            _commands.Add(sql, command = Command(sql, parameters));
        command.Transaction = _transaction;
        return command;
    }

    private SqliteCommand Command(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of the benchmarks.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < parameters; i++)
            command.Parameters.Add(new SqliteParameter($"$p{i}", DBNull.Value));
        return command;
    }
}
