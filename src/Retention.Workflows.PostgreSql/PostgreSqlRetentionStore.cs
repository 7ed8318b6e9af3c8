using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.PostgreSql.Schema;
using Retention.Workflows.PostgreSql.Workers;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql;

/// <summary>Stores everything in a PostgreSQL database, version 13 or newer. Thread-safe.</summary>
/// <remarks>
/// <para>
/// Any number of processes may work on one database, and each may have workers. A transaction on a partition locks the partition's row in
/// the table <c>partitions</c>. The server releases it when the process dies, loses its connection or is idle for longer than
/// <see cref="PostgreSqlStoreOptions.IdleInTransactionTimeout"/>. Within a process, transactions on one partition take turns in the order
/// of their calls, so that waiting needs no connection.
/// </para>
/// <para>
/// A transaction uses a connection of the pool from its begin to its end. A registered worker keeps its own connection.
/// After an error the server rolls the whole transaction back, and the next one works as soon as the cause is gone.
/// </para>
/// </remarks>
public sealed partial class PostgreSqlRetentionStore : IRetentionStore, IAsyncDisposable
{
    private readonly PostgreSqlStoreOptions _options;
    private readonly ILogger _logger;
    private readonly ConcurrentBag<PostgreSqlScratch> _scratch = [];
    private readonly SemaphoreSlim _initializing = new(1, 1);
    private SemaphoreSlim[] _gates = [];
    private volatile bool _disposed;

    /// <summary>Creates the store; it opens nothing yet.</summary>
    /// <param name="options">The settings; read now, not later.</param>
    /// <param name="logger">Receives messages about upgrades and errors; default none.</param>
    /// <exception cref="ArgumentException">Options are out of their ranges; the message names all of them.</exception>
    public PostgreSqlRetentionStore(PostgreSqlStoreOptions options, ILogger<PostgreSqlRetentionStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problems().ToList() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(options));
        _options = options.Copy();
        _logger = (ILogger?)logger ?? NullLogger.Instance;
        Database = new PostgreSqlDatabase(_options);
        Workers = new PostgreSqlWorkers(Database);
        Catalog = new PostgreSqlCatalog(this);
    }

    /// <inheritdoc/>
    public int PartitionCount => _gates.Length > 0 ? _gates.Length : throw new InvalidOperationException("Call InitializeAsync first.");

    /// <inheritdoc/>
    public ICatalogStore Catalog { get; }

    internal PostgreSqlDatabase Database { get; }

    internal PostgreSqlWorkers Workers { get; }

    /// <inheritdoc/>
    public async Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_gates.Length > 0)
            return;
        await _initializing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_gates.Length > 0)
                return;
            var partitions = await PostgreSqlSchema.UpgradeAsync(Database, _options.Partitions, cancellationToken).ConfigureAwait(false);
            _gates = [.. Enumerable.Range(0, partitions).Select(static _ => new SemaphoreSlim(1, 1))];
            LogOpened(Database.Where, PostgreSqlSchema.Version, partitions);
        }
        finally
        {
            _initializing.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<DueWork> ReadDueWorkAsync(CancellationToken cancellationToken = default)
    {
        var dueWork = await PostgreSqlDueWork.ReadAsync(Database, PartitionCount, cancellationToken).ConfigureAwait(false);
        return _options.Clock == PostgreSqlClock.Database ? dueWork : dueWork with { StoreTime = null };
    }

    /// <inheritdoc/>
    public async Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken = default)
    {
        ThrowIfUnknown(partition);
        await _gates[partition].WaitAsync(cancellationToken).ConfigureAwait(false);
        return (await EnterAsync(partition, wait: true, cancellationToken).ConfigureAwait(false))!;
    }

    /// <inheritdoc/>
    public async Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken = default)
    {
        ThrowIfUnknown(partition);
        cancellationToken.ThrowIfCancellationRequested();
        return _gates[partition].Wait(0, CancellationToken.None)
            ? await EnterAsync(partition, wait: false, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Any number of workers of any number of processes may register. Each keeps its own connection, see
    /// <see cref="PostgreSqlStoreOptions.WorkerConnectionString"/>.
    /// </remarks>
    public async Task<IWorkerRegistration> RegisterWorkerAsync(CancellationToken cancellationToken = default)
    {
        _ = PartitionCount;
        ObjectDisposedException.ThrowIf(_disposed, this);
        return await Workers.RegisterAsync(LogWorkerLost, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Closes the connections that the store opened; a pool of the host stays open. Dispose transactions and workers first.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await Database.DisposeAsync().ConfigureAwait(false);
        foreach (var scratch in _scratch)
            scratch.Dispose();
    }

    internal PostgreSqlScratch RentScratch() => _scratch.TryTake(out var scratch) ? scratch : new PostgreSqlScratch();

    internal void ReturnScratch(PostgreSqlScratch scratch) => _scratch.Add(scratch);

    /// <summary>Waits until no other transaction of this process uses the partition.</summary>
    internal Task WaitForTurnAsync(int partition, CancellationToken cancellationToken)
    {
        ThrowIfUnknown(partition);
        return _gates[partition].WaitAsync(cancellationToken);
    }

    /// <summary>Passes the partition to the next waiting caller of this process.</summary>
    internal void Release(int partition) => _gates[partition].Release();

    private async Task<PostgreSqlTransaction?> EnterAsync(int partition, bool wait, CancellationToken cancellationToken)
    {
        PostgreSqlTransaction? transaction = null;
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var locked = await PostgreSqlLock.TakeAsync(Database, partition, wait, cancellationToken).ConfigureAwait(false);
            if (locked is not { } held)
                return null;
            var numbers = _options.Clock == PostgreSqlClock.Database ? held.Numbers : held.Numbers with { Time = null };
            return transaction = new PostgreSqlTransaction(this, held.Connection, partition, numbers);
        }
        finally
        {
            if (transaction is null)
                Release(partition);
        }
    }

    private void ThrowIfUnknown(int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, PartitionCount);
    }
}
