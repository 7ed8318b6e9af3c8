using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

internal sealed class SwitchStepHandler : StepHandler<SwitchStep>
{
    protected override async Task HandleAsync(
        Batch batch, Instruction instruction, SwitchStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        var chosen = new int[runs.Count];
        Array.Fill(chosen, step.Cases.Count);
        int[] open = [.. Enumerable.Range(0, runs.Count)];
        for (var one = 0; one < step.Cases.Count && open.Length > 0; one++)
        {
            var holds = await batch.EvaluateAsync(
                step.Cases[one].When, [.. open.Select(index => runs[index])], cancellationToken).ConfigureAwait(false);
            for (var position = 0; position < open.Length; position++)
            {
                if (holds[position])
                    chosen[open[position]] = one;
            }

            open = [.. open.Where((_, position) => !holds[position])];
        }

        for (var index = 0; index < chosen.Length; index++)
            runs[index]
                .GoTo(instruction.Branches[chosen[index]], chosen[index] < step.Cases.Count ? step.Cases[chosen[index]].Name : "otherwise");
    }
}
