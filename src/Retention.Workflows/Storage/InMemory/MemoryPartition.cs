namespace Retention.Workflows.Storage.InMemory;

/// <summary>All data of one partition, its lock, and the undo log of the current transaction.</summary>
internal sealed class MemoryPartition
{
    private long _nextNumber = 1;

    internal MemoryPartition(int number, MemorySuppressionList suppressions, MemoryOffers offers, Func<long, bool> isAlive)
    {
        Number = number;
        Customers = new MemoryCustomers(Undo);
        Events = new MemoryEvents(Undo);
        Segments = new MemorySegments(Undo);
        Enrollments = new MemoryEnrollments(number, Undo);
        Outbox = new MemoryOutbox(number, Undo, isAlive);
        Vouchers = new MemoryVouchers(offers, Undo);
        Suppressions = new MemorySuppressions(suppressions, Undo);
        Sweeps = new MemorySweeps(Undo);
        Pauses = new MemoryPauses(Undo);
        Maintenance = new MemoryMaintenance(this);
    }

    internal int Number { get; }

    internal SemaphoreSlim Lock { get; } = new(1, 1);

    internal UndoLog Undo { get; } = new();

    internal MemoryCustomers Customers { get; }

    internal MemoryEvents Events { get; }

    internal MemorySegments Segments { get; }

    internal MemoryEnrollments Enrollments { get; }

    internal MemoryOutbox Outbox { get; }

    internal MemoryVouchers Vouchers { get; }

    internal MemorySuppressions Suppressions { get; }

    internal MemorySweeps Sweeps { get; }

    internal MemoryPauses Pauses { get; }

    internal MemoryMaintenance Maintenance { get; }

    /// <summary>The due work, as of the last commit.</summary>
    internal MemoryDueWork DueWork { get; private set; } = new(default, []);

    /// <summary>Commits the writes of the current transaction.</summary>
    internal void Commit()
    {
        Undo.Commit();
        Suppressions.Commit();
        Vouchers.Commit();
        var due = new PartitionDueWork(Enrollments.NextStep, Enrollments.NextCall, Outbox.NextMessage, false, false, Pauses.NextRelease);
        DueWork = new MemoryDueWork(due, Outbox.Dispatchers);
    }

    internal long AllocateIds(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var first = _nextNumber;
        _nextNumber += count;
        Undo.Push(() => _nextNumber = first);
        return first;
    }
}
