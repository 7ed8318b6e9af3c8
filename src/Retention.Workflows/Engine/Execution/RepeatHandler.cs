namespace Retention.Workflows;

/// <summary>Begins another round, or goes on behind when there were enough.</summary>
internal sealed class RepeatHandler : StepHandler<RepeatStep>
{
    protected override async Task HandleAsync(Batch batch, Instruction instruction, RepeatStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        var enough = step.Until is { } until ? await batch.AskAsync(until, travellers, cancellationToken).ConfigureAwait(false) : new bool[travellers.Count];
        for (var index = 0; index < travellers.Count; index++)
        {
            var traveller = travellers[index];
            var round = traveller.RoundOf(step.Name) + 1;
            if (enough[index] || round > step.Times)
            {
                traveller.BeginRound(step.Name, 0);
                traveller.GoTo(instruction.Next, "enough");
            }
            else
            {
                traveller.BeginRound(step.Name, round);
                traveller.GoTo(instruction.Branches[0], "again");
            }
        }
    }
}
