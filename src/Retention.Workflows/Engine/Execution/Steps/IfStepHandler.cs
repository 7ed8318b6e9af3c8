using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

internal sealed class IfStepHandler : StepHandler<IfStep>
{
    protected override async Task HandleAsync(
        Batch batch, Instruction instruction, IfStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        var answers = await batch.EvaluateAsync(step.Condition, runs, cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < runs.Count; index++)
            runs[index].GoTo(instruction.Branches[answers[index] ? 0 : 1], answers[index] ? "yes" : "no");
    }
}
