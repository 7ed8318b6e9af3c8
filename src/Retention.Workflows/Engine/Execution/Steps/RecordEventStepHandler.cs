using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

internal sealed class RecordEventStepHandler : StepHandler<RecordEventStep>
{
    protected override async Task HandleAsync(
        Batch batch, Instruction instruction, RecordEventStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        await batch.RecordAsync(
            [.. runs.Select(run => EngineEvents.Recorded(run, step, batch.Now))], cancellationToken).ConfigureAwait(false);
        foreach (var run in runs)
            run.GoTo(instruction.Next);
    }
}
