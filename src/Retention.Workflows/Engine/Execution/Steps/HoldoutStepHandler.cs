using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

/// <summary>Ends the enrollments of held-out customers; their purchases are still counted.</summary>
internal sealed class HoldoutStepHandler : StepHandler<HoldoutStep>
{
    protected override Task HandleAsync(
        Batch batch, Instruction instruction, HoldoutStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        foreach (var run in runs)
        {
            if (Chance.Bucket(
                step.Experiment ?? $"{run.Program.Definition.Name}/{step.Name}", run.Customer) < step.Percent * Chance.Buckets / 100)
                run.End(EnrollmentStatus.Completed, step.Name);
            else
                run.GoTo(instruction.Next, "no");
        }

        return Task.CompletedTask;
    }
}
