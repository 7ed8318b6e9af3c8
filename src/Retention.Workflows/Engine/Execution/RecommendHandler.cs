namespace Retention.Workflows;

/// <summary>Parks enrollments until the shop's recommender has answered, outside every transaction.</summary>
internal sealed class RecommendHandler : StepHandler<RecommendStep>
{
    protected override Task HandleAsync(Batch batch, Instruction instruction, RecommendStep step, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        foreach (var run in runs)
            run.Call(batch.Now);
        return Task.CompletedTask;
    }
}
