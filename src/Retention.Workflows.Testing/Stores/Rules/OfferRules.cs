using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class OfferRules
{
    private static readonly OfferName Ten = new("ten");

    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        An_offer_is_taken_up_to_its_limit_and_then_used_up,
        A_chunk_of_one_partition_is_not_there_for_others_until_it_is_given_back,
        What_a_rolled_back_transaction_took_is_there_again,
        An_offer_is_not_used_up_by_what_is_rolled_back,
        What_a_rolled_back_transaction_gave_back_is_not_there_for_others,
        A_limit_that_changes_holds_from_then_on,
        Offers_have_limits_of_their_own,
        Partitions_that_take_at_once_never_exceed_the_limit,
    ];

    private static async Task An_offer_is_taken_up_to_its_limit_and_then_used_up(StoreTrial trial)
    {
        foreach (var (count, taken, isUsedUp) in ((int, int, bool)[])[(1, 1, false), (3, 3, false), (2, 1, true), (1, 0, true)])
            Expect.Equal(new TakenVouchers(taken, isUsedUp), await TakeAsync(trial, count, limit: 5).ConfigureAwait(false),
                $"{count} vouchers of an offer with a limit of 5");
    }

    private static async Task A_chunk_of_one_partition_is_not_there_for_others_until_it_is_given_back(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 3).ConfigureAwait(false);
        // One per cent of 1,000 is a chunk of 10, of which 9 are not used.
        Expect.Equal(new TakenVouchers(1, false), await TakeAsync(trial, 1).ConfigureAwait(false), "The first voucher");
        Expect.Equal(new TakenVouchers(990, false), await TakeAsync(trial, 1_000, 1).ConfigureAwait(false), "All that is left");
        Expect.Equal(new TakenVouchers(0, false), await TakeAsync(trial, 1, 2).ConfigureAwait(false), "One more while a chunk is open");
        Expect.Equal(new TakenVouchers(2, false), await TakeAsync(trial, 2).ConfigureAwait(false), "Two of the chunk");

        Expect.Equal(true, await ReturnAsync(trial, 0).ConfigureAwait(false), "Whether there was anything to give back");
        Expect.Equal(false, await ReturnAsync(trial, 0).ConfigureAwait(false), "The same again");
        Expect.Equal(new TakenVouchers(7, true), await TakeAsync(trial, 8, 2).ConfigureAwait(false), "What was given back");
        Expect.Equal(new TakenVouchers(0, true), await TakeAsync(trial, 1).ConfigureAwait(false), "Another one");
    }

    private static async Task What_a_rolled_back_transaction_took_is_there_again(StoreTrial trial)
    {
        await TakeAsync(trial, 2, limit: 5).ConfigureAwait(false);
        await trial.ReadAsync(t => t.Vouchers.TakeAsync(Ten, 5, 3, trial.Token)).ConfigureAwait(false);
        Expect.Equal(new TakenVouchers(3, false), await TakeAsync(trial, 3, limit: 5).ConfigureAwait(false), "What was rolled back");
        await trial.ReadAsync(t => t.Vouchers.ReturnUnusedAsync(trial.Token)).ConfigureAwait(false);
        Expect.Equal(new TakenVouchers(0, true), await TakeAsync(trial, 1, limit: 5).ConfigureAwait(false), "One more");
    }

    private static async Task An_offer_is_not_used_up_by_what_is_rolled_back(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        Task<TakenVouchers> other;
        var undone = await trial.BeginAsync().ConfigureAwait(false);
        await using (undone.ConfigureAwait(false))
        {
            Expect.Equal(new TakenVouchers(5, false), await undone.Vouchers.TakeAsync(Ten, 5, 5, trial.Token).ConfigureAwait(false), "All");
            other = TakeAsync(trial, 2, 1, limit: 5); // a store may let it wait
        }

        Expect.That(!(await other.ConfigureAwait(false)).IsUsedUp, "An offer was used up by vouchers that were not issued.");
    }

    private static async Task What_a_rolled_back_transaction_gave_back_is_not_there_for_others(StoreTrial trial)
    {
        await trial.StoreAsync(partitions: 2).ConfigureAwait(false);
        await TakeAsync(trial, 1).ConfigureAwait(false); // a chunk of 10
        await TakeAsync(trial, 990, 1).ConfigureAwait(false);
        Task<TakenVouchers> other;
        var undone = await trial.BeginAsync().ConfigureAwait(false);
        await using (undone.ConfigureAwait(false))
        {
            await undone.Vouchers.ReturnUnusedAsync(trial.Token).ConfigureAwait(false);
            other = TakeAsync(trial, 9, 1); // a store may let it wait
        }

        var taken = (await other.ConfigureAwait(false)).Count + (await TakeAsync(trial, 9).ConfigureAwait(false)).Count;
        Expect.Equal(9, taken, "The last vouchers, which one partition gave back in a transaction that was rolled back");
    }

    private static async Task A_limit_that_changes_holds_from_then_on(StoreTrial trial)
    {
        Expect.Equal(new TakenVouchers(5, true), await TakeAsync(trial, 7, limit: 5).ConfigureAwait(false), "A limit of 5");
        Expect.Equal(new TakenVouchers(3, true), await TakeAsync(trial, 4, limit: 8).ConfigureAwait(false), "A limit of 8");
        Expect.Equal(new TakenVouchers(0, true), await TakeAsync(trial, 1, limit: 3).ConfigureAwait(false), "A limit of 3");
    }

    private static async Task Offers_have_limits_of_their_own(StoreTrial trial)
    {
        await TakeAsync(trial, 5, limit: 5).ConfigureAwait(false);
        var other = default(TakenVouchers);
        await trial.WriteAsync(async t => other = await t.Vouchers.TakeAsync(
            new OfferName("twenty"), 5, 5, trial.Token).ConfigureAwait(false)).ConfigureAwait(false);
        Expect.Equal(5, other.Count, "Vouchers of another offer");
    }

    private static async Task Partitions_that_take_at_once_never_exceed_the_limit(StoreTrial trial)
    {
        const int Limit = 137;
        await trial.StoreAsync(partitions: 4).ConfigureAwait(false);
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(partition => Task.Run(async () =>
        {
            var sum = 0;
            for (var turn = 0; turn < 25; turn++)
                sum += (await TakeAsync(trial, 1 + (turn % 3), partition, Limit).ConfigureAwait(false)).Count;
            return sum;
        }))).ConfigureAwait(false);
        Expect.Equal(Limit, taken.Sum(), "Vouchers that four partitions took at once");
    }

    private static async Task<TakenVouchers> TakeAsync(StoreTrial trial, int count, int partition = 0, int limit = 1_000)
    {
        var taken = default(TakenVouchers);
        await trial.WriteAsync(async t => taken = await t.Vouchers.TakeAsync(Ten, limit, count, trial.Token).ConfigureAwait(false),
            partition).ConfigureAwait(false);
        return taken;
    }

    private static async Task<bool> ReturnAsync(StoreTrial trial, int partition)
    {
        var any = false;
        await trial.WriteAsync(
            async t => any = await t.Vouchers.ReturnUnusedAsync(trial.Token).ConfigureAwait(false), partition).ConfigureAwait(false);
        return any;
    }
}
