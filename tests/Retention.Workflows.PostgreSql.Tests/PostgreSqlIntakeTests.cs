using Retention.Workflows.Tests.Engine.Ingestion;

namespace Retention.Workflows.PostgreSql.Tests;

public sealed class PostgreSqlIntakeTests(PostgreSqlFixture fixture)
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Ingested_events_have_the_same_effect_on_this_store(int partitions)
    {
        fixture.SkipWithoutServer();
        var schema = fixture.NewSchema();
        await IntakeTrial.RunAsync(() =>
            fixture.Store(options => (options.Schema, options.Partitions, options.Clock) = (schema, partitions, PostgreSqlClock.Host)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task What_other_partitions_committed_stays_when_one_fails_and_a_repeated_call_stores_the_rest(int partitions)
    {
        fixture.SkipWithoutServer();
        var schema = fixture.NewSchema();
        await ConcurrentIntakeTrial.FailAsync(() =>
            fixture.Store(options => (options.Schema, options.Partitions, options.Clock) = (schema, partitions, PostgreSqlClock.Host)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_cancelled_call_keeps_what_it_committed_and_a_repeated_call_stores_the_rest(int partitions)
    {
        fixture.SkipWithoutServer();
        var schema = fixture.NewSchema();
        await ConcurrentIntakeTrial.CancelAsync(() =>
            fixture.Store(options => (options.Schema, options.Partitions, options.Clock) = (schema, partitions, PostgreSqlClock.Host)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Calls_that_wait_for_the_same_partition_share_a_commit(int partitions)
    {
        fixture.SkipWithoutServer();
        var schema = fixture.NewSchema();
        await ConcurrentIntakeTrial.ShareAsync(() =>
            fixture.Store(options => (options.Schema, options.Partitions, options.Clock) = (schema, partitions, PostgreSqlClock.Host)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_failure_of_one_call_does_not_affect_calls_that_wait_with_it(int partitions)
    {
        fixture.SkipWithoutServer();
        var schema = fixture.NewSchema();
        await ConcurrentIntakeTrial.FailAloneAsync(() =>
            fixture.Store(options => (options.Schema, options.Partitions, options.Clock) = (schema, partitions, PostgreSqlClock.Host)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_cancelled_call_does_not_affect_calls_that_wait_with_it(int partitions)
    {
        fixture.SkipWithoutServer();
        var schema = fixture.NewSchema();
        await ConcurrentIntakeTrial.CancelAloneAsync(() =>
            fixture.Store(options => (options.Schema, options.Partitions, options.Clock) = (schema, partitions, PostgreSqlClock.Host)));
    }
}
