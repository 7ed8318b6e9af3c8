using Microsoft.Data.Sqlite;
using Retention.Workflows.Sqlite.Schema;

namespace Retention.Workflows.Sqlite.Tests;

/// <summary>A file of the first schema is upgraded, and its rows behave.</summary>
public sealed class SqliteUpgradeTests
{
    [Fact]
    public async Task Rows_of_the_first_schema_go_on_after_the_upgrade()
    {
        using var folder = new TemporaryFolder();
        await UpgradeTrial.FillAsync(Store(folder.PathOf("now.db")));
        MakeFirst(folder.PathOf("first.db"), folder.PathOf("now.db"));

        await UpgradeTrial.ShouldGoOnAsync(Store(folder.PathOf("first.db")));

        using var file = Db.Other(folder.PathOf("first.db"));
        Db.Run(file, "PRAGMA user_version").Should().Be((long)SqliteSchema.Version);
    }

    [Fact]
    public async Task An_upgraded_file_has_the_tables_and_indexes_of_a_new_one()
    {
        using var folder = new TemporaryFolder();
        await UpgradeTrial.FillAsync(Store(folder.PathOf("now.db")));
        MakeFirst(folder.PathOf("first.db"), folder.PathOf("now.db"));
        await (await Db.OpenAsync(folder.PathOf("first.db"))).DisposeAsync();

        using var upgraded = Db.Other(folder.PathOf("first.db"));
        using var made = Db.Other(folder.PathOf("now.db"));
        const string Schema = "SELECT group_concat(sql, ';' ORDER BY name) FROM sqlite_schema";
        Db.Run(upgraded, Schema).Should().Be(Db.Run(made, Schema));
    }

    [Fact]
    public void The_version_is_the_number_of_the_last_script()
    {
        var scripts = typeof(SqliteSchema).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("Schema/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();

        scripts.Should().HaveCount(SqliteSchema.Version);
        scripts[^1].Should().Be($"Schema/{SqliteSchema.Version:000}.sql");
    }

    [Fact]
    public async Task An_enrollment_of_another_engine_that_had_ended_is_ended_and_its_engine_is_to_be_told()
    {
        using var folder = new TemporaryFolder();
        await UpgradeTrial.FillAsync(Store(folder.PathOf("now.db")));
        MakeFirst(folder.PathOf("first.db"), folder.PathOf("now.db"));
        using (var file = Db.Other(folder.PathOf("first.db")))
            Db.Run(file, """UPDATE enrollments SET status = 1, ended_at = 5000, due_at = 4000, state = '{"answer":"exited"}'""");

        await (await Db.OpenAsync(folder.PathOf("first.db"))).DisposeAsync();

        using var after = Db.Other(folder.PathOf("first.db"));
        Db.Run(after, "SELECT status || ' ' || (due_at IS NULL) || ' ' || state FROM enrollments").Should().Be("3 1 {}");
        Db.Run(after, "SELECT due_at FROM engine_notifications").Should().Be(4000L);
    }

    private static SqliteRetentionStore Store(string path) => Db.Store(path, options => options.Partitions = UpgradeTrial.Partitions);

    /// <summary>Makes a file with the script of the first schema, and copies what its columns can hold.</summary>
    private static void MakeFirst(string path, string from)
    {
        using var first = Db.Other(path);
        Db.Run(first, SqliteSchema.Script(1));
        Db.Run(first, "PRAGMA user_version = 1");
        Db.Run(first, $"PRAGMA application_id = {SqliteFile.ApplicationId}");
        Db.Run(first, $"ATTACH DATABASE '{from}' AS now");
        foreach (var table in Texts(first, "SELECT name FROM main.sqlite_schema WHERE type = 'table'"))
        {
            var columns = string.Join(", ", Texts(first, $"SELECT name FROM pragma_table_info('{table}', 'main') INTERSECT SELECT name FROM pragma_table_info('{table}', 'now')"));
            Db.Run(first, $"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table}");
            Db.Run(first, $"SELECT count(*) FROM main.{table}").Should().NotBe(0L, "{0} has rows", table);
        }

        Db.Run(first, "DETACH DATABASE now");
    }

    private static List<string> Texts(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
            texts.Add(reader.GetString(0));
        return texts;
    }
}
