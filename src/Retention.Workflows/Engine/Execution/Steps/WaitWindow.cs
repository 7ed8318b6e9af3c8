using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Execution;

/// <summary>The window in which events count for a waiting enrollment: from the time when the step was reached, exclusive.</summary>
internal readonly record struct WaitWindow(DateTimeOffset Since, DateTimeOffset Until)
{
    internal static WaitWindow Of(EnrollmentRun run, string step, DateTimeOffset now, Func<DateTimeOffset, DateTimeOffset> until)
    {
        var since = run.ReachedAt(step) ?? run.MomentOf(now);
        return new WaitWindow(since, until(since));
    }

    /// <summary>
    /// The first and the last matching event in the window of each enrollment that waited before. A new enrollment has none. Clocks
    /// differ, so some events may be in the future.
    /// </summary>
    internal static async Task<WaitMatches[]> MatchesAsync(
        Batch batch, IReadOnlyList<EventPattern> patterns, IReadOnlyList<EnrollmentRun> runs, IReadOnlyList<WaitWindow> windows,
        CancellationToken cancellationToken)
    {
        var matches = new WaitMatches[runs.Count];
        int[] back = [.. Enumerable.Range(0, runs.Count)
            .Where(index => runs[index].IsBack || runs[index].IsRetrying || runs[index].IsCatchingUp)];
        if (back.Length == 0)
            return matches;
        foreach (var pattern in patterns)
        {
            var asked = back.Select(
                index => new EventWindow(runs[index].Customer, pattern.Name, windows[index].Since, windows[index].Until)).ToList();
            var @event = await batch.Transaction.Events.ReadAsync(asked, cancellationToken).ConfigureAwait(false);
            for (var position = 0; position < back.Length; position++)
            {
                foreach (var match in @event[position].Where(match =>
                    pattern.Accepts(match) && match.OccurredAt != runs[back[position]].State.TriggeredAt))
                    matches[back[position]] = matches[back[position]].And(match.OccurredAt);
            }
        }

        return matches;
    }
}

/// <summary>The times of the first and the last of some events; null if there are none.</summary>
internal readonly record struct WaitMatches(DateTimeOffset? First, DateTimeOffset? Last)
{
    internal WaitMatches And(DateTimeOffset at) => new(First < at ? First : at, Last > at ? Last : at);
}
