using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Segments;

namespace Retention.Workflows.Engine.Segmentation;

/// <summary>Stores the current segments of customers, and an event for each customer who changed segment.</summary>
internal static class SegmentChanges
{
    internal static async Task ApplyAsync(Batch batch, RfmMap map, long model, IReadOnlyList<(CustomerId Customer, RfmScore? Score)> scored,
        CancellationToken cancellationToken)
    {
        if (scored.Count == 0)
            return;
        var before = await batch.Transaction.Segments.FindAsync(
            [.. scored.Select(entry => entry.Customer)], cancellationToken).ConfigureAwait(false);
        var now = new List<CustomerSegment>(scored.Count);
        var changed = new List<CustomerEvent>();
        foreach (var (customer, score) in scored)
        {
            var known = before.GetValueOrDefault(customer);
            var from = known?.Segment ?? RfmSegment.Prospect;
            var to = score is { } code ? map[code] : RfmSegment.Prospect;
            now.Add(new CustomerSegment { Customer = customer, Segment = to, Score = score, Model = model,
                Since = known is null || from != to ? batch.Now : known.Since });
            if (from != to)
                changed.Add(EngineEvents.SegmentChanged(new SegmentChange(customer, from, to, score, model, batch.Now)));
        }

        await batch.Transaction.Segments.SaveAsync(now, cancellationToken).ConfigureAwait(false);
        await batch.RecordAsync(changed, cancellationToken).ConfigureAwait(false);
    }
}
