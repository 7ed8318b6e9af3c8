using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>Takes events from outside: refuses what the limits do not allow, appends the rest and lets the engine react, in one transaction for each batch of a partition.</summary>
internal sealed class EventIntake(IRetentionStore store, EngineSettings settings, EventReactions reactions, TimeProvider time)
{
    internal async Task<IReadOnlyList<EventAnswer>> AppendAsync(EventBatch events, CancellationToken cancellationToken)
    {
        var answers = await AppendAsync(events.Events, events.AllOrNothing, events.AllOrNothing && events.Unreadable.Any(answer => answer is not null), cancellationToken).ConfigureAwait(false);
        settings.Telemetry.Refused(events.Unreadable.Count - events.Events.Count);
        return events.Answers(answers);
    }

    private async Task<EventAnswer[]> AppendAsync(IReadOnlyList<CustomerEvent> events, bool allOrNothing, bool isSpoilt, CancellationToken cancellationToken)
    {
        var answers = new EventAnswer[events.Count];
        (int Partition, int[] Indexes)[] chunks =
        [
            .. Enumerable.Range(0, events.Count).GroupBy(index => PartitionOf(events[index])).SelectMany(partition => partition.Chunk(settings.Options.BatchSize).Select(chunk => (partition.Key, chunk))),
        ];
        if (allOrNothing && (isSpoilt || chunks.Length > 1))
        {
            // All of it is tried first, and nothing kept.
            foreach (var (partition, indexes) in chunks)
                await AppendAsync(partition, events, indexes, answers, Keep.Nothing, cancellationToken).ConfigureAwait(false);
            Contradictions(events, answers);
            if (isSpoilt || answers.Any(answer => answer.Spoils))
            {
                PassOver(answers, Enumerable.Range(0, answers.Length));
                return answers;
            }
        }

        foreach (var (partition, indexes) in chunks)
            await AppendAsync(partition, events, indexes, answers, allOrNothing ? Keep.AllOrNothing : Keep.Each, cancellationToken).ConfigureAwait(false);
        return answers;
    }

    /// <summary>Who has no id lies nowhere; the event is refused wherever it is asked about.</summary>
    private int PartitionOf(CustomerEvent happened) => happened.Customer == default ? 0 : Partitioning.Of(happened.Customer, store.PartitionCount);

    private async Task AppendAsync(
        int partition, IReadOnlyList<CustomerEvent> events, int[] indexes, EventAnswer[] answers, Keep keep, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            using var activity = EngineTelemetry.Start("retention.intake", partition);
            var begun = settings.Telemetry.Begin();
            var batch = new Batch(transaction, settings, time);
            var open = await RefuseAsync(batch, events, indexes, answers, cancellationToken).ConfigureAwait(false);
            var outcomes = await transaction.Events.AppendAsync([.. open.Select(index => events[index])], cancellationToken).ConfigureAwait(false);
            for (var position = 0; position < open.Count; position++)
                answers[open[position]] = Answer(outcomes[position]);
            if (keep == Keep.Nothing)
                return;
            if (keep == Keep.AllOrNothing && indexes.Any(index => answers[index].Spoils))
            {
                PassOver(answers, indexes);
                return;
            }

            await reactions.ReactAsync(batch, [.. open.Where(index => answers[index] == EventAnswer.Stored).Select(index => events[index])], cancellationToken).ConfigureAwait(false);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            settings.Telemetry.Appended(Array.ConvertAll(indexes, index => answers[index]));
            settings.Telemetry.Batch(EngineTelemetry.Intake, indexes.Length, begun);
        }
    }

    /// <summary>Answers what cannot be taken.</summary>
    /// <returns>The others.</returns>
    private async Task<List<int>> RefuseAsync(Batch batch, IReadOnlyList<CustomerEvent> events, int[] indexes, EventAnswer[] answers, CancellationToken cancellationToken)
    {
        var latest = DateTimeOffset.MaxValue - batch.Now > settings.Options.EventsAhead ? batch.Now + settings.Options.EventsAhead : DateTimeOffset.MaxValue;
        var limits = new EventLimits { Earliest = settings.Options.EarliestEvent, Latest = latest };
        var open = new List<int>(indexes.Length);
        foreach (var index in indexes)
        {
            if (limits.Problems(events[index]) is { Count: > 0 } problems)
                answers[index] = EventAnswer.Refused(problems);
            else
                open.Add(index);
        }

        CustomerId[] customers = [.. open.Select(index => events[index].Customer).Distinct()];
        var erased = await ErasedCustomers.AmongAsync(batch, customers, cancellationToken).ConfigureAwait(false);
        var known = settings.Options.UnknownCustomers == UnknownCustomers.Refuse ? await batch.CustomersAsync(customers, cancellationToken).ConfigureAwait(false) : null;
        open.RemoveAll(index =>
        {
            if (erased.Contains(events[index].Customer))
                answers[index] = EventAnswer.Erased;
            else if (known?.ContainsKey(events[index].Customer) == false)
                answers[index] = EventAnswer.Refused(new InputProblem { Field = "customer", Reason = "is not known" });
            else
                return false;
            return true;
        });
        return open;
    }

    private static EventAnswer Answer(AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.Stored => EventAnswer.Stored,
        AppendOutcome.Duplicate => EventAnswer.Duplicate,
        _ => EventAnswer.Conflict,
    };

    /// <summary>The same id twice among events that were tried apart from each other.</summary>
    private static void Contradictions(IReadOnlyList<CustomerEvent> events, EventAnswer[] answers)
    {
        var first = new Dictionary<(CustomerId, string), CustomerEvent>();
        for (var index = 0; index < answers.Length; index++)
        {
            if (answers[index] == EventAnswer.Stored && !first.TryAdd((events[index].Customer, events[index].Id), events[index]) && !first[(events[index].Customer, events[index].Id)].Equals(events[index]))
                answers[index] = EventAnswer.Conflict;
        }
    }

    /// <summary>Nothing was kept: what was fine says so no longer.</summary>
    private void PassOver(EventAnswer[] answers, IEnumerable<int> indexes)
    {
        foreach (var index in indexes)
        {
            if (answers[index] == EventAnswer.Stored)
                answers[index] = EventAnswer.PassedOver;
            settings.Telemetry.Appended([answers[index]]);
        }
    }

    /// <summary>What a transaction keeps of its events.</summary>
    private enum Keep
    {
        Each,
        AllOrNothing,
        Nothing,
    }
}
