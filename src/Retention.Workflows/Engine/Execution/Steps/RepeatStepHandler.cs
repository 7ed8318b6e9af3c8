using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

/// <summary>Starts another round, or continues after the step.</summary>
internal sealed class RepeatStepHandler : StepHandler<RepeatStep>
{
    protected override async Task HandleAsync(
        Batch batch, Instruction instruction, RepeatStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        var enough = step.Until is { } until
            ? await batch.EvaluateAsync(until, runs, cancellationToken).ConfigureAwait(false) : new bool[runs.Count];
        for (var index = 0; index < runs.Count; index++)
        {
            var run = runs[index];
            var round = run.RoundOf(step.Name) + 1;
            if (enough[index] || round > step.Times)
            {
                run.BeginRound(step.Name, 0);
                run.GoTo(instruction.Next, "enough");
            }
            else
            {
                run.BeginRound(step.Name, round);
                run.GoTo(instruction.Branches[0], "again");
            }
        }
    }
}
