namespace Retention.Workflows.Storage.InMemory;

/// <summary>The due work of a partition, published at each commit so that it can be read concurrently with a transaction.</summary>
/// <param name="Due">The due times.</param>
/// <param name="Dispatchers">The workers that are handing messages over.</param>
internal sealed record MemoryDueWork(PartitionDueWork Due, IReadOnlyList<long?> Dispatchers)
{
    internal PartitionDueWork AsOf(Func<long, bool> isAlive) =>
        Due with { HasAbandoned = Dispatchers.Any(worker => worker is not { } number || !isAlive(number)),
            IsDispatching = Dispatchers.Count > 0 };
}
