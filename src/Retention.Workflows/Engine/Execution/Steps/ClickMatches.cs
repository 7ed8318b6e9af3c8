using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Events;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Execution;

/// <summary>The clicks that pass a wait: those that no machine made.</summary>
internal static class ClickMatches
{
    internal static async Task<WaitMatches[]> ReadAsync(
        Batch batch, EventPattern pattern, IReadOnlyList<EnrollmentRun> runs, IReadOnlyList<WaitWindow> windows,
        CancellationToken cancellationToken)
    {
        var matches = new WaitMatches[runs.Count];
        int[] back = [.. Enumerable.Range(0, runs.Count)
            .Where(index => runs[index].IsBack || runs[index].IsRetrying || runs[index].IsCatchingUp)];
        if (back.Length == 0)
            return matches;

        // The evidence needs what happened shortly before and after the window, and when the messages left.
        EventName[] names = [EventNames.MessageClicked, .. OpenSigns.LeavingNames];
        var found = await batch.Transaction.Events.ReadAsync(
            [.. back.SelectMany(index => names.Select(
                name => new EventWindow(runs[index].Customer, name, DateTimeOffset.MinValue, DateTimeOffset.MaxValue)))],
            cancellationToken).ConfigureAwait(false);
        for (var position = 0; position < back.Length; position++)
        {
            var (since, until) = windows[back[position]];
            var clicks = found[position * names.Length];
            List<CustomerEvent> leavings =
                [.. Enumerable.Range(1, names.Length - 1).SelectMany(offset => found[(position * names.Length) + offset])];
            foreach (var click in clicks.Where(
                click => click.OccurredAt > since && click.OccurredAt <= until && pattern.Accepts(click)
                    && (OpenSigns.Of(click, leavings, clicks) != OpenEvidence.Machine || AsksForMachines(pattern))))
                matches[back[position]] = matches[back[position]].And(click.OccurredAt);
        }

        return matches;
    }

    /// <summary>A wait that names the evidence gets what the provider said.</summary>
    private static bool AsksForMachines(EventPattern pattern) =>
        pattern.Filters.Any(filter => filter.Key == MessageEvents.Evidence);
}
