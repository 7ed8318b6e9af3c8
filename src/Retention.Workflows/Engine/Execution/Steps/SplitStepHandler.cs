using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

internal sealed class SplitStepHandler : StepHandler<SplitStep>
{
    protected override Task HandleAsync(
        Batch batch, Instruction instruction, SplitStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        foreach (var run in runs)
        {
            var share = ShareOf(step, run);
            run.GoTo(instruction.Branches[share], step.Shares[share].Name);
        }

        return Task.CompletedTask;
    }

    private static int ShareOf(SplitStep step, EnrollmentRun run)
    {
        var bucket = Chance.Bucket(step.Experiment ?? $"{run.Program.Definition.Name}/{step.Name}", run.Customer);
        var border = 0m;
        for (var share = 0; share < step.Shares.Count - 1; share++)
        {
            border += step.Shares[share].Percent * Chance.Buckets / 100;
            if (bucket < border)
                return share;
        }

        return step.Shares.Count - 1;
    }
}
