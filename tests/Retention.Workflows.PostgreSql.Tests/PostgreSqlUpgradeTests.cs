using Retention.Workflows.PostgreSql.Schema;

namespace Retention.Workflows.PostgreSql.Tests;

/// <summary>A database of the first schema is upgraded, and its rows behave.</summary>
public sealed class PostgreSqlUpgradeTests(PostgreSqlFixture fixture)
{
    [Fact]
    public void The_version_is_the_number_of_the_last_script()
    {
        var scripts = typeof(PostgreSqlSchema).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("Schema/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();

        scripts.Should().HaveCount(PostgreSqlSchema.Version);
        scripts[^1].Should().Be($"Schema/{PostgreSqlSchema.Version:000}.sql");
    }

    [Fact]
    public async Task Rows_of_the_first_schema_go_on_after_the_upgrade()
    {
        var first = await MakeFirstAsync();

        await UpgradeTrial.ShouldGoOnAsync(Store(first));

        (await fixture.RunAsync($"SELECT version FROM {first}.schema_version")).Should().Be(PostgreSqlSchema.Version);
    }

    [Fact]
    public async Task An_enrollment_of_another_engine_that_had_ended_is_ended_and_its_engine_is_to_be_told()
    {
        var first = await MakeFirstAsync();
        await fixture.RunAsync(
            $$"""UPDATE {{first}}.enrollments SET status = 1, ended_at = now(), due_at = now(), state = '{"answer":"exited"}'""");

        await using var store = Store(first);
        await store.InitializeAsync(Db.Token);

        (await fixture.RunAsync($"SELECT status || ' ' || (due_at IS NULL)::int || ' ' || state FROM {first}.enrollments"))
            .Should().Be("3 1 {}");
        (await fixture.RunAsync($"SELECT count(*) FROM {first}.engine_notifications")).Should().Be(1L);
    }

    private PostgreSqlRetentionStore Store(string schema) =>
        fixture.Store(options => (options.Schema, options.Clock, options.Partitions) =
            (schema, PostgreSqlClock.Host, UpgradeTrial.Partitions));

    /// <summary>Makes tables with the script of the first schema, and copies what their columns can hold.</summary>
    private async Task<string> MakeFirstAsync()
    {
        var (now, first) = (fixture.NewSchema(), fixture.NewSchema());
        fixture.SkipWithoutServer();
        await UpgradeTrial.FillAsync(Store(now));
        await fixture.RunAsync(
            $"CREATE SCHEMA {first}; SET search_path TO {first}; {PostgreSqlSchema.Script(1)}; RESET search_path");
        await fixture.RunAsync($"INSERT INTO {first}.schema_version (version, partitions, upgraded_at) VALUES (1, {UpgradeTrial.Partitions}, now())");
        var tables = (string)(await fixture.RunAsync(
            $"SELECT string_agg(tablename, ',') FROM pg_tables WHERE schemaname = '{first}' AND tablename <> 'schema_version'"))!;
        foreach (var table in tables.Split(','))
        {
            var columns = await fixture.RunAsync(
                $"SELECT string_agg(column_name, ', ') FROM (SELECT column_name FROM information_schema.columns WHERE table_name = '{table}' AND table_schema IN ('{first}', '{now}') GROUP BY 1 HAVING count(*) = 2) AS c");
            await fixture.RunAsync(
                $"INSERT INTO {first}.{table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {now}.{table}");
            (await fixture.RunAsync($"SELECT count(*) FROM {first}.{table}")).Should().NotBe(0L, "{0} has rows", table);
        }

        await fixture.RunAsync(
            $"SELECT setval(pg_get_serial_sequence('{first}.workers', 'worker'), (SELECT max(worker) FROM {first}.workers))");
        return first;
    }
}
