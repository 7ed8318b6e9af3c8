namespace Retention.Workflows;

internal sealed class WaitUntilHandler : StepHandler<WaitUntilStep>
{
    protected override async Task HandleAsync(Batch batch, Instruction instruction, WaitUntilStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        var dueAt = new Dictionary<TimeZoneInfo, DateTimeOffset>();
        var zones = await batch.ZonesAsync(travellers, cancellationToken).ConfigureAwait(false);
        foreach (var zone in zones.Distinct())
            dueAt[zone] = LocalTime.NextTimeOfDay(batch.Now, step.TimeOfDay, zone);
        for (var index = 0; index < travellers.Count; index++)
            travellers[index].RestUntil(dueAt[zones[index]]);
    }
}
