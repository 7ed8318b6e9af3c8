using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Exits;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

/// <summary>Ends enrollments. A conditional exit also withdraws their queued messages.</summary>
internal sealed class ExitStepHandler : StepHandler<ExitStep>
{
    protected override async Task HandleAsync(
        Batch batch, Instruction instruction, ExitStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        if (step.When is null)
        {
            foreach (var run in runs)
                run.End(EnrollmentStatus.Completed, step.Name);
            return;
        }

        var leaves = await batch.EvaluateAsync(step.When, runs, cancellationToken).ConfigureAwait(false);
        await Withdrawal.OfAsync(batch, [.. runs.Where((_, index) => leaves[index]).Select(run => run.Id)], cancellationToken)
            .ConfigureAwait(false);
        for (var index = 0; index < runs.Count; index++)
        {
            if (leaves[index])
                runs[index].End(EnrollmentStatus.Exited, step.Name);
            else
                runs[index].GoTo(instruction.Next, "no");
        }
    }
}
