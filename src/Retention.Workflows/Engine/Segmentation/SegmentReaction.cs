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
        var totals = await batch.Transaction.Events.SumPurchasesAsync(
            [.. buyers.Select(buyer => new CustomerWindow(buyer, start, batch.Now))], cancellationToken).ConfigureAwait(false);
        await SegmentChanges.ApplyAsync(batch, rfm.Map, model.Version,
            [.. buyers.Select((buyer, index) => (buyer, ScoreOf(model, new CustomerPurchases(totals[index]))))],
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The score of a customer by the purchases in the model's currency; null without such a purchase.</summary>
    internal static RfmScore? ScoreOf(RfmModel model, CustomerPurchases purchases) =>
        purchases.In(model.Currency) is { } totals && model.TryScore(totals, out var score) ? score : null;
}
