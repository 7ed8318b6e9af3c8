using System.Globalization;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class RandomRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } = [Random_calls_are_answered_as_the_in_memory_store_answers_them];

    private static async Task Random_calls_are_answered_as_the_in_memory_store_answers_them(StoreTrial trial)
    {
        var (first, runs) = (trial.Contract.Seed, trial.Contract.Runs);
        for (var seed = first; seed < first + runs; seed++)
        {
            var store = new StoreTrial(trial.Contract, trial.Token);
            await using (store.ConfigureAwait(false))
            {
                await RunAsync(seed, await store.StoreAsync().ConfigureAwait(false), trial.Token).ConfigureAwait(false);
            }
        }
    }

    private static async Task RunAsync(int seed, IRetentionStore store, CancellationToken token)
    {
        const int transactions = 30;
        var calls = new RandomCalls(new Random(seed));
        var model = new InMemoryRetentionStore(partitions: 1);
        for (var number = 1; number <= transactions; number++)
        {
            var before = calls.Remember();
            var expected = await model.BeginAsync(0, token).ConfigureAwait(false);
            await using (expected.ConfigureAwait(false))
            {
                var actual = await store.BeginAsync(0, token).ConfigureAwait(false);
                await using (actual.ConfigureAwait(false))
                {
                    if (await AgreeAsync(seed, number, calls, expected, actual, token).ConfigureAwait(false))
                        continue;
                }
            }

            calls.GoBackTo(before);
        }
    }

    /// <summary>Runs one transaction on both stores; returns true if it was committed.</summary>
    private static async Task<bool> AgreeAsync(
        int seed, int number, RandomCalls calls, IPartitionTransaction expected, IPartitionTransaction actual, CancellationToken token)
    {
        var count = calls.Length();
        for (var index = 0; index < count; index++)
        {
            var call = calls.Next();
            var wanted = await AnswerAsync(call, expected, token).ConfigureAwait(false);
            var got = await AnswerAsync(call, actual, token).ConfigureAwait(false);
            if (wanted != got)
            {
                throw new ContractViolationException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Seed {seed}, transaction {number}, call {index + 1} ({call.Name}): expected\n{wanted}\nbut got\n{got}"));
            }

            if (wanted.StartsWith("throws", StringComparison.Ordinal))
                return false;
        }

        if (!calls.Commits())
            return false;
        await expected.CommitAsync(token).ConfigureAwait(false);
        await actual.CommitAsync(token).ConfigureAwait(false);
        return true;
    }

    private static async Task<string> AnswerAsync(RandomCall call, IPartitionTransaction transaction, CancellationToken token)
    {
        try
        {
            return await call.Run(transaction, token).ConfigureAwait(false);
        }
        catch (RetentionStoreException exception)
        {
            return $"throws {exception.GetType().Name}";
        }
    }
}
