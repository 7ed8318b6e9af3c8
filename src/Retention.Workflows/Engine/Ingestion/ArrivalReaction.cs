using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Enrolling;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Ingestion;

/// <summary>Enrolls newly described customers into the journeys that their earlier events trigger.</summary>
internal sealed class ArrivalReaction(JourneyPrograms programs, EntryReaction entries)
{
    /// <summary>True if any journey enrolls by events, so that new customers must be detected.</summary>
    internal async Task<bool> IsNeededAsync(IPartitionTransaction transaction, CancellationToken cancellationToken)
    {
        await programs.EnsureLoadedAsync(transaction, cancellationToken).ConfigureAwait(false);
        return programs.Enrolling.Count > 0;
    }

    internal async Task ReactAsync(Batch batch, IReadOnlyList<CustomerId> arrived, CancellationToken cancellationToken)
    {
        if (arrived.Count == 0)
            return;
        EventName[] names = [.. programs.Enrolling.Select(NameOf).Distinct()];
        var windows = arrived.SelectMany(customer => names.Select(name =>
            new EventWindow(customer, name, batch.Now - batch.Settings.Options.Ingestion.MaxTriggerAge, DateTimeOffset.MaxValue))).ToList();
        var @event = (await batch.Transaction.Events.ReadAsync(windows, cancellationToken).ConfigureAwait(false))
            .SelectMany(events => events).ToLookup(one => one.Customer);
        foreach (var program in programs.Enrolling)
            await entries.ReactAsync(
                batch, program, [.. @event.SelectMany(events => events).Where(one => EntryReaction.IsTrigger(program, one))],
                cancellationToken).ConfigureAwait(false);
    }

    private static EventName NameOf(JourneyProgram program) =>
        program.Definition.Enrollment.Trigger is EventTrigger trigger ? trigger.Event.Name : EventNames.SegmentChanged;
}
