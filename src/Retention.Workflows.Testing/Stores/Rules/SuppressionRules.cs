using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class SuppressionRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        Suppressions_come_back_as_they_were_stored,
        An_existing_suppression_does_not_change,
        A_suppression_is_removed_by_its_topic,
        A_suppression_holds_in_every_partition_from_its_commit_on,
        The_first_suppression_is_kept_in_whatever_partition_it_was,
        A_suppression_is_removed_from_any_partition,
        Suppressions_of_a_transaction_that_is_rolled_back_are_not_kept,
    ];

    private static async Task Suppressions_come_back_as_they_were_stored(StoreTrial trial)
    {
        Suppression[] rows = [Row("a", null, "hard-bounce"), Row("b", Topic.Marketing, "unsubscribed"),
            Row("b", new Topic("news"), "complaint")];
        await trial.WriteAsync(t => t.Suppressions.SaveAsync([rows[2], rows[0], rows[1]], trial.Token)).ConfigureAwait(false);
        Expect.Sequence(rows, await FindAsync(trial, "b", "a", "b", "c").ConfigureAwait(false), "Suppressions");
        Expect.Sequence([rows[0]], await FindAsync(trial, "a").ConfigureAwait(false), "Suppressions of one address");
        Expect.Sequence([], await FindAsync(trial).ConfigureAwait(false), "Suppressions of no address");
    }

    private static async Task An_existing_suppression_does_not_change(StoreTrial trial)
    {
        var first = Row("a", null, "hard-bounce");
        await trial.WriteAsync(t => t.Suppressions.SaveAsync([first, Row("a", null, "complaint")], trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Suppressions.SaveAsync(
            [Row("a", null, "unsubscribed") with { Since = Rows.Noon.AddDays(1) }], trial.Token)).ConfigureAwait(false);
        Expect.Sequence([first], await FindAsync(trial, "a").ConfigureAwait(false), "Suppressions");
    }

    private static async Task A_suppression_is_removed_by_its_topic(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Suppressions.SaveAsync(
            [Row("a", null, "hard-bounce"), Row("a", Topic.Marketing, "unsubscribed")], trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(async t =>
        {
            Expect.That(await t.Suppressions.RemoveAsync("a", Topic.Marketing, trial.Token).ConfigureAwait(false),
                "Removing an existing suppression returned false.");
            Expect.That(!await t.Suppressions.RemoveAsync("a", Topic.Marketing, trial.Token).ConfigureAwait(false),
                "Removing a missing suppression returned true.");
        }).ConfigureAwait(false);
        Expect.Sequence([Row("a", null, "hard-bounce")], await FindAsync(trial, "a").ConfigureAwait(false), "Suppressions");
    }

    private static async Task A_suppression_holds_in_every_partition_from_its_commit_on(StoreTrial trial)
    {
        var store = await trial.StoreAsync(partitions: 3).ConfigureAwait(false);
        Suppression[] rows = [.. Enumerable.Range(0, 20).Select(number => Row($"address-{number:00}", null, "hard-bounce"))];
        await trial.WriteAsync(t => t.Suppressions.SaveAsync(rows, trial.Token), partition: 1).ConfigureAwait(false);
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            var found = await trial.ReadAsync(
                t => t.Suppressions.FindAsync([.. rows.Select(row => row.Address)], trial.Token), partition).ConfigureAwait(false);
            Expect.Sequence(rows, found, "Suppressions that a transaction of another partition finds");
        }
    }

    private static async Task The_first_suppression_is_kept_in_whatever_partition_it_was(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        await trial.WriteAsync(
            t => t.Suppressions.SaveAsync([Row("a", null, "hard-bounce")], trial.Token), partition: 1).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Suppressions.SaveAsync(
            [Row("a", null, "complaint"), Row("a", Topic.Marketing, "unsubscribed")], trial.Token)).ConfigureAwait(false);
        Expect.Sequence([Row("a", null, "hard-bounce"), Row("a", Topic.Marketing, "unsubscribed")],
            await FindAsync(trial, "a").ConfigureAwait(false), "Suppressions");
    }

    private static async Task A_suppression_is_removed_from_any_partition(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        await trial.WriteAsync(
            t => t.Suppressions.SaveAsync([Row("a", null, "hard-bounce")], trial.Token), partition: 1).ConfigureAwait(false);
        await trial.WriteAsync(async t =>
        {
            Expect.That(await t.Suppressions.RemoveAsync("a", null, trial.Token).ConfigureAwait(false),
                "Removing a suppression of another partition returned false.");
            Expect.Sequence([], await t.Suppressions.FindAsync(["a"], trial.Token).ConfigureAwait(false),
                "Suppressions after the removal in the same transaction");
        }).ConfigureAwait(false);
        var found = await trial.ReadAsync(t => t.Suppressions.FindAsync(["a"], trial.Token), partition: 1).ConfigureAwait(false);
        Expect.Sequence([], found, "Suppressions after the removal");
    }

    private static async Task Suppressions_of_a_transaction_that_is_rolled_back_are_not_kept(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Suppressions.SaveAsync([Row("a", null, "hard-bounce")], trial.Token)).ConfigureAwait(false);
        var undone = await trial.BeginAsync().ConfigureAwait(false);
        await using (undone.ConfigureAwait(false))
        {
            await undone.Suppressions.SaveAsync([Row("b", null, "hard-bounce")], trial.Token).ConfigureAwait(false);
            await undone.Suppressions.RemoveAsync("a", null, trial.Token).ConfigureAwait(false);
        }

        Expect.Sequence([Row("a", null, "hard-bounce")], await FindAsync(trial, "a", "b").ConfigureAwait(false), "Suppressions");
    }

    private static Suppression Row(string address, Topic? topic, string reason) =>
        new() { Address = address, Topic = topic, Reason = reason, Since = Rows.Noon };

    private static Task<IReadOnlyList<Suppression>> FindAsync(StoreTrial trial, params string[] addresses) =>
        trial.ReadAsync(t => t.Suppressions.FindAsync(addresses, trial.Token));
}
