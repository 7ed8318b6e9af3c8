namespace Retention.Workflows;

internal sealed class WaitHandler : StepHandler<WaitStep>
{
    protected override async Task HandleAsync(Batch batch, Instruction instruction, WaitStep step, IReadOnlyList<Traveller> travellers, CancellationToken cancellationToken)
    {
        var dueAt = new Dictionary<TimeZoneInfo, DateTimeOffset>();
        var zones = await batch.ZonesAsync(travellers, cancellationToken).ConfigureAwait(false);
        foreach (var zone in zones.Distinct())
            dueAt[zone] = LocalTime.Add(batch.Now, step.Period, zone);
        for (var index = 0; index < travellers.Count; index++)
            travellers[index].RestUntil(dueAt[zones[index]]);
    }
}
