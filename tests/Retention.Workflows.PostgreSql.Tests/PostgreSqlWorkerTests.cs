using System.Globalization;
using Npgsql;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Tests;

/// <summary>
/// Workers of several processes, simulated by stores with separate pools. A killed connection stands for a process that dies.
/// </summary>
public sealed class PostgreSqlWorkerTests(PostgreSqlFixture fixture)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_worker_whose_connection_is_killed_is_dead_for_everyone()
    {
        var schema = fixture.NewSchema();
        await using var store = await fixture.OpenAsync(options => options.Schema = schema);
        await using var other = await fixture.OpenAsync(
            options => (options.DataSource, options.ConnectionString, options.Schema) = (null, fixture.ConnectionString, schema));
        await using var one = await store.RegisterWorkerAsync(Db.Token);
        await using var two = await other.RegisterWorkerAsync(Db.Token);
        await Db.AddMessageAsync(store, 1, one.Worker);
        await Db.AddMessageAsync(store, 2, two.Worker);
        (await Db.AbandonedAsync(other)).Should().BeEmpty();
        var waiting = one.WaitForWorkAsync(Db.Token);

        await KillAsync(schema, one.Worker);
        await waiting.WaitAsync(Patience, TimeProvider.System, Db.Token);

        one.IsAlive.Should().BeFalse();
        await one.WaitForWorkAsync(Db.Token);
        two.IsAlive.Should().BeTrue();
        (await Db.AbandonedAsync(other)).Should().Equal(1L);
        (await other.ReadDueWorkAsync(Db.Token)).Partitions[0].HasAbandoned.Should().BeTrue();
        await using var next = await store.RegisterWorkerAsync(Db.Token);
        next.Worker.Should().BeGreaterThan(two.Worker);
        (await Db.AbandonedAsync(other)).Should().Equal([1L], "a new worker is not the old one");
    }

    [Fact]
    public async Task Work_that_one_process_signals_wakes_the_workers_of_another()
    {
        var schema = fixture.NewSchema();
        await using var store = await fixture.OpenAsync(options => options.Schema = schema);
        await using var other = await fixture.OpenAsync(
            options => (options.DataSource, options.ConnectionString, options.Schema) = (null, fixture.ConnectionString, schema));
        await using var worker = await other.RegisterWorkerAsync(Db.Token);
        var waiting = worker.WaitForWorkAsync(Db.Token);

        await SignalAsync(store);

        await waiting.WaitAsync(Patience, TimeProvider.System, Db.Token);
        worker.IsAlive.Should().BeTrue();
    }

    [Fact]
    public async Task Schemas_of_one_database_do_not_share_workers_or_signals()
    {
        await using var one = await fixture.OpenAsync();
        await using var two = await fixture.OpenAsync();
        await using var ours = await one.RegisterWorkerAsync(Db.Token);
        await using var theirs = await two.RegisterWorkerAsync(Db.Token);
        ours.Worker.Should().Be(theirs.Worker, "each schema counts for itself");
        var waiting = ours.WaitForWorkAsync(Db.Token);
        await Db.AddMessageAsync(two, 1, theirs.Worker);

        await SignalAsync(two);
        await theirs.WaitForWorkAsync(Db.Token).WaitAsync(Patience, TimeProvider.System, Db.Token);
        await theirs.DisposeAsync();

        waiting.IsCompleted.Should().BeFalse();
        (await Db.AbandonedAsync(two)).Should().Equal([1L], "the worker of the same number in the other schema is another one");
        await SignalAsync(one);
        await waiting.WaitAsync(Patience, TimeProvider.System, Db.Token);
    }

    [Fact]
    public async Task Dead_workers_are_removed_when_the_next_one_registers()
    {
        var schema = fixture.NewSchema();
        await using var store = await fixture.OpenAsync(options => options.Schema = schema);
        await using var living = await store.RegisterWorkerAsync(Db.Token);
        for (var round = 0; round < 3; round++)
            await (await store.RegisterWorkerAsync(Db.Token)).DisposeAsync();
        await using var last = await store.RegisterWorkerAsync(Db.Token);

        (await fixture.RunAsync($"SELECT string_agg(worker::text, ' ' ORDER BY worker) FROM {schema}.workers")).Should()
            .Be($"{living.Worker} {last.Worker}");
        (await fixture.RunAsync($"SELECT DISTINCT process FROM {schema}.workers")).Should().Be(Environment.ProcessId);
    }

    [Fact]
    public async Task A_worker_uses_its_own_connection_string_where_one_is_named()
    {
        var schema = fixture.NewSchema();
        await using var store = await fixture.OpenAsync(
            options => (options.Schema, options.WorkerConnectionString) = (schema, fixture.ConnectionString + ";Application Name=direct"));
        await using var worker = await store.RegisterWorkerAsync(Db.Token);

        (await fixture.RunAsync($"SELECT application_name FROM pg_stat_activity JOIN {schema}.workers ON pid = backend")).Should()
            .Be("direct");
    }

    [Fact]
    public async Task A_commit_succeeds_when_the_workers_cannot_be_notified()
    {
        // The notification queue may be full. Here the user has no right to call the function that notifies.
        var schema = fixture.NewSchema();
        await fixture.RunAsync($"CREATE ROLE {schema}_mute LOGIN PASSWORD 'secret'");
        await fixture.RunAsync($"CREATE DATABASE {schema}_mute OWNER {schema}_mute");
        await using (var pool = NpgsqlDataSource.Create(fixture.Server.ConnectionString($"{schema}_mute")))
        {
            await using var revoke = pool.CreateCommand("REVOKE EXECUTE ON FUNCTION pg_notify(text, text) FROM PUBLIC");
            await revoke.ExecuteNonQueryAsync(Db.Token);
        }

        await using var store = await fixture.OpenAsync(options =>
            (options.DataSource, options.ConnectionString) =
                (null, fixture.Server.ConnectionString($"{schema}_mute", $"{schema}_mute", "secret")));
        await using (var transaction = await store.BeginAsync(0, Db.Token))
        {
            await transaction.Customers.SaveAsync([new Customer { Id = new CustomerId("ada") }], Db.Token);
            transaction.SignalWork();
            await transaction.CommitAsync(Db.Token);
        }

        (await Db.ReadAsync(store)).Should().Equal("ada");
    }

    private static async Task SignalAsync(PostgreSqlRetentionStore store)
    {
        await using var transaction = await store.BeginAsync(0, Db.Token);
        transaction.SignalWork();
        await transaction.CommitAsync(Db.Token);
    }

    private async Task KillAsync(string schema, long worker) =>
        (await fixture.RunAsync(string.Create(CultureInfo.InvariantCulture,
            $"SELECT pg_terminate_backend(backend, 30000) FROM {schema}.workers WHERE worker = {worker}"))).Should().Be(true);
}
