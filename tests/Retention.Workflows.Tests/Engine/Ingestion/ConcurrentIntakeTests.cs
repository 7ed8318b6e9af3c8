using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Engine.Ingestion;

/// <summary>Calls that append events at the same time, or fail half way.</summary>
public sealed class ConcurrentIntakeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public Task What_other_partitions_committed_stays_when_one_fails_and_a_repeated_call_stores_the_rest(int partitions) =>
        ConcurrentIntakeTrial.FailAsync(() => new InMemoryRetentionStore(partitions));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public Task A_cancelled_call_keeps_what_it_committed_and_a_repeated_call_stores_the_rest(int partitions) =>
        ConcurrentIntakeTrial.CancelAsync(() => new InMemoryRetentionStore(partitions));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public Task Calls_that_wait_for_the_same_partition_share_a_commit(int partitions) =>
        ConcurrentIntakeTrial.ShareAsync(() => new InMemoryRetentionStore(partitions));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public Task A_failure_of_one_call_does_not_affect_calls_that_wait_with_it(int partitions) =>
        ConcurrentIntakeTrial.FailAloneAsync(() => new InMemoryRetentionStore(partitions));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public Task A_cancelled_call_does_not_affect_calls_that_wait_with_it(int partitions) =>
        ConcurrentIntakeTrial.CancelAloneAsync(() => new InMemoryRetentionStore(partitions));
}
