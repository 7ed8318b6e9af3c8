using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class JoinRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        Changes_of_several_partitions_are_committed_together,
        Changes_of_several_partitions_are_rolled_back_together,
        A_joined_partition_is_locked_until_the_end,
        Partitions_are_joined_in_their_order_only,
        Only_the_first_transaction_commits_and_joins_more,
        After_a_failure_on_one_partition_nothing_is_committed,
        Concurrent_callers_that_join_the_same_partitions_take_turns,
    ];

    private static async Task Changes_of_several_partitions_are_committed_together(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 4).ConfigureAwait(false);
        var first = await trial.BeginAsync().ConfigureAwait(false);
        await using (first.ConfigureAwait(false))
        {
            var (second, last) =
                (await first.JoinAsync(1, trial.Token).ConfigureAwait(false), await first.JoinAsync(3, trial.Token).ConfigureAwait(false));
            Expect.Sequence([0, 1, 3], [first.Partition, second.Partition, last.Partition], "Partitions of a transaction");
            foreach (var (transaction, customer) in new[] { (last, "dan"), (first, "ada"), (second, "bob") })
                await WriteAsync(transaction, customer, trial.Token).ConfigureAwait(false);
            await second.DisposeAsync().ConfigureAwait(false);
            await first.CommitAsync(trial.Token).ConfigureAwait(false);
        }

        foreach (var partition in (int[])[0, 1, 3])
        {
            Expect.Equal(2, await trial.ReadAsync(t => AllRows.CountAsync(t, trial.Token), partition).ConfigureAwait(false),
                $"Rows of partition {partition}");
            Expect.That(await trial.ReadAsync(t => Task.FromResult(t.AllocateIds(1)), partition).ConfigureAwait(false) > 3,
                "Numbers of a joined partition are allocated again.");
        }
    }

    private static async Task Changes_of_several_partitions_are_rolled_back_together(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        var first = await trial.BeginAsync().ConfigureAwait(false);
        await using (first.ConfigureAwait(false))
        {
            await WriteAsync(await first.JoinAsync(1, trial.Token).ConfigureAwait(false), "bob", trial.Token).ConfigureAwait(false);
            await WriteAsync(first, "ada", trial.Token).ConfigureAwait(false);
        }

        for (var partition = 0; partition < 2; partition++)
            Expect.Equal(0, await trial.ReadAsync(t => AllRows.CountAsync(t, trial.Token), partition).ConfigureAwait(false),
                $"Rows of partition {partition}");
    }

    private static async Task A_joined_partition_is_locked_until_the_end(StoreTrial trial)
    {
        var store = await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        var first = await trial.BeginAsync().ConfigureAwait(false);
        var second = await first.JoinAsync(1, trial.Token).ConfigureAwait(false);
        await second.DisposeAsync().ConfigureAwait(false);
        Expect.That(await store.TryBeginAsync(1, trial.Token).ConfigureAwait(false) is null,
            "TryBeginAsync began a second transaction on a partition that another one had joined.");
        await first.CommitAsync(trial.Token).ConfigureAwait(false);
        var next = await store.TryBeginAsync(1, trial.Token).ConfigureAwait(false);
        Expect.That(next is not null, "TryBeginAsync returned null after the commit.");
        await next!.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task Partitions_are_joined_in_their_order_only(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 4).ConfigureAwait(false);
        foreach (var partition in (int[])[-1, 0, 1, 2, 4])
        {
            var first = await trial.BeginAsync(1).ConfigureAwait(false);
            await using (first.ConfigureAwait(false))
            {
                await first.JoinAsync(2, trial.Token).ConfigureAwait(false);
                await Expect.ThrowsAsync<ArgumentOutOfRangeException>(
                    () => first.JoinAsync(partition, trial.Token), $"Joining partition {partition} after 2 of 4").ConfigureAwait(false);
            }
        }
    }

    private static async Task Only_the_first_transaction_commits_and_joins_more(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 3).ConfigureAwait(false);
        var first = await trial.BeginAsync().ConfigureAwait(false);
        await using (first.ConfigureAwait(false))
        {
            var second = await first.JoinAsync(1, trial.Token).ConfigureAwait(false);
            await Expect.ThrowsAsync<InvalidOperationException>(
                () => second.CommitAsync(trial.Token), "Committing a joined partition").ConfigureAwait(false);
        }

        first = await trial.BeginAsync().ConfigureAwait(false);
        await using (first.ConfigureAwait(false))
        {
            var second = await first.JoinAsync(1, trial.Token).ConfigureAwait(false);
            await Expect.ThrowsAsync<InvalidOperationException>(
                () => second.JoinAsync(2, trial.Token), "Joining a partition to a joined one").ConfigureAwait(false);
        }
    }

    private static async Task After_a_failure_on_one_partition_nothing_is_committed(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        var first = await trial.BeginAsync().ConfigureAwait(false);
        await using (first.ConfigureAwait(false))
        {
            var second = await first.JoinAsync(1, trial.Token).ConfigureAwait(false);
            await WriteAsync(first, "ada", trial.Token).ConfigureAwait(false);
            await Expect.ThrowsAsync<RetentionStoreException>(() => second.Enrollments.UpdateAsync([Rows.Enrollment(
                9, Rows.Bob) with { Id = new EnrollmentId(1, 9) }], trial.Token), "Updating a missing row").ConfigureAwait(false);
            await Expect.ThrowsAsync<InvalidOperationException>(
                () => first.CommitAsync(trial.Token), "Committing after a failure").ConfigureAwait(false);
        }

        Expect.Equal(0, await trial.ReadAsync(t => AllRows.CountAsync(t, trial.Token)).ConfigureAwait(false), "Rows after a failure");
    }

    private static async Task Concurrent_callers_that_join_the_same_partitions_take_turns(StoreTrial trial)
    {
        const int Callers = 8;
        var store = await trial.StoreAsync(partitions: 3).ConfigureAwait(false);
        var taken = await Task.WhenAll(Enumerable.Range(0, Callers).Select(number => Task.Run(
            async () =>
            {
                var first = await store.BeginAsync(number % 2, trial.Token).ConfigureAwait(false);
                await using (first.ConfigureAwait(false))
                {
                    var last = await first.JoinAsync(2, trial.Token).ConfigureAwait(false);
                    var numbers = last.AllocateIds(1);
                    await first.CommitAsync(trial.Token).ConfigureAwait(false);
                    return numbers;
                }
            },
            trial.Token))).ConfigureAwait(false);
        Expect.Equal(Callers, taken.Distinct().Count(), "Numbers allocated by concurrent callers");
    }

    private static async Task WriteAsync(IPartitionTransaction transaction, string customer, CancellationToken token)
    {
        transaction.AllocateIds(3);
        await transaction.Customers.SaveAsync([Rows.Customer(customer)], token).ConfigureAwait(false);
        await transaction.Events.AppendAsync(
            [Rows.Bought($"order-{customer}", new CustomerId(customer), Rows.Noon, 5)], token).ConfigureAwait(false);
    }
}
