using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Events;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

/// <summary>Lets enrollments wait for an event or the timeout; the event log decides which came first.</summary>
internal sealed class WaitForEventStepHandler : StepHandler<WaitForEventStep>
{
    protected override async Task HandleAsync(
        Batch batch, Instruction instruction, WaitForEventStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        var zones = await batch.ZonesAsync(runs, cancellationToken).ConfigureAwait(false);
        var windows = new WaitWindow[runs.Count];
        for (var index = 0; index < windows.Length; index++)
            windows[index] = WaitWindow.Of(runs[index], step.Name, batch.Now, since => LocalTime.Add(since, step.Timeout, zones[index]));
        var waitsForClick = step.Event.Name == EventNames.MessageClicked;
        var matches = waitsForClick
            ? await ClickMatches.ReadAsync(batch, step.Event, runs, windows, cancellationToken).ConfigureAwait(false)
            : await WaitWindow.MatchesAsync(batch, [step.Event], runs, windows, cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < windows.Length; index++)
        {
            if (waitsForClick && matches[index].First is { } click && click + OpenSigns.Burst > batch.Now && click <= batch.Now)
            {
                runs[index].RestUntil(click + OpenSigns.Burst); // until then a second click may show that a machine made both
                continue;
            }

            if (matches[index].First <= batch.Now)
                runs[index].CatchUpTo(matches[index].First!.Value);
            else if (windows[index].Until <= batch.Now)
                runs[index].CatchUpTo(windows[index].Until);
            if (matches[index].First <= batch.Now)
                runs[index].GoTo(instruction.Branches[0], "received");
            else if (matches[index].First is { } ahead)
                runs[index].RestUntil(ahead); // stamped by a clock that is ahead of ours
            else if (windows[index].Until <= batch.Now)
                runs[index].GoTo(instruction.Branches[1], "timeout");
            else
                runs[index].RestUntil(windows[index].Until);
        }
    }
}
