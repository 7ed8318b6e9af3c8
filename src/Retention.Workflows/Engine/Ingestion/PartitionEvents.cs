namespace Retention.Workflows.Engine.Ingestion;

/// <summary>Events of one call that belong to one partition.</summary>
/// <param name="partition">The partition.</param>
/// <param name="events">All events of the call.</param>
/// <param name="indexes">The indexes of the events that belong to the partition.</param>
/// <param name="results">The results of the call.</param>
internal sealed class PartitionEvents(
    int partition, IReadOnlyList<CustomerEvent> events, int[] indexes, AppendEventResult[] results)
{
    internal int Partition => partition;

    internal IReadOnlyList<CustomerEvent> Events => events;

    internal int[] Indexes => indexes;

    internal AppendEventResult[] Results => results;

    /// <summary>Guarded by <see cref="WaitingEvents"/>.</summary>
    internal IntakeState State { get; set; }

    /// <summary>True if they share no transaction with other calls. Guarded by <see cref="WaitingEvents"/>.</summary>
    internal bool IsAlone { get; set; }

    /// <summary>Makes one list of the events of several calls; <see cref="Share"/> hands the results back.</summary>
    internal static PartitionEvents Together(IReadOnlyList<PartitionEvents> parts)
    {
        if (parts.Count == 1)
            return parts[0];
        CustomerEvent[] all = [.. parts.SelectMany(part => part.Indexes.Select(index => part.Events[index]))];
        return new PartitionEvents(parts[0].Partition, all, [.. Enumerable.Range(0, all.Length)], new AppendEventResult[all.Length]);
    }

    /// <summary>Hands the results of <see cref="Together"/> to the calls.</summary>
    internal void Share(IReadOnlyList<PartitionEvents> parts)
    {
        if (parts.Count == 1)
            return;
        var next = 0;
        foreach (var part in parts)
        {
            foreach (var index in part.Indexes)
                part.Results[index] = Results[next++];
        }
    }
}

/// <summary>How far the intake is with events of a call.</summary>
internal enum IntakeState
{
    /// <summary>No transaction has them.</summary>
    Waiting,

    /// <summary>A transaction, of their own call or of another one, is appending them.</summary>
    Taken,

    /// <summary>They are stored and their results set.</summary>
    Stored,
}
