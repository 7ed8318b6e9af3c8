using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace Retention.Workflows.Sqlite.Tests;

/// <summary>
/// What one whole journey costs in rows and commits, and in bytes of the write-ahead log. The approved text fails when a figure grows.
/// </summary>
public sealed class SqliteCostTests
{
    /// <summary>Tables that are not written per journey.</summary>
    private const string Others = "'journeys', 'partitions', 'rfm_models', 'segments', 'store', 'sweeps', 'workers', 'costs'";

    /// <summary>Bytes of the log; random voucher codes move them by about 1 %.</summary>
    private const int MostLogBytes = 4_500;

    private const int LogHeader = 32;
    private const int FrameHeader = 24;
    private const int PageSize = 4_096;

    [Fact]
    public async Task A_whole_journey_costs_the_approved_rows()
    {
        using var folder = new TemporaryFolder();
        await using var store = await Db.OpenAsync(folder.PathOf("shop.db"));
        using var counts = Db.Other(folder.PathOf("shop.db"));

        await JourneyCost.RunAsync(store, () =>
        {
            CountRows(counts);
            return Task.CompletedTask;
        }, Db.Token);

        Approved.ShouldBe(Rows(counts), "journey-cost.txt");
    }

    [Fact]
    public async Task A_whole_journey_writes_no_more_bytes_than_before()
    {
        using var folder = new TemporaryFolder();
        await using var store = await Db.OpenAsync(folder.PathOf("shop.db"));
        using var reader = Db.Other(folder.PathOf("shop.db"));

        await JourneyCost.RunAsync(store, () =>
        {
            // The log grows as long as somebody reads what was there before.
            Db.Run(reader, "PRAGMA wal_checkpoint(TRUNCATE)");
            Db.Run(reader, "BEGIN; SELECT count(*) FROM store");
            return Task.CompletedTask;
        }, Db.Token);

        var log = await ReadAsync(folder.PathOf("shop.db-wal"));
        var bytes = log.Length / JourneyCost.Customers;
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"{bytes} bytes of log and {JourneyCost.PerJourney(Commits(log))} commits a journey"));
        bytes.Should().BeInRange(MostLogBytes / 2, MostLogBytes);
    }

    private static void CountRows(SqliteConnection counts)
    {
        Db.Run(counts, "CREATE TABLE costs (name TEXT PRIMARY KEY, inserted INTEGER, updated INTEGER, deleted INTEGER) WITHOUT ROWID");
        foreach (var table in Tables(counts))
        {
            Db.Run(counts, $"INSERT INTO costs VALUES ('{table}', 0, 0, 0)");
            foreach (var (change, column) in (ReadOnlySpan<(string, string)>)[("INSERT", "inserted"), ("UPDATE", "updated"), ("DELETE", "deleted")])
                Db.Run(counts,
                    $"CREATE TRIGGER costs_{table}_{column} AFTER {change} ON {table} BEGIN UPDATE costs SET {column} = {column} + 1 WHERE name = '{table}'; END");
        }
    }

    private static List<string> Tables(SqliteConnection counts) => Read(
        counts, $"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ({Others})", row => row.GetString(0));

    private static string Rows(SqliteConnection counts)
    {
        var rows = Read(counts, "SELECT name, inserted, updated, deleted FROM costs WHERE inserted + updated + deleted > 0 ORDER BY name",
            row => (Name: row.GetString(0), Counts: Enumerable.Range(1, 3).Select(row.GetInt64).ToArray()));
        return JourneyCost.Table(
        [
            ["a journey", "inserted", "updated", "deleted"],
            .. rows.Select(row => (string[])[row.Name, .. row.Counts.Select(JourneyCost.PerJourney)]),
            ["all", .. Enumerable.Range(0, 3).Select(column => JourneyCost.PerJourney(rows.Sum(row => row.Counts[column])))],
        ]);
    }

    private static List<T> Read<T>(SqliteConnection counts, string sql, Func<SqliteDataReader, T> read)
    {
        using var command = counts.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    private static async Task<byte[]> ReadAsync(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        await using (file)
        {
            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes, Db.Token);
            return bytes;
        }
    }

    /// <summary>The frames of the log that end a transaction: they hold the size of the database.</summary>
    private static int Commits(byte[] log)
    {
        var commits = 0;
        for (var frame = LogHeader; frame + FrameHeader <= log.Length; frame += FrameHeader + PageSize)
            commits += BinaryPrimitives.ReadInt32BigEndian(log.AsSpan(frame + sizeof(int))) == 0 ? 0 : 1;
        return commits;
    }
}
