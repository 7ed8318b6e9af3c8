using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores;

/// <summary>One rule on one new store: short ways to write and read, and the store itself.</summary>
internal sealed class StoreTrial(RetentionStoreContract contract, CancellationToken token) : IAsyncDisposable
{
    private IRetentionStore? _store;

    internal CancellationToken Token => token;

    internal RetentionStoreContract Contract => contract;

    /// <summary>The store; the first call creates it with this number of partitions.</summary>
    internal async Task<IRetentionStore> StoreAsync(int partitions = 1)
    {
        if (_store is null)
        {
            _store = await contract.MakeAsync(partitions).ConfigureAwait(false);
            await _store.InitializeAsync(token).ConfigureAwait(false);
        }

        return _store;
    }

    internal async Task<IPartitionTransaction> BeginAsync(int partition = 0)
    {
        var store = await StoreAsync().ConfigureAwait(false);
        return await store.BeginAsync(partition, token).ConfigureAwait(false);
    }

    /// <summary>Runs one transaction and commits it.</summary>
    internal async Task WriteAsync(Func<IPartitionTransaction, Task> write, int partition = 0)
    {
        var transaction = await BeginAsync(partition).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await write(transaction).ConfigureAwait(false);
            await transaction.CommitAsync(token).ConfigureAwait(false);
        }
    }

    /// <summary>Runs one transaction that only reads.</summary>
    internal async Task<T> ReadAsync<T>(Func<IPartitionTransaction, Task<T>> read, int partition = 0)
    {
        var transaction = await BeginAsync(partition).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            return await read(transaction).ConfigureAwait(false);
        }
    }

    /// <summary>The next due time of a kind of work in a partition.</summary>
    internal async Task<DateTimeOffset?> NextAsync(Func<PartitionDueWork, DateTimeOffset?> kind, int partition = 0)
    {
        var store = await StoreAsync().ConfigureAwait(false);
        return kind((await store.ReadDueWorkAsync(token).ConfigureAwait(false)).Partitions[partition]);
    }

    /// <summary>Runs one transaction that is expected to fail; it is then rolled back.</summary>
    internal async Task<TException> FailAsync<TException>(Func<IPartitionTransaction, Task> act, string what) where TException : Exception
    {
        var transaction = await BeginAsync().ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            return await Expect.ThrowsAsync<TException>(() => act(transaction), what).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the store and reopens it; returns <see langword="false"/> if it has no persistence.</summary>
    internal async Task<bool> ReopenAsync()
    {
        var store = await StoreAsync().ConfigureAwait(false);
        _store = null;
        await contract.LetGoAsync(store).ConfigureAwait(false);
        _store = await contract.OpenAgainAsync(store).ConfigureAwait(false);
        if (_store is null)
            return false;
        await _store.InitializeAsync(token).ConfigureAwait(false);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await contract.LetGoAsync(_store).ConfigureAwait(false);
    }
}
