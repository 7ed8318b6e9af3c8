using Retention.Workflows.Tests.Engine.Ingestion;

namespace Retention.Workflows.Sqlite.Tests;

public sealed class SqliteIntakeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Ingested_events_have_the_same_effect_on_this_store(int partitions)
    {
        using var folder = new TemporaryFolder();
        await IntakeTrial.RunAsync(() => Db.Store(folder.PathOf("shop.db"), options => options.Partitions = partitions));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task What_other_partitions_committed_stays_when_one_fails_and_a_repeated_call_stores_the_rest(int partitions)
    {
        using var folder = new TemporaryFolder();
        await ConcurrentIntakeTrial.FailAsync(() => Db.Store(folder.PathOf("shop.db"), options => options.Partitions = partitions));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_cancelled_call_keeps_what_it_committed_and_a_repeated_call_stores_the_rest(int partitions)
    {
        using var folder = new TemporaryFolder();
        await ConcurrentIntakeTrial.CancelAsync(() => Db.Store(folder.PathOf("shop.db"), options => options.Partitions = partitions));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Calls_that_wait_for_the_same_partition_share_a_commit(int partitions)
    {
        using var folder = new TemporaryFolder();
        await ConcurrentIntakeTrial.ShareAsync(() => Db.Store(folder.PathOf("shop.db"), options => options.Partitions = partitions));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_failure_of_one_call_does_not_affect_calls_that_wait_with_it(int partitions)
    {
        using var folder = new TemporaryFolder();
        await ConcurrentIntakeTrial.FailAloneAsync(() => Db.Store(folder.PathOf("shop.db"), options => options.Partitions = partitions));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_cancelled_call_does_not_affect_calls_that_wait_with_it(int partitions)
    {
        using var folder = new TemporaryFolder();
        await ConcurrentIntakeTrial.CancelAloneAsync(() => Db.Store(folder.PathOf("shop.db"), options => options.Partitions = partitions));
    }
}
