using System.Collections.Concurrent;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Vouchering;

/// <summary>Gives back what partitions have taken of offers with a limit and not used, twice a minute.</summary>
internal sealed class OfferReturns(EngineSettings settings)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly bool _hasLimits = settings.Offers.Offers.Any(offer => offer.MaxVouchers is not null);
    private readonly ConcurrentDictionary<int, DateTimeOffset> _returnedAt = new();

    /// <summary>True if a partition may have something to give back. Does not access the store.</summary>
    internal bool MayHaveWork(int partition, DateTimeOffset now) =>
        _hasLimits && (!_returnedAt.TryGetValue(partition, out var at) || now - at >= Interval || at > now);

    /// <summary>Gives back everything of a partition.</summary>
    internal async Task RunAsync(IPartitionTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await transaction.Vouchers.ReturnUnusedAsync(cancellationToken).ConfigureAwait(false))
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        _returnedAt[transaction.Partition] = now;
    }
}
