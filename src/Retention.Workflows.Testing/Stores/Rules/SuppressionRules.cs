using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing;

internal static class SuppressionRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        Suppressions_come_back_as_they_were_stored,
        A_suppression_that_is_there_stays_as_it_is,
        A_suppression_is_taken_back_by_its_topic,
        Suppressions_belong_to_their_partition,
        Suppressions_of_a_transaction_that_is_undone_are_not_kept,
    ];

    private static async Task Suppressions_come_back_as_they_were_stored(StoreTrial trial)
    {
        Suppression[] rows = [Row("a", null, "hard-bounce"), Row("b", Topic.Marketing, "unsubscribed"), Row("b", new Topic("news"), "complaint")];
        await trial.WriteAsync(t => t.Suppressions.SaveAsync([rows[2], rows[0], rows[1]], trial.Token)).ConfigureAwait(false);
        Expect.Sequence(rows, await FindAsync(trial, "b", "a", "b", "c").ConfigureAwait(false), "Suppressions");
        Expect.Sequence([rows[0]], await FindAsync(trial, "a").ConfigureAwait(false), "Suppressions of one address");
        Expect.Sequence([], await FindAsync(trial).ConfigureAwait(false), "Suppressions of no address");
    }

    private static async Task A_suppression_that_is_there_stays_as_it_is(StoreTrial trial)
    {
        var first = Row("a", null, "hard-bounce");
        await trial.WriteAsync(t => t.Suppressions.SaveAsync([first, Row("a", null, "complaint")], trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Suppressions.SaveAsync([Row("a", null, "unsubscribed") with { Since = Rows.Noon.AddDays(1) }], trial.Token)).ConfigureAwait(false);
        Expect.Sequence([first], await FindAsync(trial, "a").ConfigureAwait(false), "Suppressions");
    }

    private static async Task A_suppression_is_taken_back_by_its_topic(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Suppressions.SaveAsync([Row("a", null, "hard-bounce"), Row("a", Topic.Marketing, "unsubscribed")], trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(async t =>
        {
            Expect.That(await t.Suppressions.RemoveAsync("a", Topic.Marketing, trial.Token).ConfigureAwait(false), "Taking back what is there answered no.");
            Expect.That(!await t.Suppressions.RemoveAsync("a", Topic.Marketing, trial.Token).ConfigureAwait(false), "Taking back what is gone answered yes.");
        }).ConfigureAwait(false);
        Expect.Sequence([Row("a", null, "hard-bounce")], await FindAsync(trial, "a").ConfigureAwait(false), "Suppressions");
    }

    private static async Task Suppressions_belong_to_their_partition(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Suppressions.SaveAsync([Row("a", null, "hard-bounce")], trial.Token), partition: 1).ConfigureAwait(false);
        Expect.Sequence([], await FindAsync(trial, "a").ConfigureAwait(false), "Suppressions of another partition");
    }

    private static async Task Suppressions_of_a_transaction_that_is_undone_are_not_kept(StoreTrial trial)
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

    private static Suppression Row(string address, Topic? topic, string reason) => new() { Address = address, Topic = topic, Reason = reason, Since = Rows.Noon };

    private static Task<IReadOnlyList<Suppression>> FindAsync(StoreTrial trial, params string[] addresses) =>
        trial.ReadAsync(t => t.Suppressions.FindAsync(addresses, trial.Token));
}
