using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>Appends events from outside and lets the engine react, in one transaction a partition.</summary>
internal sealed class EventIntake(IRetentionStore store, EngineSettings settings, EventReactions reactions, TimeProvider time)
{
    internal async Task<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        var outcomes = new AppendOutcome[events.Count];
        var byPartition = Enumerable.Range(0, events.Count).GroupBy(index => Partitioning.Of(events[index].Customer, store.PartitionCount));
        foreach (var partition in byPartition)
        {
            foreach (var chunk in partition.Chunk(settings.Options.BatchSize))
                await AppendAsync(partition.Key, events, chunk, outcomes, cancellationToken).ConfigureAwait(false);
        }

        return outcomes;
    }

    private async Task AppendAsync(int partition, IReadOnlyList<CustomerEvent> events, int[] indexes, AppendOutcome[] outcomes, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            using var activity = EngineTelemetry.Start("retention.intake", partition);
            var begun = settings.Telemetry.Begin();
            var batch = new Batch(transaction, settings, time);
            CustomerEvent[] appended = [.. indexes.Select(index => events[index])];
            var results = await transaction.Events.AppendAsync(appended, cancellationToken).ConfigureAwait(false);
            await reactions.ReactAsync(batch, [.. appended.Where((_, position) => results[position] == AppendOutcome.Stored)], cancellationToken).ConfigureAwait(false);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            settings.Telemetry.Appended(results);
            settings.Telemetry.Batch(EngineTelemetry.Intake, appended.Length, begun);
            for (var position = 0; position < indexes.Length; position++)
                outcomes[indexes[position]] = results[position];
        }
    }
}
