using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class JoinRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        What_is_done_on_several_partitions_is_kept_together,
        What_is_done_on_several_partitions_is_undone_together,
        A_partition_that_was_taken_in_is_held_until_the_end,
        Partitions_are_taken_in_in_their_order_only,
        Only_the_first_one_commits_and_takes_in_more,
        After_a_failure_on_one_partition_nothing_of_the_others_is_kept,
        Callers_who_take_in_the_same_partitions_at_once_take_turns,
    ];

    private static async Task What_is_done_on_several_partitions_is_kept_together(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 4).ConfigureAwait(false);
        var first = await trial.BeginAsync().ConfigureAwait(false);
        await using (first.ConfigureAwait(false))
        {
            var (second, last) = (await first.JoinAsync(1, trial.Token).ConfigureAwait(false), await first.JoinAsync(3, trial.Token).ConfigureAwait(false));
            Expect.Sequence([0, 1, 3], [first.Partition, second.Partition, last.Partition], "Partitions of a transaction");
            foreach (var (transaction, customer) in new[] { (last, "dan"), (first, "ada"), (second, "bob") })
                await WriteAsync(transaction, customer, trial.Token).ConfigureAwait(false);
            await second.DisposeAsync().ConfigureAwait(false);
            await first.CommitAsync(trial.Token).ConfigureAwait(false);
        }

        foreach (var partition in (int[])[0, 1, 3])
        {
            Expect.Equal(2, await trial.ReadAsync(t => AllRows.CountAsync(t, trial.Token), partition).ConfigureAwait(false), $"Rows of partition {partition}");
            Expect.That(await trial.ReadAsync(t => Task.FromResult(t.AllocateIds(1)), partition).ConfigureAwait(false) > 3, "Numbers that a partition which was taken in gave are given again.");
        }
    }

    private static async Task What_is_done_on_several_partitions_is_undone_together(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        var first = await trial.BeginAsync().ConfigureAwait(false);
        await using (first.ConfigureAwait(false))
        {
            await WriteAsync(await first.JoinAsync(1, trial.Token).ConfigureAwait(false), "bob", trial.Token).ConfigureAwait(false);
            await WriteAsync(first, "ada", trial.Token).ConfigureAwait(false);
        }

        for (var partition = 0; partition < 2; partition++)
            Expect.Equal(0, await trial.ReadAsync(t => AllRows.CountAsync(t, trial.Token), partition).ConfigureAwait(false), $"Rows of partition {partition}");
    }

    private static async Task A_partition_that_was_taken_in_is_held_until_the_end(StoreTrial trial)
    {
        var store = await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        var first = await trial.BeginAsync().ConfigureAwait(false);
        var second = await first.JoinAsync(1, trial.Token).ConfigureAwait(false);
        await second.DisposeAsync().ConfigureAwait(false);
        Expect.That(await store.TryBeginAsync(1, trial.Token).ConfigureAwait(false) is null, "TryBeginAsync began a second transaction on a partition that another one had taken in.");
        await first.CommitAsync(trial.Token).ConfigureAwait(false);
        var next = await store.TryBeginAsync(1, trial.Token).ConfigureAwait(false);
        Expect.That(next is not null, "TryBeginAsync answered null after the commit.");
        await next!.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task Partitions_are_taken_in_in_their_order_only(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 4).ConfigureAwait(false);
        foreach (var partition in (int[])[-1, 0, 1, 2, 4])
        {
            var first = await trial.BeginAsync(1).ConfigureAwait(false);
            await using (first.ConfigureAwait(false))
            {
                await first.JoinAsync(2, trial.Token).ConfigureAwait(false);
                await Expect.ThrowsAsync<ArgumentOutOfRangeException>(() => first.JoinAsync(partition, trial.Token), $"Taking partition {partition} in behind 2 of 4").ConfigureAwait(false);
            }
        }
    }

    private static async Task Only_the_first_one_commits_and_takes_in_more(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 3).ConfigureAwait(false);
        var first = await trial.BeginAsync().ConfigureAwait(false);
        await using (first.ConfigureAwait(false))
        {
            var second = await first.JoinAsync(1, trial.Token).ConfigureAwait(false);
            await Expect.ThrowsAsync<InvalidOperationException>(() => second.CommitAsync(trial.Token), "Committing a partition that was taken in").ConfigureAwait(false);
        }

        first = await trial.BeginAsync().ConfigureAwait(false);
        await using (first.ConfigureAwait(false))
        {
            var second = await first.JoinAsync(1, trial.Token).ConfigureAwait(false);
            await Expect.ThrowsAsync<InvalidOperationException>(() => second.JoinAsync(2, trial.Token), "Taking a partition into one that was taken in").ConfigureAwait(false);
        }
    }

    private static async Task After_a_failure_on_one_partition_nothing_of_the_others_is_kept(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        var first = await trial.BeginAsync().ConfigureAwait(false);
        await using (first.ConfigureAwait(false))
        {
            var second = await first.JoinAsync(1, trial.Token).ConfigureAwait(false);
            await WriteAsync(first, "ada", trial.Token).ConfigureAwait(false);
            await Expect.ThrowsAsync<RetentionStoreException>(() => second.Enrollments.UpdateAsync([Rows.Enrollment(9, Rows.Bob) with { Id = new EnrollmentId(1, 9) }], trial.Token), "Replacing an enrollment that is not there").ConfigureAwait(false);
            await Expect.ThrowsAsync<InvalidOperationException>(() => first.CommitAsync(trial.Token), "Committing behind a failure").ConfigureAwait(false);
        }

        Expect.Equal(0, await trial.ReadAsync(t => AllRows.CountAsync(t, trial.Token)).ConfigureAwait(false), "Rows behind a failure");
    }

    private static async Task Callers_who_take_in_the_same_partitions_at_once_take_turns(StoreTrial trial)
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
        Expect.Equal(Callers, taken.Distinct().Count(), "Numbers that callers at once took");
    }

    private static async Task WriteAsync(IPartitionTransaction transaction, string customer, CancellationToken token)
    {
        transaction.AllocateIds(3);
        await transaction.Customers.SaveAsync([Rows.Customer(customer)], token).ConfigureAwait(false);
        await transaction.Events.AppendAsync([Rows.Bought($"order-{customer}", new CustomerId(customer), Rows.Noon, 5)], token).ConfigureAwait(false);
    }
}
