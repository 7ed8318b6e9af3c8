using Microsoft.Data.Sqlite;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// SQLite through Microsoft.Data.Sqlite, in the usual .NET style: a prepared command for each row, a transaction for each batch.
/// </summary>
internal sealed class BareAdoConnection : BareConnection
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = [];
    private SqliteTransaction? _transaction;

    private BareAdoConnection(SqliteConnection connection) => _connection = connection;

    internal static async Task<BareAdoConnection> OpenAsync(string path)
    {
        var bare = new BareAdoConnection(new SqliteConnection($"Data Source={path};Pooling=False"));
        await bare._connection.OpenAsync();
        await bare.ExecuteAsync("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536", "");
        return bare;
    }

    internal override bool IsPostgreSql => false;

    internal override Column Instants(string name, IEnumerable<long?> milliseconds) => new(name, milliseconds.ToArray());

    internal override async Task ExecuteAsync(string sqlite, string postgreSql)
    {
        await using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of the benchmarks.
        command.CommandText = sqlite;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
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
        var command = Prepare(sqlite, values.Length);
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        var numbers = new List<long>(BatchSize);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            numbers.Add(reader.GetInt64(0));
        return Task.FromResult(numbers);
    }

    internal override Task<long> SumAsync(string sqlite, string postgreSql, Column[] columns) =>
        throw new NotSupportedException("Only the moves are written through this connection.");

    internal override Task ReadTotalsAsync(string sql, Action<string, long, int, long> read) =>
        throw new NotSupportedException("Only the moves are written through this connection.");

    internal override Task<List<string>> ReadTextsAsync(string sqlite, string postgreSql, params object[] values) =>
        throw new NotSupportedException("Only the moves are written through this connection.");

    public override async ValueTask DisposeAsync()
    {
        foreach (var command in _commands.Values)
            await command.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private Task ForEachAsync(string sql, Column[] columns)
    {
        var command = Prepare(sql, columns.Length);
        for (var row = 0; row < columns[0].Values.Length; row++)
        {
            for (var i = 0; i < columns.Length; i++)
                command.Parameters[i].Value = columns[i].Values.GetValue(row) ?? DBNull.Value;
            command.ExecuteNonQuery();
        }

        return Task.CompletedTask;
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of the benchmarks.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 0; i < parameters; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = $"$p{i}", Value = 0L });
            command.Transaction = _transaction;
            command.Prepare();
            _commands.Add(sql, command);
        }

        command.Transaction = _transaction;
        return command;
    }
}
