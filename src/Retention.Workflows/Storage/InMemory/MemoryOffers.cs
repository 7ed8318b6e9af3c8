using System.Runtime.InteropServices;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Storage.InMemory;

/// <summary>What was taken of offers with a limit by all partitions, and how much of it is known to be issued. Thread-safe.</summary>
/// <remarks>What a transaction takes is seen by others at once, and given back if it is rolled back. So a limit is never exceeded.</remarks>
internal sealed class MemoryOffers
{
    private readonly Lock _lock = new();
    private readonly Dictionary<OfferName, (long Taken, long Settled)> _totals = [];

    /// <summary>Takes a chunk; settles what was used, and what is used of the chunk.</summary>
    internal (int Chunk, bool IsUsedUp) Take(OfferName offer, int limit, int needed, int used)
    {
        lock (_lock)
        {
            ref var total = ref CollectionsMarshal.GetValueRefOrAddDefault(_totals, offer, out _);
            var left = Math.Max(0, limit - total.Taken);
            var chunk = (int)Math.Min(left, Math.Max(needed, left / 100));
            total = (total.Taken + chunk, total.Settled + used + Math.Min(chunk, needed));
            return (chunk, total.Settled >= limit);
        }
    }

    internal void Add(OfferName offer, long taken, long settled)
    {
        lock (_lock)
        {
            ref var total = ref CollectionsMarshal.GetValueRefOrAddDefault(_totals, offer, out _);
            total = (total.Taken + taken, total.Settled + settled);
        }
    }
}
