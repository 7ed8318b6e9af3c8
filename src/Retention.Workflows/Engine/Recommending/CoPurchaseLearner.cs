using Retention.Workflows.Recommendations;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Recommending;

/// <summary>Reads new purchases from the event log at intervals and keeps a model of all purchases. Thread-safe.</summary>
internal sealed class CoPurchaseLearner(IRetentionStore store, TimeSpan refreshEvery, int maxPartners) : IDisposable
{
    private const int PageSize = 1_000;

    private readonly SemaphoreSlim _lock = new(1, 1);
    private readonly CoPurchaseCounts _counts = new(maxPartners);
    private readonly Dictionary<int, long> _positions = [];
    private volatile Learned? _learned;

    public void Dispose() => _lock.Dispose();

    /// <summary>Returns the model. It is at most one interval old, or a little more while another caller reads purchases.</summary>
    internal async Task<CoPurchaseModel> ModelAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_learned is { } known)
        {
            if (IsFresh(known, now) || !await _lock.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false))
                return known.Model;
        }
        else
        {
            await _lock.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            if (_learned is { } meanwhile && IsFresh(meanwhile, now))
                return meanwhile.Model;
            var hasNew = await ReadAsync(cancellationToken).ConfigureAwait(false);
            var model = hasNew || _learned is null ? _counts.ToModel() : _learned.Model;
            _learned = new Learned(model, now);
            return model;
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>A model from the future is not fresh: the clock was set back.</summary>
    private bool IsFresh(Learned learned, DateTimeOffset now) => now >= learned.At && now - learned.At < refreshEvery;

    /// <summary>
    /// Counts new purchases, partition by partition. A page is counted whole or not at all, so a failure neither loses nor doubles
    /// purchases.
    /// </summary>
    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var hasNew = false;
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            EventPage page;
            do
            {
                page = await ReadPageAsync(partition, cancellationToken).ConfigureAwait(false);
                foreach (var purchase in page.Events)
                    _counts.Add(purchase);
                _positions[partition] = page.Position;
                hasNew |= page.Events.Count > 0;
            }
            while (page.Events.Count == PageSize);
        }

        return hasNew;
    }

    private async Task<EventPage> ReadPageAsync(int partition, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
            return await transaction.Events.ReadLogAsync(
                EventNames.Purchase, _positions.GetValueOrDefault(partition), PageSize, cancellationToken).ConfigureAwait(false);
    }

    private sealed record Learned(CoPurchaseModel Model, DateTimeOffset At);
}
