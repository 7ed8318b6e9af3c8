using System.Globalization;
using Npgsql;

namespace Retention.Workflows.PostgreSql.Tests;

/// <summary>
/// What one whole journey costs in rows, statements and bytes, counted by a server of its own. The approved text fails when a figure grows.
/// </summary>
public sealed class PostgreSqlCostTests(PostgreSqlFixture fixture)
{
    private const string Settings = """
        shared_preload_libraries = 'pg_stat_statements'
        pg_stat_statements.track_planning = on
        autovacuum = off
        full_page_writes = off
        wal_level = minimal
        max_wal_senders = 0
        checkpoint_timeout = 1h
        max_wal_size = 4GB
        """;

    /// <summary>Tables that are not written per journey.</summary>
    private const string Others = "'journeys', 'partitions', 'rfm_models', 'schema_version', 'segments', 'sweeps', 'workers'";

    /// <summary>Bytes of the write-ahead log; random voucher codes move them by less than 1 %.</summary>
    private const int MostWalBytes = 5_600;

    [Fact]
    public async Task A_whole_journey_costs_the_approved_rows_statements_and_bytes()
    {
        fixture.SkipWithoutServer();
        using var server = PostgreSqlServer.Create(Settings);
        await using var counts = NpgsqlDataSource.Create(server.ConnectionString() + ";Pooling=false");
        await RunAsync(counts, "CREATE EXTENSION pg_stat_statements");
        var before = "";
        await using (var pool = NpgsqlDataSource.Create(server.ConnectionString() + ";Max Auto Prepare=200;No Reset On Close=true"))
        {
            await using var store = new PostgreSqlRetentionStore(
                new PostgreSqlStoreOptions { DataSource = pool, Partitions = 1, Clock = PostgreSqlClock.Host });
            await JourneyCost.RunAsync(store, async () =>
            {
                pool.Clear(); // sessions report their rows when they end
                await SettledAsync(counts);
                await RunAsync(counts, "SELECT pg_stat_reset(), pg_stat_statements_reset()");
                before = (string)(await RunAsync(counts, "SELECT pg_current_wal_insert_lsn()::text"))!;
            }, Db.Token);
        }

        var bytes = Convert.ToInt64(await RunAsync(
            counts, $"SELECT (pg_current_wal_insert_lsn() - '{before}'::pg_lsn)::bigint"), CultureInfo.InvariantCulture);
        var statements = Convert.ToInt64(await RunAsync(
            counts, "SELECT sum(calls)::bigint FROM pg_stat_statements WHERE query NOT LIKE '%pg_%'"), CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"{bytes / JourneyCost.Customers} bytes of log a journey"));
        if (Environment.GetEnvironmentVariable("COSTS") is { } file)
            await File.WriteAllTextAsync(file, await StatementsAsync(counts), Db.Token);

        Approved.ShouldBe(await RowsAsync(counts) + $"\nstatements  {JourneyCost.PerJourney(statements)}\n", "journey-cost.txt");
        (bytes / JourneyCost.Customers).Should().BeLessThanOrEqualTo(MostWalBytes);
    }

    private static async Task<string> RowsAsync(NpgsqlDataSource counts)
    {
        await SettledAsync(counts);
        var lines = new List<string[]> { new[] { "a journey", "inserted", "updated", "in place", "deleted" } };
        var sums = new long[4];
        await using var command = counts.CreateCommand(
            $"SELECT relname, n_tup_ins, n_tup_upd, n_tup_hot_upd, n_tup_del FROM pg_stat_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 AND relname NOT IN ({Others}) ORDER BY relname");
        await using var reader = await command.ExecuteReaderAsync(Db.Token);
        while (await reader.ReadAsync(Db.Token))
        {
            long[] rows = [.. Enumerable.Range(1, 4).Select(reader.GetInt64)];
            lines.Add([reader.GetString(0), .. rows.Select(JourneyCost.PerJourney)]);
            for (var i = 0; i < sums.Length; i++)
                sums[i] += rows[i];
        }

        lines.Add(["all", .. sums.Select(JourneyCost.PerJourney)]);
        return JourneyCost.Table(lines);
    }

    /// <summary>The statements by the bytes that they log: read it when a figure has grown.</summary>
    private static async Task<string> StatementsAsync(NpgsqlDataSource counts)
    {
        var lines = new List<string>();
        await using var command = counts.CreateCommand(
            "SELECT calls, rows, wal_bytes::bigint, round(total_exec_time)::bigint, round(total_plan_time)::bigint, regexp_replace(query, '\\s+', ' ', 'g') FROM pg_stat_statements ORDER BY total_exec_time + total_plan_time DESC");
        await using var reader = await command.ExecuteReaderAsync(Db.Token);
        while (await reader.ReadAsync(Db.Token))
            lines.Add(FormattableString.Invariant(
                $"{reader.GetInt64(0),7} calls {reader.GetInt64(1),8} rows {reader.GetInt64(2),10} bytes {reader.GetInt64(3),6} ms {reader.GetInt64(4),6} ms planning  {reader.GetString(5)}"));
        return string.Join('\n', lines);
    }

    /// <summary>Waits until the server's counters stand still.</summary>
    private static async Task SettledAsync(NpgsqlDataSource counts)
    {
        for (object? last = null; ; await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Db.Token))
        {
            var sum = await RunAsync(counts, "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint FROM pg_stat_user_tables");
            if (Equals(sum, last))
                return;
            last = sum;
        }
    }

    private static async Task<object?> RunAsync(NpgsqlDataSource counts, string sql)
    {
        await using var command = counts.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Db.Token);
    }
}
