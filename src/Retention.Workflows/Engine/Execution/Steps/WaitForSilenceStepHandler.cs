using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

/// <summary>
/// Lets enrollments wait until no event occurred for a period. Events do not wake them: at the end of the period the event log is read.
/// </summary>
internal sealed class WaitForSilenceStepHandler : StepHandler<WaitForSilenceStep>
{
    protected override async Task HandleAsync(Batch batch, Instruction instruction, WaitForSilenceStep step,
        IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        var zones = await batch.ZonesAsync(runs, cancellationToken).ConfigureAwait(false);
        var windows = new WaitWindow[runs.Count];
        for (var index = 0; index < windows.Length; index++)
            windows[index] = WaitWindow.Of(runs[index], step.Name, batch.Now, _ => DateTimeOffset.MaxValue);
        var matches = await WaitWindow.MatchesAsync(batch, step.Events, runs, windows, cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < windows.Length; index++)
        {
            var until = LocalTime.Add(matches[index].Last ?? windows[index].Since, step.Period, zones[index]);
            if (until <= batch.Now)
                runs[index].CatchUpTo(until);
            if (until <= batch.Now)
                runs[index].GoTo(instruction.Next, "silent");
            else
                runs[index].RestUntil(until);
        }
    }
}
