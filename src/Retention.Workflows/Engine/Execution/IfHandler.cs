namespace Retention.Workflows;

internal sealed class IfHandler : StepHandler<IfStep>
{
    protected override async Task HandleAsync(Batch batch, Instruction instruction, IfStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        var answers = await batch.AskAsync(step.Condition, travellers, cancellationToken).ConfigureAwait(false);
        for (var index = 0; index < travellers.Count; index++)
            travellers[index].GoTo(instruction.Branches[answers[index] ? 0 : 1], answers[index] ? "yes" : "no");
    }
}
