namespace Retention.Workflows;

/// <summary>Ends the enrollments of those who are held out; their purchases are counted like everybody's.</summary>
internal sealed class HoldoutHandler : StepHandler<HoldoutStep>
{
    protected override Task HandleAsync(Batch batch, Instruction instruction, HoldoutStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        foreach (var traveller in travellers)
        {
            if (Chance.Bucket(step.Experiment ?? $"{traveller.Program.Definition.Name}/{step.Name}", traveller.Customer) < step.Percent * Chance.Buckets / 100)
                traveller.End(EnrollmentStatus.Completed, step.Name);
            else
                traveller.GoTo(instruction.Next, "no");
        }

        return Task.CompletedTask;
    }
}
