using Npgsql;
using NpgsqlTypes;

namespace Retention.Workflows.Benchmarks;

internal sealed class BarePostgreSqlConnection : BareConnection
{
    // New tables have no statistics, and the planner then guesses a bad plan. The store avoids that, so the prototype avoids it as well.
    private const string SetUp = """
        SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off;
        SET search_path = retention, public
        """;

    private readonly NpgsqlConnection _connection;

    private BarePostgreSqlConnection(NpgsqlConnection connection) => _connection = connection;

    internal static async Task<BarePostgreSqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(
            connectionString) { Pooling = false, MaxAutoPrepare = 200, AutoPrepareMinUsages = 2 }.ConnectionString);
        await connection.OpenAsync();
        var bare = new BarePostgreSqlConnection(connection);
        await bare.ExecuteAsync("", SetUp);
        return bare;
    }

    internal override bool IsPostgreSql => true;

    internal override Column Instants(string name, IEnumerable<long?> milliseconds) =>
        new(name, milliseconds.Select(at => at is { } some ? DateTimeOffset.FromUnixTimeMilliseconds(some).UtcDateTime : default(DateTime?))
            .ToArray());

    internal override async Task ExecuteAsync(string sqlite, string postgreSql)
    {
        await using var command = Command(postgreSql);
        await command.ExecuteNonQueryAsync();
    }

    internal override Task BeginAsync() => ExecuteAsync("", "BEGIN");

    internal override Task CommitAsync() => ExecuteAsync("", "COMMIT");

    internal override Task InsertAsync(string table, Column[] columns, string suffix = "") => RunAsync(
        $"INSERT INTO {table} ({Names(columns)}) SELECT * FROM unnest({Places(columns)}) {suffix}", columns);

    internal override Task UpdateAsync(string table, int keys, Column[] columns) => RunAsync(
        $"""
        UPDATE {table} t SET {string.Join(", ", columns.Skip(keys).Select(column => $"{column.Name} = u.{column.Name}"))}
        FROM unnest({Places(columns)}) AS u ({Names(columns)}) WHERE {string.Join(" AND ", columns.Take(keys).Select(column => $"t.{column.Name} = u.{column.Name}"))}
        """,
        columns);

    internal override async Task<List<long>> ReadNumbersAsync(string sqlite, string postgreSql, params object[] values)
    {
        await using var command = Command(postgreSql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        var numbers = new List<long>(BatchSize);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            numbers.Add(reader.GetInt64(0));
        return numbers;
    }

    internal override async Task<List<string>> ReadTextsAsync(string sqlite, string postgreSql, params object[] values)
    {
        await using var command = Command(postgreSql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        var texts = new List<string>(BatchSize);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            texts.Add(reader.GetString(0));
        return texts;
    }

    internal override async Task<long> SumAsync(string sqlite, string postgreSql, Column[] columns)
    {
        await using var command = Command(postgreSql);
        Put(command, columns);
        var sum = 0L;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            sum += reader.GetInt64(0);
        return sum;
    }

    internal override async Task ReadTotalsAsync(string sql, Action<string, long, int, long> read)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            read(reader.GetString(0), reader.GetInt64(1), (int)reader.GetInt64(2), reader.GetInt64(3));
    }

    public override ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task RunAsync(string sql, Column[] columns)
    {
        await using var command = Command(sql);
        Put(command, columns);
        await command.ExecuteNonQueryAsync();
    }

    private static void Put(NpgsqlCommand command, Column[] columns)
    {
        foreach (var column in columns)
            command.Parameters.Add(
                new NpgsqlParameter { Value = column.Values, NpgsqlDbType = NpgsqlDbType.Array | TypeOf(column.Values) });
    }

    private static NpgsqlDbType TypeOf(Array values) => values switch
    {
        long[] or long?[] => NpgsqlDbType.Bigint,
        int[] or int?[] => NpgsqlDbType.Integer,
        short[] => NpgsqlDbType.Smallint,
        string[] => NpgsqlDbType.Text,
        bool[] => NpgsqlDbType.Boolean,
        DateOnly[] => NpgsqlDbType.Date,
        DateTime[] or DateTime?[] => NpgsqlDbType.TimestampTz,
        _ => throw new NotSupportedException($"A column of {values.GetType().Name} is not written yet."),
    };

    private static string Names(Column[] columns) => string.Join(", ", columns.Select(column => column.Name));

    private static string Places(Column[] columns) => string.Join(", ", columns.Select((_, place) => $"${place + 1}"));

    private NpgsqlCommand Command(string sql)
    {
#pragma warning disable CA2100 // The texts are constants of the benchmarks.
        return new NpgsqlCommand(sql, _connection);
#pragma warning restore CA2100
    }
}
