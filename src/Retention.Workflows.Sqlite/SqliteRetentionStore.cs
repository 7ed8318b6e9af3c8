using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Sqlite.Schema;
using Retention.Workflows.Sqlite.Workers;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite;

/// <summary>Stores everything in one SQLite file with a write-ahead log. Thread-safe.</summary>
/// <remarks>
/// <para>
/// SQLite has one writer: a transaction on any partition locks the whole file. Transactions of this process take turns in the order of
/// their calls. Transactions of other processes are waited for up to <see cref="SqliteStoreOptions.BusyTimeout"/>.
/// Any number of processes may open the file, for example to ingest events, but only one at a time may have workers.
/// </para>
/// <para>
/// Reads and writes inside a transaction run on the caller's thread, and are complete when the task is returned. Only the begin of a
/// transaction really waits. The catalogue is read beside a running transaction and written between transactions: a caller that
/// writes to it, or registers a worker, while it holds a transaction waits forever.
/// </para>
/// <para>
/// An error rolls the whole transaction back. The next one works as soon as the cause is gone, such as a full disk or a locked file.
/// Dispose the store to write the log back into the file.
/// </para>
/// </remarks>
public sealed partial class SqliteRetentionStore : IRetentionStore, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(20);

    private readonly SqliteStoreOptions _options;
    private readonly ILogger _logger;
    private readonly string _path;
    private readonly SqliteWorkers _workers;
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly Lock _reading = new();
    private SqliteSession? _session;
    private SqliteSession? _reader;
    private int _partitions;
    private volatile bool _disposed;

    /// <summary>Creates the store; it opens nothing yet.</summary>
    /// <param name="options">The settings; read now, not later.</param>
    /// <param name="logger">Receives messages about upgrades and errors; default none.</param>
    /// <exception cref="ArgumentException">Options are out of their ranges; the message names all of them.</exception>
    public SqliteRetentionStore(SqliteStoreOptions options, ILogger<SqliteRetentionStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problems().ToList() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(options));
        _path = Path.GetFullPath(options.Path);
        _options = new SqliteStoreOptions
        {
            Path = _path,
            Partitions = options.Partitions,
            Synchronous = options.Synchronous,
            BusyTimeout = options.BusyTimeout,
            CacheMegabytes = options.CacheMegabytes,
            MaxMegabytes = options.MaxMegabytes,
        };
        _logger = (ILogger?)logger ?? NullLogger.Instance;
        _workers = SqliteWorkers.Of(_path);
        Catalog = new SqliteCatalog(this);
    }

    /// <inheritdoc/>
    public int PartitionCount => _partitions > 0 ? _partitions : throw NotInitialized();

    /// <inheritdoc/>
    public ICatalogStore Catalog { get; }

    /// <inheritdoc/>
    public async Task InitializeAsync(CancellationToken cancellationToken = default)
    {
        if (_partitions > 0 && !_disposed)
            return;
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var partitions = (int)Session().Number("SELECT partitions FROM store");
            if (_partitions == 0)
                LogOpened(_path, SqliteSchema.Version, partitions);
            _partitions = partitions;
        }
        finally
        {
            Release();
        }
    }

    /// <inheritdoc/>
    public Task<DueWork> ReadDueWorkAsync(CancellationToken cancellationToken = default)
    {
        var partitions = PartitionCount;
        return ReadAsync(session => SqliteDueWork.Read(session, _workers, partitions), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IPartitionTransaction> BeginAsync(int partition, CancellationToken cancellationToken = default)
    {
        ThrowIfUnknown(partition);
        return new SqliteTransaction(this, await EnterAsync(cancellationToken).ConfigureAwait(false), _workers, partition);
    }

    /// <inheritdoc/>
    public Task<IPartitionTransaction?> TryBeginAsync(int partition, CancellationToken cancellationToken = default)
    {
        ThrowIfUnknown(partition);
        cancellationToken.ThrowIfCancellationRequested();
        IPartitionTransaction? transaction = null;
        if (_writer.Wait(0, CancellationToken.None))
        {
            try
            {
                var session = Session();
                if (session.TryBegin())
                    transaction = new SqliteTransaction(this, session, _workers, partition);
            }
            finally
            {
                if (transaction is null)
                    Release();
            }
        }

        return Task.FromResult(transaction);
    }

    /// <inheritdoc/>
    /// <remarks>Any number of workers of one process may register; they share the lock that excludes other processes' workers.</remarks>
    public async Task<IWorkerRegistration> RegisterWorkerAsync(CancellationToken cancellationToken = default)
    {
        _ = PartitionCount;
        await HoldWorkerLockAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var worker = await WriteAsync(_workers.Register, cancellationToken).ConfigureAwait(false);
            return new SqliteWorkerRegistration(_workers, worker, _workers.Born(worker));
        }
        catch
        {
            _workers.LetGo();
            throw;
        }
    }

    /// <summary>
    /// Writes the log back into the file and closes it. Waits for a running transaction, up to <see
    /// cref="SqliteStoreOptions.BusyTimeout"/>.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        lock (_reading)
        {
            _reader?.Dispose();
            _reader = null;
        }

        if (!await _writer.WaitAsync(_options.BusyTimeout).ConfigureAwait(false))
        {
            LogLeftOpen(_path);
            return;
        }

        if (_session?.TryExecute("PRAGMA wal_checkpoint(TRUNCATE)") is { } code and not 0)
            LogNotCheckpointed(_path, code);
        CloseSession();
        _writer.Release();
    }

    /// <summary>Does the same as <see cref="DisposeAsync"/>, and blocks meanwhile.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Reads without waiting for a running write.</summary>
    internal Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        _ = PartitionCount;
        cancellationToken.ThrowIfCancellationRequested();
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_reader is null && _session is { IsLost: true })
                throw SqliteFailure.Moved(_path, "Nothing was read.");
            _reader ??= Reopened(SqliteFile.OpenReader);
            _reader.ThrowIfMoved("Nothing was read.");
            try
            {
                return Task.FromResult(read(_reader));
            }
            catch
            {
                _reader.Dispose();
                _reader = null;
                throw;
            }
        }
    }

    /// <summary>Runs a separate transaction, outside the partitions.</summary>
    internal async Task<T> WriteAsync<T>(Func<SqliteSession, T> write, CancellationToken cancellationToken)
    {
        _ = PartitionCount;
        var session = await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var result = write(session);
            session.Commit();
            return result;
        }
        finally
        {
            session.Rollback();
            Release();
        }
    }

    /// <summary>
    /// Writes the log back into the file and empties it after an erasure, so that neither has the erased data. A reader may prevent that
    /// for now; then the next erasure or checkpoint does it.
    /// </summary>
    internal void EmptyLog(SqliteSession session)
    {
        lock (_reading)
        {
            _reader?.Dispose(); // its snapshot would keep the log
            _reader = null;
            if (session.TryExecute("PRAGMA wal_checkpoint(TRUNCATE)") is { } code and not 0)
                LogNotCheckpointed(_path, code);
        }
    }

    /// <summary>Passes the writer to the next waiting caller. A connection that an error has spoiled is closed first.</summary>
    internal void Release()
    {
        if (_session is { IsSpoiled: true })
        {
            LogReopened(_path);
            CloseSession();
            lock (_reading)
            {
                // All connections of a process share the -shm file. One that was opened while the file could not be written keeps it
                // read-only for the others.
                _reader?.Dispose();
                _reader = null;
            }
        }

        _writer.Release();
    }

    private async Task<SqliteSession> EnterAsync(CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var session = Session();
            if (!session.TryBegin())
                await WaitForOtherProcessesAsync(session, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            Release();
            throw;
        }
    }

    private async Task WaitForOtherProcessesAsync(SqliteSession session, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(1);
        do
        {
            if (Stopwatch.GetElapsedTime(started) > _options.BusyTimeout)
                throw session.Fail(SQLitePCL.raw.SQLITE_BUSY);
            await Task.Delay(pause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
        while (!session.TryBegin());
    }

    private async Task HoldWorkerLockAsync(CancellationToken cancellationToken)
    {
        // A process that only checks for abandoned messages holds the lock for a moment, hence more than one try.
        for (var tries = 0; !_workers.TryHold(); tries++)
        {
            if (tries == 20)
            {
                var holder = await ReadAsync(SqliteWorkers.Holder, cancellationToken).ConfigureAwait(false);
                throw new RetentionStoreException(
                    $"'{_path}' already has a worker: {holder}. SQLite allows workers in one process at a time. Stop that process first, or use a server database.");
            }

            await Task.Delay(LongestPause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    private SqliteSession Session()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _session ??= Reopened(SqliteFile.Open);
    }

    /// <summary>Opens the file. A file that this store has used before is never created again in place of one that was deleted.</summary>
    private SqliteSession Reopened(Func<string, SqliteStoreOptions, SqliteSession> open) =>
        _partitions > 0 && !File.Exists(_path) ? throw SqliteFailure.Moved(_path, "Nothing was written.") : open(_path, _options);

    private void CloseSession()
    {
        _session?.Dispose();
        _session = null;
    }

    private void ThrowIfUnknown(int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, PartitionCount);
    }

    private static InvalidOperationException NotInitialized() => new("Call InitializeAsync first.");
}
