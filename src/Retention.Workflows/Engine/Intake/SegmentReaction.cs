using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>Scores customers anew when they buy, against the stored model: nobody changes segment because others bought.</summary>
internal sealed class SegmentReaction(IRetentionStore store, RfmSettings rfm)
{
    internal async Task ReactAsync(Batch batch, IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        CustomerId[] buyers =
        [
            .. events.Where(happened => happened.Name == EventNames.Purchase || happened.Name == EventNames.Refund)
                .Select(happened => happened.Customer).Distinct(),
        ];
        if (buyers.Length == 0 || await store.Catalog.ReadLatestModelAsync(cancellationToken).ConfigureAwait(false) is not { } stored)
            return;

        var model = RfmModel.FromJson(stored.Model);
        var start = rfm.WindowStart(LocalTime.LocalDate(batch.Now, batch.Settings.Zone), batch.Settings.Zone);
        var totals = await batch.Transaction.Events.SumPurchasesAsync([.. buyers.Select(buyer => new CustomerWindow(buyer, start, batch.Now))], cancellationToken).ConfigureAwait(false);
        var scored = new List<(CustomerId, RfmScore?)>(buyers.Length);
        for (var index = 0; index < buyers.Length; index++)
            scored.Add((buyers[index], totals[index] is { } total && model.TryScore(total, out var score) ? score : null));
        await SegmentChanges.ApplyAsync(batch, rfm.Map, model.Version, scored, cancellationToken).ConfigureAwait(false);
    }
}
