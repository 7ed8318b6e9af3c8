using Retention.Workflows.Storage;
using Retention.Workflows.Testing.Stores;

namespace Retention.Workflows.Testing;

/// <summary>
/// The rules for every <see cref="IRetentionStore"/>. Derive from this class, implement the creation of a store, and run all
/// <see cref="Rules"/>.
/// </summary>
/// <remarks>
/// The contract is independent of any test framework. With xUnit:
/// <code>
/// public static TheoryData&lt;string&gt; Names => [.. Rules];
///
/// [Theory, MemberData(nameof(Names))]
/// public Task Holds(string rule) => RunAsync(rule, TestContext.Current.CancellationToken);
/// </code>
/// In this way, rules that are added later apply to every store. Each run creates its own store, so rules may run concurrently.
/// </remarks>
public abstract class RetentionStoreContract
{
    /// <summary>The names of all rules; each is a sentence.</summary>
    public static IReadOnlyList<string> Rules { get; } = [.. StoreRule.All.Keys];

    /// <summary>
    /// True (default) if a transaction on one partition can be open while another partition is used. False for SQLite, which has a single
    /// writer.
    /// </summary>
    protected virtual bool PartitionsAreIndependent => true;

    /// <summary>
    /// The number of random runs that are compared with the in-memory store; 20 by default. Each run makes some hundred calls.
    /// </summary>
    protected virtual int RandomRuns => 20;

    /// <summary>
    /// The seed of the first random run; 1 by default. A failure contains the seed of its run: set it here to reproduce the failure.
    /// </summary>
    protected virtual int FirstSeed => 1;

    /// <summary>Checks one rule on a new store.</summary>
    /// <param name="rule">One of <see cref="Rules"/>.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="ArgumentException">The rule does not exist.</exception>
    /// <exception cref="ContractViolationException">The store violates the rule.</exception>
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
                throw new ContractViolationException(
                    $"The store violates the rule {rule}: {exception.GetType().Name}, {exception.Message}", exception);
            }
        }
    }

    /// <summary>Creates an empty store with this number of partitions; the contract initializes it.</summary>
    protected abstract Task<IRetentionStore> CreateAsync(int partitions);

    /// <summary>
    /// Reopens a persistent store after the contract has closed it. The default, for stores without persistence, returns
    /// <see langword="null"/>.
    /// </summary>
    /// <param name="store">The store that was created; already closed.</param>
    protected virtual Task<IRetentionStore?> ReopenAsync(IRetentionStore store) => Task.FromResult<IRetentionStore?>(null);

    /// <summary>Closes a store; the default implementation disposes it if it is disposable.</summary>
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
