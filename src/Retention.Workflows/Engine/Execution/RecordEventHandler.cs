namespace Retention.Workflows;

internal sealed class RecordEventHandler : StepHandler<RecordEventStep>
{
    protected override async Task HandleAsync(Batch batch, Instruction instruction, RecordEventStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        await batch.RecordAsync([.. travellers.Select(traveller => EngineEvents.Recorded(traveller, step, batch.Now))], cancellationToken).ConfigureAwait(false);
        foreach (var traveller in travellers)
            traveller.GoTo(instruction.Next);
    }
}
