using System.Runtime.InteropServices;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Storage.InMemory;

/// <summary>What was taken of offers with a limit by all partitions, and how much of it is known to be issued. Thread-safe.</summary>
/// <remarks>
/// What a transaction takes is missing for others at once, and there again if it is rolled back. What it gives back or issues is seen with
/// its commit. So a limit is never exceeded, and an offer is not used up before that is certain.
/// </remarks>
internal sealed class MemoryOffers
{
    private readonly Lock _lock = new();
    private readonly Dictionary<OfferName, (long Taken, long Settled)> _totals = [];

    /// <summary>Takes a chunk.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="limit">The offer's limit.</param>
    /// <param name="needed">How many vouchers are needed.</param>
    /// <param name="returned">What the transaction has given back before.</param>
    /// <returns>The chunk, and how many vouchers are known to be issued.</returns>
    internal (int Chunk, long Settled) Take(OfferName offer, int limit, int needed, long returned)
    {
        lock (_lock)
        {
            ref var total = ref CollectionsMarshal.GetValueRefOrAddDefault(_totals, offer, out _);
            var left = Math.Max(0, limit - total.Taken + returned);
            var chunk = (int)Math.Min(left, Math.Max(needed, left / 100));
            total = (total.Taken + chunk, total.Settled);
            return (chunk, total.Settled);
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
