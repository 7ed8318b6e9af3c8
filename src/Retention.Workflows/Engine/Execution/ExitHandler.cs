namespace Retention.Workflows;

/// <summary>Ends enrollments. A conditional exit also withdraws what they have queued.</summary>
internal sealed class ExitHandler : StepHandler<ExitStep>
{
    protected override async Task HandleAsync(Batch batch, Instruction instruction, ExitStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        if (step.When is null)
        {
            foreach (var traveller in travellers)
                traveller.End(EnrollmentStatus.Completed, step.Name);
            return;
        }

        var leaves = await batch.AskAsync(step.When, travellers, cancellationToken).ConfigureAwait(false);
        await Withdrawal.OfAsync(batch.Transaction, [.. travellers.Where((_, index) => leaves[index]).Select(traveller => traveller.Id)], batch.Now, batch.Counters, cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < travellers.Count; index++)
        {
            if (leaves[index])
                travellers[index].End(EnrollmentStatus.Exited, step.Name);
            else
                travellers[index].GoTo(instruction.Next, "no");
        }
    }
}
