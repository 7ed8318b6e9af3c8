using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Segmentation;

/// <summary>
/// Scores customers again when they buy, against the stored model. So purchases of others never change a customer's segment.
/// </summary>
internal sealed class SegmentReaction(LatestModel latest, RfmSettings rfm)
{
    internal async Task ReactAsync(Batch batch, IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        CustomerId[] buyers =
        [
            .. events.Where(@event => @event.Name == EventNames.Purchase || @event.Name == EventNames.Refund
                || @event.Name == EventNames.OrderWithdrawn)
                .Select(@event => @event.Customer).Distinct(),
        ];
        if (buyers.Length == 0)
            return;
        latest.HasNewBuyers = true;
        if (await latest.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } model)
            return;

        var start = rfm.WindowStart(model.AsOf, batch.Settings.Zone);
        var scored = new List<(CustomerId, RfmScore?)>(buyers.Length);
        await ScoreAsync(batch, model, [.. buyers.Select(buyer => new CustomerWindow(buyer, start, batch.Now))], scored,
            cancellationToken).ConfigureAwait(false);
        await SegmentChanges.ApplyAsync(batch, rfm.Map, model.Version, scored, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Scores customers who can be scored. Customers who bought in several currencies, or in another one than the model's, keep their
    /// segment; their purchases are stored all the same.
    /// </summary>
    private static async Task ScoreAsync(
        Batch batch, RfmModel model, CustomerWindow[] windows, List<(CustomerId, RfmScore?)> scored, CancellationToken cancellationToken)
    {
        try
        {
            var totals = await batch.Transaction.Events.SumPurchasesAsync(windows, cancellationToken).ConfigureAwait(false);
            for (var index = 0; index < windows.Length; index++)
            {
                if (totals[index] is not { } total || model.IsComparable(total))
                    scored.Add(
                        (windows[index].Customer, totals[index] is { } known && model.TryScore(known, out var score) ? score : null));
            }
        }
        catch (MixedCurrenciesException) when (windows.Length > 1)
        {
            foreach (var window in windows)
                await ScoreAsync(batch, model, [window], scored, cancellationToken).ConfigureAwait(false);
        }
        catch (MixedCurrenciesException)
        {
            // This customer cannot be scored; the next run of the model logs it.
        }
    }
}
