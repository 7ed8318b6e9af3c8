using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

/// <summary>Parks enrollments until the shop's recommender has answered, outside every transaction.</summary>
internal sealed class RecommendStepHandler : StepHandler<RecommendStep>
{
    protected override Task HandleAsync(
        Batch batch, Instruction instruction, RecommendStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        foreach (var run in runs)
            run.Call(batch.Now);
        return Task.CompletedTask;
    }
}
