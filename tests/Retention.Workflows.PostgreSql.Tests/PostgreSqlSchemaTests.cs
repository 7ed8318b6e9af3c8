using Npgsql;
using Retention.Workflows.PostgreSql.Schema;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Tests;

/// <summary>The tables as the server's catalogue describes them, and their creation.</summary>
public sealed class PostgreSqlSchemaTests(PostgreSqlFixture fixture)
{
    /// <summary>Small tables without a partition. A distributed database copies them to every node.</summary>
    private static readonly string[] OutsidePartitions = ["schema_version", "journeys", "rfm_models", "workers"];

    [Fact]
    public async Task Every_key_and_every_index_leads_with_the_partition()
    {
        var schema = fixture.NewSchema();
        await using var store = await fixture.OpenAsync(options => options.Schema = schema);
        await using var command = fixture.Pool.CreateCommand(
            """
            SELECT t.relname, i.relname, a.attname, x.indisunique
            FROM pg_class t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
            WHERE t.relnamespace = to_regnamespace($1)
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = schema });
        var indexes = new List<(string Table, string Index, string First, bool IsUnique)>();
        await using (var reader = await command.ExecuteReaderAsync(Db.Token))
        {
            while (await reader.ReadAsync(Db.Token))
                indexes.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3)));
        }

        indexes.Should().HaveCountGreaterThan(15);
        indexes.Where(index => !OutsidePartitions.Contains(index.Table)).Should().OnlyContain(index => index.First == "partition");
        indexes.Where(index => index.IsUnique).Select(index => index.Table).Distinct().Should().Contain(
            ["partitions", "customers", "events", "segments", "entries", "enrollments", "history", "counters", "outbox", "vouchers",
                "sweeps"]);
    }

    [Fact]
    public async Task Every_table_has_a_primary_key_and_is_in_the_schema()
    {
        var schema = fixture.NewSchema();
        await using var store = await fixture.OpenAsync(options => options.Schema = schema);

        (await fixture.RunAsync(
            $"SELECT count(*) FROM pg_class t WHERE relkind = 'r' AND relnamespace = to_regnamespace('{schema}') AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = t.oid AND indisprimary)"))
            .Should().Be(0L);
        (await fixture.RunAsync($"SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = to_regnamespace('{schema}')"))
            .Should().Be(24L);
        (await fixture.RunAsync("SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = to_regnamespace('public')")).Should()
            .Be(0L);
    }

    [Fact]
    public async Task Concurrent_creations_of_the_tables_all_succeed()
    {
        var schema = fixture.NewSchema();
        await using var pool = NpgsqlDataSource.Create(fixture.ConnectionString);
        var stores = Enumerable.Range(0, 8).Select(number => fixture.Store(options =>
            (options.DataSource, options.Schema, options.Partitions) = (number % 2 == 0 ? fixture.Pool : pool, schema, 3 + number)))
                .ToList();

        await Task.WhenAll(stores.Select(store => Task.Run(() => store.InitializeAsync(Db.Token))));

        stores.Select(store => store.PartitionCount).Distinct().Should().ContainSingle("one was first, and the others take what it made");
        foreach (var store in stores)
            await Db.SaveAsync(store, "ada");
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_unchanged()
    {
        var schema = fixture.NewSchema();
        await (await fixture.OpenAsync(options => options.Schema = schema)).DisposeAsync();
        await fixture.RunAsync($"UPDATE {schema}.schema_version SET version = {PostgreSqlSchema.Version + 1}; DROP TABLE {schema}.sweeps");
        await using var store = fixture.Store(options => options.Schema = schema);

        var refusal = await Db.ShouldRefuse(() => store.InitializeAsync(Db.Token));

        refusal.Message.Should().Contain($"schema version {PostgreSqlSchema.Version + 1}").And.Contain($"versions up to {PostgreSqlSchema.Version}").And.Contain(schema);
        (await fixture.RunAsync($"SELECT to_regclass('{schema}.sweeps') IS NULL")).Should().Be(true);
    }

    [Fact]
    public async Task A_user_without_rights_on_the_database_can_use_a_schema_made_by_an_administrator()
    {
        var schema = fixture.NewSchema();
        await fixture.RunAsync($"CREATE ROLE {schema}_user LOGIN PASSWORD 'secret'");
        await using var store = fixture.Store(options =>
            (options.DataSource, options.ConnectionString, options.Schema) =
                (null, fixture.Server.ConnectionString(user: $"{schema}_user", password: "secret"), schema));

        var refusal = await Db.ShouldRefuse(() => store.InitializeAsync(Db.Token));
        refusal.Message.Should().Contain("rights").And.Contain($"user '{schema}_user'").And.Contain("CREATE on the database").And
            .NotContain("secret");

        await fixture.RunAsync($"CREATE SCHEMA {schema} AUTHORIZATION {schema}_user");
        await store.InitializeAsync(Db.Token);
        await Db.SaveAsync(store, "ada");
        await using var worker = await store.RegisterWorkerAsync(Db.Token);
        (await Db.ReadAsync(store)).Should().Equal("ada");
    }

    [Fact]
    public async Task A_user_with_table_rights_only_can_use_existing_tables()
    {
        var schema = fixture.NewSchema();
        await using var owner = await fixture.OpenAsync(options => options.Schema = schema);
        await fixture.RunAsync($"""
            CREATE ROLE {schema}_user LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA {schema} TO {schema}_user;
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {schema}_user
            """);
        await using var store = fixture.Store(options =>
            (options.DataSource, options.ConnectionString, options.Schema) =
                (null, fixture.Server.ConnectionString(user: $"{schema}_user", password: "secret"), schema));

        await store.InitializeAsync(Db.Token);
        await Db.SaveAsync(store, "ada");
        await using var worker = await store.RegisterWorkerAsync(Db.Token);

        (await Db.ReadAsync(owner)).Should().Equal("ada");
        await fixture.RunAsync($"REVOKE INSERT ON {schema}.customers FROM {schema}_user");
        (await Db.ShouldRefuse(() => Db.SaveAsync(store, "bob"))).Message.Should().Contain("rights");
    }

    [Fact]
    public async Task An_encoding_that_cannot_hold_every_text_is_refused()
    {
        await fixture.RunAsync("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        await using var store = fixture.Store(
            options => (options.DataSource, options.ConnectionString) = (null, fixture.Server.ConnectionString("latin")));

        (await Db.ShouldRefuse(() => store.InitializeAsync(Db.Token))).Message.Should().Contain("LATIN1").And.Contain("ENCODING 'UTF8'");
    }

    [Fact]
    public async Task Texts_are_ordered_byte_by_byte_whatever_the_language_of_the_database()
    {
        if (await fixture.RunAsync("SELECT count(*) FROM pg_collation WHERE collprovider = 'i' AND collname = 'cs-x-icu'") is 0L
            || await fixture.RunAsync("SHOW server_version_num") is string version
                && int.Parse(version, System.Globalization.CultureInfo.InvariantCulture) < 150000)
            Assert.Skip("This server cannot make a database with the rules of a language of its own choice (ICU, version 15).");
        await fixture.RunAsync("CREATE DATABASE czech TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'cs'");
        await using var store = await fixture.OpenAsync(
            options => (options.DataSource, options.ConnectionString) = (null, fixture.Server.ConnectionString("czech")));

        await Db.SaveAsync(store, "chata", "cibule", "B", "a", "Č", "c");

        (await Db.ReadAsync(store)).Should().Equal("B", "a", "c", "chata", "cibule", "Č");
    }
}
