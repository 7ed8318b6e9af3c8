namespace Retention.Workflows.Engine.Ingestion;

/// <summary>
/// The events of calls that wait for the lock of a partition. The call that gets the lock takes events of the others along, so that they
/// share one commit. Thread-safe.
/// </summary>
internal sealed class WaitingEvents
{
    /// <summary>Events of others that a call may take along. More would delay its own result.</summary>
    private const int MostTaken = 250;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, List<PartitionEvents>> _waiting = [];

    /// <summary>Adds events before their call waits for the lock.</summary>
    internal void Add(PartitionEvents events)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(events.Partition, out var waiting))
                _waiting.Add(events.Partition, waiting = []);
            waiting.Add(events);
        }
    }

    /// <summary>Removes events whose call does not wait any more.</summary>
    internal void Remove(PartitionEvents events)
    {
        lock (_gate)
            _waiting.GetValueOrDefault(events.Partition)?.Remove(events);
    }

    /// <summary>Returns what the call that got the lock appends: its own events, then those of others in the order of their calls.</summary>
    /// <returns>Nothing if another call has taken its events along.</returns>
    internal IReadOnlyList<PartitionEvents> Take(PartitionEvents own, int limit)
    {
        lock (_gate)
        {
            if (own.State != IntakeState.Waiting)
                return [];
            var taken = new List<PartitionEvents> { own };
            var room = Math.Min(limit - own.Indexes.Length, MostTaken);
            foreach (var other in own.IsAlone ? [] : _waiting[own.Partition])
            {
                if (other == own || other.IsAlone || other.State != IntakeState.Waiting)
                    continue;
                if ((room -= other.Indexes.Length) < 0)
                    break;
                taken.Add(other);
            }

            foreach (var one in taken)
                one.State = IntakeState.Taken;
            return taken;
        }
    }

    /// <summary>Ends a transaction that was committed.</summary>
    internal void Complete(IReadOnlyList<PartitionEvents> taken)
    {
        lock (_gate)
        {
            foreach (var one in taken)
                one.State = IntakeState.Stored;
        }
    }

    /// <summary>
    /// Ends a transaction that failed. Each call then appends its own events alone, so that what is wrong with one does not affect others.
    /// </summary>
    internal void PutBack(IReadOnlyList<PartitionEvents> taken)
    {
        lock (_gate)
        {
            foreach (var one in taken)
                (one.State, one.IsAlone) = (IntakeState.Waiting, true);
        }
    }

    /// <summary>True if the events are stored and their results set.</summary>
    internal bool IsStored(PartitionEvents events)
    {
        lock (_gate)
            return events.State == IntakeState.Stored;
    }
}
