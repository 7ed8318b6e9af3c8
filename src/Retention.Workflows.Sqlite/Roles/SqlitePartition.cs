using Retention.Workflows.Naming;
using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Sqlite.Workers;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Roles;

/// <summary>One partition inside a running transaction: what the roles need to read and write its rows.</summary>
internal sealed class SqlitePartition(SqliteSession session, SqliteWorkers workers, int number, int count)
{
    private readonly PartitionTransactionGuard _guard = new();
    private Counters? _counters;

    /// <summary>True if a customer was erased, so that the log must be written back and emptied after the commit.</summary>
    internal bool HasErased { get; set; }

    /// <summary>The partition's number, 0 or more.</summary>
    internal int Number => number;

    internal SqliteSession Session => session;

    internal SqliteWorkers Workers => workers;

    internal bool HasEnded => _guard.HasEnded;

    /// <summary>The next position in the event log; each append increments it.</summary>
    internal long NextEvent
    {
        get => ReadCounters().NextEvent;
        set
        {
            var counters = ReadCounters();
            counters.NextEvent = value;
            counters.Changed = true;
        }
    }

    /// <summary>Begins a call; see <see cref="PartitionTransactionGuard.Enter"/>.</summary>
    internal void Enter(CancellationToken cancellationToken) => _guard.Enter(cancellationToken);

    internal Task Done()
    {
        _guard.Done();
        return Task.CompletedTask;
    }

    internal T Done<T>(T result)
    {
        _guard.Done();
        return result;
    }

    internal void End() => _guard.End();

    /// <summary>The first of the next ids of enrollments and messages.</summary>
    internal long AllocateIds(int ids)
    {
        var counters = ReadCounters();
        var first = counters.NextId;
        counters.NextId += ids;
        counters.Changed = true;
        return first;
    }

    internal long Key(int partition, long id, string what) => partition == number
        ? SqliteKey.Of(partition, id)
        : throw new ArgumentException($"The {what} {partition}-{id} belongs to another partition than this transaction ({number}).");

    /// <summary>
    /// The partition of an entry of the suppression list. The list belongs to the whole store; the address alone decides.
    /// </summary>
    internal int PartitionOf(string address) => (int)(StableHash.Of(address) % (uint)count);

    /// <summary>Writes the counters back, once for the whole transaction.</summary>
    internal void WriteCounters()
    {
        if (_counters is { Changed: true })
        {
            session.Prepare("UPDATE partitions SET next_number = ?, next_event = ? WHERE partition = ?")
                .Put(_counters.NextId).Put(_counters.NextEvent).Put(number).Run();
        }
    }

    private Counters ReadCounters()
    {
        if (_counters is not null)
            return _counters;
        var row = session.Prepare("SELECT next_number, next_event FROM partitions WHERE partition = ?").Put(number);
        if (!row.Step())
            throw new RetentionStoreException($"'{session.Path}' is damaged: it lacks the row of partition {number}.");
        _counters = new Counters { NextId = row.Int64(0), NextEvent = row.Int64(1) };
        row.Reset();
        return _counters;
    }

    private sealed class Counters
    {
        internal long NextId { get; set; }

        internal long NextEvent { get; set; }

        internal bool Changed { get; set; }
    }
}
