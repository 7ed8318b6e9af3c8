using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Execution;

/// <summary>Lets enrollments await the host's recommender, which is called outside transactions.</summary>
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
