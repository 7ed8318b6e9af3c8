using Retention.Workflows.Storage;
using Retention.Workflows.Testing.Stores;

namespace Retention.Workflows.Testing;

/// <summary>The rules that every <see cref="IRetentionStore"/> keeps. Derive from it, say how a store is made, and run all <see cref="Rules"/>.</summary>
/// <remarks>
/// Knows no test framework. With xUnit:
/// <code>
/// public static TheoryData&lt;string&gt; Names => [.. Rules];
///
/// [Theory, MemberData(nameof(Names))]
/// public Task Holds(string rule) => RunAsync(rule, TestContext.Current.CancellationToken);
/// </code>
/// Rules that are added later reach every store this way. Each run makes a store of its own, so rules may run at the same time.
/// </remarks>
public abstract class RetentionStoreContract
{
    /// <summary>The names of all rules, a sentence each.</summary>
    public static IReadOnlyList<string> Rules { get; } = [.. StoreRule.All.Keys];

    /// <summary>Whether a transaction on one partition can be held while another partition is worked on; default yes. SQLite has one writer, so no.</summary>
    protected virtual bool PartitionsAreIndependent => true;

    /// <summary>How many random runs are compared with the in-memory store; default 20. Each takes some hundred calls.</summary>
    protected virtual int RandomRuns => 20;

    /// <summary>The seed of the first random run; default 1. A failure names the seed of its run: put it here to see it again.</summary>
    protected virtual int FirstSeed => 1;

    /// <summary>Checks one rule on a new store.</summary>
    /// <param name="rule">One of <see cref="Rules"/>.</param>
    /// <param name="cancellationToken">Stops the check.</param>
    /// <exception cref="ArgumentException">There is no such rule.</exception>
    /// <exception cref="ContractViolationException">The store breaks the rule.</exception>
    public async Task RunAsync(string rule, CancellationToken cancellationToken = default)
    {
        if (!StoreRule.All.TryGetValue(rule, out var check))
            throw new ArgumentException($"There is no rule '{rule}'.", nameof(rule));
        var trial = new StoreTrial(this, cancellationToken);
        await using (trial.ConfigureAwait(false))
        {
            try
            {
                await check(trial).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not (ContractViolationException or OperationCanceledException))
            {
                throw new ContractViolationException($"The store breaks the rule {rule}: {exception.GetType().Name}, {exception.Message}", exception);
            }
        }
    }

    /// <summary>Makes an empty store with so many partitions; the contract initializes it.</summary>
    protected abstract Task<IRetentionStore> CreateAsync(int partitions);

    /// <summary>Opens anew what a store kept, after the contract has released it; the default, for stores that keep nothing beyond their life, is <see langword="null"/>.</summary>
    /// <param name="store">The store as it was made; already released.</param>
    protected virtual Task<IRetentionStore?> ReopenAsync(IRetentionStore store) => Task.FromResult<IRetentionStore?>(null);

    /// <summary>Lets go of a store; the default disposes it where it can be disposed.</summary>
    protected virtual async ValueTask ReleaseAsync(IRetentionStore store)
    {
        if (store is IAsyncDisposable disposable)
            await disposable.DisposeAsync().ConfigureAwait(false);
    }

    internal bool AreIndependent => PartitionsAreIndependent;

    internal int Runs => RandomRuns;

    internal int Seed => FirstSeed;

    internal Task<IRetentionStore> MakeAsync(int partitions) => CreateAsync(partitions);

    internal Task<IRetentionStore?> OpenAgainAsync(IRetentionStore store) => ReopenAsync(store);

    internal ValueTask LetGoAsync(IRetentionStore store) => ReleaseAsync(store);
}
