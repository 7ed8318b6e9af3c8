using Npgsql;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Tests;

/// <summary>
/// External faults: a wrong password, a server that stopped, a connection that is cut. Nothing is half done, the error says what to do, and
/// work continues once the cause is gone.
/// </summary>
public sealed class PostgreSqlTroubleTests(PostgreSqlFixture fixture)
{
    [Fact]
    public async Task A_wrong_password_is_reported_as_such()
    {
        var message = await RefusalAsync(fixture.Server.ConnectionString(password: "open-sesame"));

        message.Should().Contain("refuses the user").And.Contain("'postgres' on '127.0.0.1:").And.Contain("user 'postgres'").And
            .NotContain("open-sesame");
    }

    [Fact]
    public async Task An_unknown_database_is_named() =>
        (await RefusalAsync(fixture.Server.ConnectionString("shopp"))).Should().Contain("database 'shopp'").And
            .Contain("does not exist").And.Contain("Create the database");

    [Fact]
    public async Task A_port_without_a_listener_is_named()
    {
        var unused = new NpgsqlConnectionStringBuilder(fixture.ConnectionString) { Port = 1 }.ConnectionString;

        (await RefusalAsync(unused)).Should().Contain("cannot be reached").And.Contain("'127.0.0.1:1'").And.Contain("'Port'");
    }

    [Fact]
    public async Task Dropped_tables_are_reported()
    {
        var schema = fixture.NewSchema();
        await using var store = await fixture.OpenAsync(options => options.Schema = schema);
        await fixture.RunAsync($"DROP SCHEMA {schema} CASCADE");

        (await Db.ShouldRefuse(() => Db.SaveAsync(store, "ada"))).Message.Should().Contain("lacks a table").And.Contain(schema);
        (await Db.ShouldRefuse(() => store.ReadDueWorkAsync(Db.Token))).Message.Should().Contain("lacks a table");
        (await Db.ShouldRefuse(() => store.Catalog.ReadJourneysAsync(Db.Token))).Message.Should().Contain("lacks a table");
    }

    [Fact]
    public async Task A_read_only_database_is_reported_as_such()
    {
        var schema = fixture.NewSchema();
        await fixture.RunAsync($"CREATE DATABASE {schema}");
        var connectionString = fixture.Server.ConnectionString(schema);
        await using (var store = await fixture.OpenAsync(
            options => (options.DataSource, options.ConnectionString, options.Schema) = (null, connectionString, schema)))
            await Db.SaveAsync(store, "ada");
        await fixture.RunAsync($"ALTER DATABASE {schema} SET default_transaction_read_only = on");
        await using var reader = await fixture.OpenAsync(
            options => (options.DataSource, options.ConnectionString, options.Schema) = (null, connectionString, schema));

        (await Db.ShouldRefuse(() =>
            reader.Catalog.TryAddModelAsync(new StoredRfmModel { Version = 1, AsOf = new DateOnly(2026, 3, 1), Model = "{}" }, Db.Token)))
            .Message.Should().Contain("is read-only");
    }

    [Fact]
    public async Task A_character_that_cannot_be_stored_is_refused_by_the_name_of_its_value()
    {
        await using var store = await fixture.OpenAsync();
        var refusal = await Db.ShouldRefuse(async () =>
        {
            await using var transaction = await store.BeginAsync(0, Db.Token);
            await transaction.Customers.SaveAsync([new Customer { Id = new CustomerId("ada"), LastName = "Love\0lace" }], Db.Token);
        });
        refusal.Message.Should().Contain("last name of a customer").And.Contain("U+0000").And.NotContain("lace");

        refusal = await Db.ShouldRefuse(async () =>
        {
            await using var transaction = await store.BeginAsync(0, Db.Token);
            await transaction.Customers.SaveAsync([new Customer { Id = new CustomerId("ada"), LastName = "half \ud83d" }], Db.Token);
        });
        refusal.Message.Should().Contain("surrogate");

        // Properties are JSON, which can hold every character.
        var odd = new Customer { Id = new CustomerId("ada"),
            Attributes = new PropertyBag(new Dictionary<string, PropertyValue> { ["odd"] = "a\0b" }) };
        await using (var transaction = await store.BeginAsync(0, Db.Token))
        {
            await transaction.Customers.SaveAsync([odd], Db.Token);
            await transaction.CommitAsync(Db.Token);
        }

        await using var reading = await store.BeginAsync(0, Db.Token);
        (await reading.Customers.FindAsync([odd.Id], Db.Token))[odd.Id].Attributes.Should().Equal(odd.Attributes);
    }

    [Fact]
    public async Task A_connection_cut_in_a_transaction_rolls_back_and_releases_the_partition()
    {
        // Other tests save customers at the same time.
        await using var pool = NpgsqlDataSource.Create(fixture.ConnectionString + ";Application Name=cut");
        await using var store = await fixture.OpenAsync(options => options.DataSource = pool);
        var transaction = await store.BeginAsync(0, Db.Token);
        await transaction.Customers.SaveAsync([new Customer { Id = new CustomerId("ada") }], Db.Token);
        await fixture.RunAsync(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'cut' AND state = 'idle in transaction'");

        var refusal = await Db.ShouldRefuse(() => transaction.CommitAsync(Db.Token));
        refusal.Message.Should().Contain("must be read from the store");
        await transaction.DisposeAsync();

        (await Db.ReadAsync(store)).Should().BeEmpty();
        await Db.SaveAsync(store, "bob");
        (await Db.ReadAsync(store)).Should().Equal("bob");
    }

    [Fact]
    public async Task A_transaction_idle_for_too_long_is_ended_and_releases_its_partition()
    {
        var schema = fixture.NewSchema();
        await using var store = await fixture.OpenAsync(
            options => (options.Schema, options.IdleInTransactionTimeout) = (schema, TimeSpan.FromSeconds(1)));
        await using var other = await fixture.OpenAsync(options => options.Schema = schema);
        await using var stopped = await store.BeginAsync(0, Db.Token);
        await stopped.Customers.SaveAsync([new Customer { Id = new CustomerId("ada") }], Db.Token);
        (await other.TryBeginAsync(0, Db.Token)).Should().BeNull();

        await Db.SaveAsync(other, "bob");

        (await Db.ShouldRefuse(() => stopped.CommitAsync(Db.Token))).Message.Should().Contain(schema);
        (await Db.ReadAsync(other)).Should().Equal("bob");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_restarts_during_a_transaction_is_used_again(bool crash)
    {
        fixture.SkipWithoutServer();
        using var server = PostgreSqlServer.Create();
        await using var store = fixture.Store(
            options => (options.DataSource, options.ConnectionString) = (null, server.ConnectionString()));
        await store.InitializeAsync(Db.Token);
        await using var worker = await store.RegisterWorkerAsync(Db.Token);
        await Db.SaveAsync(store, "ada");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => store.ReadDueWorkAsync(Db.Token))); // more connections in the pool
        await using (var transaction = await store.BeginAsync(0, Db.Token))
        {
            await transaction.Customers.SaveAsync([new Customer { Id = new CustomerId("bob") }], Db.Token);
            if (crash)
                server.StopImmediately();
            else
                server.StopFast();
            await Db.ShouldRefuse(() => transaction.Customers.ReadIdsAsync(null, 10, Db.Token));
        }

        (await Db.ShouldRefuse(() => store.BeginAsync(0, Db.Token))).Message.Should().Contain($"'127.0.0.1:{server.Port}'");
        await Db.ShouldRefuse(() => store.ReadDueWorkAsync(Db.Token));
        await Db.ShouldRefuse(() => store.RegisterWorkerAsync(Db.Token));
        await worker.WaitForWorkAsync(Db.Token);
        worker.IsAlive.Should().BeFalse();
        server.Start();

        (await Db.ReadAsync(store)).Should().Equal("ada");
        await Db.SaveAsync(store, "carl");
        await using var next = await store.RegisterWorkerAsync(Db.Token);
        next.Worker.Should().BeGreaterThan(worker.Worker);
        (await Db.ReadAsync(store)).Should().Equal("ada", "carl");
    }

    [Fact]
    public async Task Stale_connections_after_a_restart_cause_no_errors()
    {
        fixture.SkipWithoutServer();
        using var server = PostgreSqlServer.Create();
        await using var store = fixture.Store(
            options => (options.DataSource, options.ConnectionString, options.Partitions) = (null, server.ConnectionString(), 8));
        await store.InitializeAsync(Db.Token);
        var held = await Task.WhenAll(Enumerable.Range(0, 8).Select(partition => store.BeginAsync(partition, Db.Token)));
        foreach (var transaction in held)
            await transaction.DisposeAsync();

        server.Restart();
        await Db.SaveAsync(store, "ada");
        await store.ReadDueWorkAsync(Db.Token);

        server.Restart();
        await store.ReadDueWorkAsync(Db.Token);
        (await Db.ReadAsync(store)).Should().Equal("ada");
    }

    private async Task<string> RefusalAsync(string connectionString)
    {
        await using var store = fixture.Store(options => (options.DataSource, options.ConnectionString) = (null, connectionString));
        return (await Db.ShouldRefuse(() => store.InitializeAsync(Db.Token))).Message;
    }
}
