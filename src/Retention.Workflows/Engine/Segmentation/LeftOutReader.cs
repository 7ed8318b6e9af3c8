using System.Runtime.CompilerServices;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Segmentation;

/// <summary>Lists the purchases that the latest RFM model leaves out because of their currency.</summary>
/// <remarks>The model itself only counts them, since it is kept for years and must not name a customer who is erased later.</remarks>
internal sealed class LeftOutReader(IRetentionStore store, PartitionBatches transactions, LatestModel latest)
{
    internal async Task<RfmModel?> ModelAsync(CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        return await latest.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads page by page, each in its own transaction, so that no lock is held while the caller processes a row.</summary>
    internal async IAsyncEnumerable<PurchaseTotals> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await ModelAsync(cancellationToken).ConfigureAwait(false) is not { } model)
            yield break;
        var limit = transactions.Settings.Options.Worker.BatchSize;
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            CustomerId? after = null;
            for (var isLast = false; !isLast;)
            {
                var from = after;
                var page = await transactions.InAsync(partition, batch => batch.Transaction.Events.ReadTotalsAsync(
                    DateTimeOffset.MinValue, DateTimeOffset.MaxValue, from, limit, cancellationToken), cancellationToken)
                    .ConfigureAwait(false);
                var customers = 0;
                foreach (var customer in CustomerPurchases.Of(page))
                {
                    customers++;
                    foreach (var other in customer.Outside(model.Currency ?? transactions.Settings.Shop.Currency))
                        yield return other;
                }

                isLast = customers < limit;
                after = page.Count == 0 ? after : page[^1].Customer;
            }
        }
    }
}
