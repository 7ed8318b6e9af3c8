namespace Retention.Workflows;

/// <summary>Lets enrollments rest until an event wakes them or their time is up; the log says which it was.</summary>
internal sealed class WaitForEventHandler : StepHandler<WaitForEventStep>
{
    protected override async Task HandleAsync(Batch batch, Instruction instruction, WaitForEventStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        var zones = await batch.ZonesAsync(travellers, cancellationToken).ConfigureAwait(false);
        var windows = new WaitWindow[travellers.Count];
        for (var index = 0; index < windows.Length; index++)
            windows[index] = WaitWindow.Of(travellers[index], step.Name, batch.Now, since => LocalTime.Add(since, step.Timeout, zones[index]));
        var matches = await WaitWindow.MatchesAsync(batch, [step.Event], travellers, windows, cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < windows.Length; index++)
        {
            if (matches[index].First <= batch.Now)
                travellers[index].GoTo(instruction.Branches[0], "received");
            else if (matches[index].First is { } ahead)
                travellers[index].RestUntil(ahead); // stamped by a clock that is ahead of ours
            else if (windows[index].Until <= batch.Now)
                travellers[index].GoTo(instruction.Branches[1], "timeout");
            else
                travellers[index].RestUntil(windows[index].Until);
        }
    }
}

/// <summary>Lets enrollments rest until nothing has happened for a period. Nobody wakes them: when the time is up, the log is asked whether it was silent.</summary>
internal sealed class WaitForSilenceHandler : StepHandler<WaitForSilenceStep>
{
    protected override async Task HandleAsync(Batch batch, Instruction instruction, WaitForSilenceStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        var zones = await batch.ZonesAsync(travellers, cancellationToken).ConfigureAwait(false);
        var windows = new WaitWindow[travellers.Count];
        for (var index = 0; index < windows.Length; index++)
            windows[index] = WaitWindow.Of(travellers[index], step.Name, batch.Now, _ => DateTimeOffset.MaxValue);
        var matches = await WaitWindow.MatchesAsync(batch, step.Events, travellers, windows, cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < windows.Length; index++)
        {
            var until = LocalTime.Add(matches[index].Last ?? windows[index].Since, step.Period, zones[index]);
            if (until <= batch.Now)
                travellers[index].GoTo(instruction.Next, "silent");
            else
                travellers[index].RestUntil(until);
        }
    }
}

/// <summary>The stretch of time in which events count for one who waits: from the moment the step was reached, excluded.</summary>
internal readonly record struct WaitWindow(DateTimeOffset Since, DateTimeOffset Until)
{
    internal static WaitWindow Of(Traveller traveller, string step, DateTimeOffset now, Func<DateTimeOffset, DateTimeOffset> until)
    {
        var since = traveller.TryGetReached(step, out var reached) ? reached : now;
        return new WaitWindow(since, until(since));
    }

    /// <summary>The first and the last matching event of each who is back from a rest, within their window; whoever just came has none. Clocks differ, so some may lie ahead.</summary>
    internal static async Task<WaitMatches[]> MatchesAsync(
        Batch batch, IReadOnlyList<EventPattern> patterns, IReadOnlyList<Traveller> travellers, IReadOnlyList<WaitWindow> windows, CancellationToken cancellationToken)
    {
        var matches = new WaitMatches[travellers.Count];
        int[] back = [.. Enumerable.Range(0, travellers.Count).Where(index => travellers[index].IsBack || travellers[index].IsRetrying)];
        if (back.Length == 0)
            return matches;
        foreach (var pattern in patterns)
        {
            var asked = back.Select(index => new EventWindow(travellers[index].Customer, pattern.Name, windows[index].Since, windows[index].Until)).ToList();
            var happened = await batch.Transaction.Events.ReadAsync(asked, cancellationToken).ConfigureAwait(false);
            for (var position = 0; position < back.Length; position++)
            {
                foreach (var match in happened[position].Where(pattern.Accepts))
                    matches[back[position]] = matches[back[position]].And(match.OccurredAt);
            }
        }

        return matches;
    }
}

/// <summary>When the first and the last of some events happened; none when there are none.</summary>
internal readonly record struct WaitMatches(DateTimeOffset? First, DateTimeOffset? Last)
{
    internal WaitMatches And(DateTimeOffset at) => new(First < at ? First : at, Last > at ? Last : at);
}
