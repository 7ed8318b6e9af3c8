namespace Retention.Workflows.Storage.InMemory;

/// <summary>What there is to do in a partition, published at each commit so that it can be read beside a transaction.</summary>
/// <param name="Due">What is due when.</param>
/// <param name="Dispatchers">The workers that are handing messages over.</param>
internal sealed record MemoryDueWork(PartitionDueWork Due, IReadOnlyList<long?> Dispatchers)
{
    internal PartitionDueWork AsOf(Func<long, bool> isAlive) =>
        Due with { HasAbandoned = Dispatchers.Any(worker => worker is not { } number || !isAlive(number)), IsDispatching = Dispatchers.Count > 0 };
}
