using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Ingestion;

/// <summary>Takes events from outside: refuses what the limits do not allow, appends the rest and lets the engine react, in one transaction for each batch of a partition; all or nothing in one over all partitions.</summary>
internal sealed class EventIntake(IRetentionStore store, EngineSettings settings, EventReactions reactions, TimeProvider time)
{
    internal async Task<IReadOnlyList<AppendEventResult>> AppendAsync(EventBatch events, CancellationToken cancellationToken)
    {
        var answers = await AppendAsync(events.Events, events.AllOrNothing, events.AllOrNothing && events.Unreadable.Any(answer => answer is not null), cancellationToken).ConfigureAwait(false);
        settings.Telemetry.Refused(events.Unreadable.Count - events.Events.Count);
        return events.Answers(answers);
    }

    private async Task<AppendEventResult[]> AppendAsync(IReadOnlyList<CustomerEvent> events, bool allOrNothing, bool isSpoilt, CancellationToken cancellationToken)
    {
        var answers = new AppendEventResult[events.Count];
        var partitions = Enumerable.Range(0, events.Count).GroupBy(index => PartitionOf(events[index])).OrderBy(partition => partition.Key).ToList();
        if (allOrNothing && partitions.Count > 0)
        {
            await AppendAsync(partitions, events, answers, isSpoilt, cancellationToken).ConfigureAwait(false);
            return answers;
        }

        foreach (var partition in partitions)
        {
            foreach (var indexes in partition.Chunk(settings.Options.BatchSize))
                await AppendAsync([new Some(partition.Key, indexes)], events, answers, allOrNothing: false, isSpoilt: false, cancellationToken).ConfigureAwait(false);
        }

        return answers;
    }

    private Task AppendAsync(IReadOnlyList<IGrouping<int, int>> partitions, IReadOnlyList<CustomerEvent> events, AppendEventResult[] answers, bool isSpoilt, CancellationToken cancellationToken) =>
        AppendAsync([.. partitions.Select(partition => new Some(partition.Key, [.. partition]))], events, answers, allOrNothing: true, isSpoilt, cancellationToken);

    /// <summary>Who has no id lies nowhere; the event is refused wherever it is asked about.</summary>
    private int PartitionOf(CustomerEvent @event) => @event.Customer == default ? 0 : Partitioning.Of(@event.Customer, store.PartitionCount);

    /// <summary>One transaction, also over several partitions, in their order: all of them are locked before anything is written.</summary>
    private async Task AppendAsync(IReadOnlyList<Some> partitions, IReadOnlyList<CustomerEvent> events, AppendEventResult[] answers, bool allOrNothing, bool isSpoilt, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partitions[0].Partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            using var activity = EngineTelemetry.Start("retention.intake", partitions[0].Partition);
            var begun = settings.Telemetry.Begin();
            var batches = new List<Batch>(partitions.Count) { new(transaction, settings, time) };
            foreach (var (partition, _) in partitions.Skip(1))
                batches.Add(new Batch(await transaction.JoinAsync(partition, cancellationToken).ConfigureAwait(false), settings, time));
            var open = new List<List<int>>(partitions.Count);
            for (var index = 0; index < batches.Count; index++)
                open.Add(await AppendAsync(batches[index], events, partitions[index].Indexes, answers, cancellationToken).ConfigureAwait(false));
            if (allOrNothing && (isSpoilt || answers.Any(answer => answer.Spoils)))
            {
                PassOver(answers);
                return;
            }

            await reactions.ReactAsync(
                [.. batches.Zip(open, (batch, indexes) => (batch, (IReadOnlyList<CustomerEvent>)[.. indexes.Where(index => answers[index] == AppendEventResult.Stored).Select(index => events[index])]))],
                cancellationToken).ConfigureAwait(false);
            await Batch.CommitAsync(batches, cancellationToken).ConfigureAwait(false);
            foreach (var (_, indexes) in partitions)
                settings.Telemetry.Appended(Array.ConvertAll(indexes, index => answers[index]));
            settings.Telemetry.Batch(EngineTelemetry.Intake, partitions.Sum(partition => partition.Indexes.Length), begun);
        }
    }

    /// <summary>Appends what can be taken.</summary>
    /// <returns>Which that was.</returns>
    private async Task<List<int>> AppendAsync(Batch batch, IReadOnlyList<CustomerEvent> events, int[] indexes, AppendEventResult[] answers, CancellationToken cancellationToken)
    {
        var open = await RefuseAsync(batch, events, indexes, answers, cancellationToken).ConfigureAwait(false);
        foreach (var chunk in open.Chunk(settings.Options.BatchSize))
        {
            var outcomes = await batch.Transaction.Events.AppendAsync([.. chunk.Select(index => events[index])], cancellationToken).ConfigureAwait(false);
            for (var position = 0; position < chunk.Length; position++)
                answers[chunk[position]] = Answer(outcomes[position]);
        }

        return open;
    }

    /// <summary>Answers what cannot be taken.</summary>
    /// <returns>The others.</returns>
    private async Task<List<int>> RefuseAsync(Batch batch, IReadOnlyList<CustomerEvent> events, int[] indexes, AppendEventResult[] answers, CancellationToken cancellationToken)
    {
        var latest = DateTimeOffset.MaxValue - batch.Now > settings.Options.MaxClockSkew ? batch.Now + settings.Options.MaxClockSkew : DateTimeOffset.MaxValue;
        var limits = new EventLimits { Earliest = settings.Options.EarliestEvent, Latest = latest };
        var open = new List<int>(indexes.Length);
        foreach (var index in indexes)
        {
            if (limits.Problems(events[index]) is { Count: > 0 } problems)
                answers[index] = AppendEventResult.Refused(problems);
            else
                open.Add(index);
        }

        CustomerId[] customers = [.. open.Select(index => events[index].Customer).Distinct()];
        var erased = await ErasedCustomers.AmongAsync(batch, customers, cancellationToken).ConfigureAwait(false);
        var known = settings.Options.UnknownCustomers == UnknownCustomers.Refuse ? await batch.CustomersAsync(customers, cancellationToken).ConfigureAwait(false) : null;
        open.RemoveAll(index =>
        {
            if (erased.Contains(events[index].Customer))
                answers[index] = AppendEventResult.Erased;
            else if (known?.ContainsKey(events[index].Customer) == false)
                answers[index] = AppendEventResult.Refused(new InputProblem { Field = "customer", Reason = "is not known" });
            else
                return false;
            return true;
        });
        return open;
    }

    private static AppendEventResult Answer(AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.Stored => AppendEventResult.Stored,
        AppendOutcome.Duplicate => AppendEventResult.Duplicate,
        _ => AppendEventResult.Conflict,
    };

    /// <summary>Nothing was kept: what was fine says so no longer.</summary>
    private void PassOver(AppendEventResult[] answers)
    {
        for (var index = 0; index < answers.Length; index++)
        {
            if (answers[index] == AppendEventResult.Stored)
                answers[index] = AppendEventResult.RolledBack;
            settings.Telemetry.Appended([answers[index]]);
        }
    }

    /// <summary>The events of a partition, by their places in what was handed in.</summary>
    private readonly record struct Some(int Partition, int[] Indexes);
}
