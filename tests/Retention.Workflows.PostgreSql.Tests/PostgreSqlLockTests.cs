using System.Globalization;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Tests;

/// <summary>The server's state after a lock was not acquired.</summary>
public sealed class PostgreSqlLockTests(PostgreSqlFixture fixture)
{
    [Fact]
    public async Task A_lock_that_is_not_acquired_leaves_no_transaction_open()
    {
        var schema = fixture.NewSchema();
        await using var holder = await fixture.OpenAsync(options => (options.Schema, options.Partitions) = (schema, 2));
        await using var store = await fixture.OpenAsync(options =>
            (options.DataSource, options.ConnectionString, options.Schema) = (null, fixture.ConnectionString
                + $";Application Name={schema}", schema));
        await using var held = await holder.BeginAsync(0, Db.Token);

        (await store.TryBeginAsync(0, Db.Token)).Should().BeNull();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Db.Token);
        var waiting = store.BeginAsync(0, enough.Token);
        await enough.CancelAsync();
        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();

        (await fixture.RunAsync(string.Create(CultureInfo.InvariantCulture,
            $"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{schema}' AND state <> 'idle'")))
            .Should().Be(0L);
        await using var other = await store.TryBeginAsync(1, Db.Token);
        other.Should().NotBeNull();
    }
}
