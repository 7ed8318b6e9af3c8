using System.Collections.Concurrent;
using System.Globalization;
using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Workers;

/// <summary>
/// The living workers on one database file. A process has one such object for each file, shared by all stores on the file.
/// </summary>
/// <remarks>
/// Only one process at a time has workers: the one with an exclusive lock on the file <c>.worker</c> beside the database.
/// The operating system releases the lock whenever the process ends.
/// </remarks>
internal sealed class SqliteWorkers
{
    private static readonly ConcurrentDictionary<string, SqliteWorkers> ByPath = new(StringComparer.Ordinal);

    private readonly Lock _gate = new();
    private readonly string _lockPath;
    private readonly Dictionary<long, WorkSignal> _living = [];
    private FileStream? _lock;
    private int _holders;

    private SqliteWorkers(string path) => _lockPath = path + ".worker";

    internal static SqliteWorkers Of(string path) => ByPath.GetOrAdd(path, static path => new SqliteWorkers(path));

    /// <summary>Takes the lock, or shares it within this process; <see langword="false"/> when another process has it.</summary>
    internal bool TryHold()
    {
        lock (_gate)
        {
            _lock ??= TryLock();
            if (_lock is null)
                return false;
            _holders++;
            return true;
        }
    }

    internal void LetGo()
    {
        lock (_gate)
        {
            if (--_holders > 0)
                return;
            _lock?.Dispose();
            _lock = null;
        }
    }

    /// <summary>Records a living worker, and returns its work signal.</summary>
    internal WorkSignal Born(long worker)
    {
        var signal = new WorkSignal();
        lock (_gate)
            _living.Add(worker, signal);
        return signal;
    }

    /// <summary>Signals the workers of this process; no other process has any.</summary>
    internal void Signal()
    {
        lock (_gate)
        {
            foreach (var signal in _living.Values)
                signal.Set();
        }
    }

    internal void Gone(long worker)
    {
        lock (_gate)
            _living.Remove(worker);
    }

    /// <summary>The living workers: our own, those of the other process with the lock, or none.</summary>
    internal HashSet<long> Living(SqliteSession session)
    {
        lock (_gate)
        {
            if (_lock is not null)
                return [.. _living.Keys];
            using var nobody = TryLock();
            return nobody is not null ? [] : Registered(session);
        }
    }

    /// <summary>Inserts a new worker in the caller's transaction, and deletes dead ones.</summary>
    internal long Register(SqliteSession session)
    {
        HashSet<long> living;
        lock (_gate)
            living = [.. _living.Keys];
        foreach (var gone in Registered(session).Except(living))
            session.Prepare("DELETE FROM workers WHERE worker = ?").Put(gone).Run();

        var worker = session.Number("UPDATE store SET next_worker = next_worker + 1 RETURNING next_worker - 1");
        session.Prepare("INSERT INTO workers (worker, process, machine) VALUES (?, ?, ?)")
            .Put(worker).Put(Environment.ProcessId).Put(Environment.MachineName).Run();
        return worker;
    }

    /// <summary>Describes the process with the lock, as far as it is known.</summary>
    internal static string Holder(SqliteSession session)
    {
        var row = session.Prepare("SELECT process, machine FROM workers ORDER BY worker DESC LIMIT 1");
        var holder = row.Step()
            ? string.Create(CultureInfo.InvariantCulture, $"process {row.Int64(0)} on '{row.Text(1)}'") : "another process";
        row.Reset();
        return holder;
    }

    private static HashSet<long> Registered(SqliteSession session)
    {
        var workers = new HashSet<long>();
        var row = session.Prepare("SELECT worker FROM workers");
        while (row.Step())
            workers.Add(row.Int64(0));
        return workers;
    }

    private FileStream? TryLock()
    {
        try
        {
            return new FileStream(_lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new RetentionStoreException($"'{_lockPath}' cannot be written. Check the rights on it and on its folder.", exception);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
