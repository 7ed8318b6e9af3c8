using System.Globalization;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Exits;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Enrolling;

/// <summary>Enrolls customers when a trigger event happens or when they change segment.</summary>
internal sealed partial class EntryReaction(JourneyPrograms programs, PastEvents pastEvents, ILogger<EntryReaction> logger)
{
    internal async Task ReactAsync(Batch batch, IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        foreach (var program in programs.Enrolling)
            await ReactAsync(
                batch, program, [.. events.Where(@event => IsTrigger(program, @event))], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Enrolls by the triggers of one journey. A customer without a description is enrolled once described; the events stay in the log.
    /// </summary>
    internal async Task ReactAsync(
        Batch batch, JourneyProgram program, IReadOnlyList<CustomerEvent> triggers, CancellationToken cancellationToken)
    {
        if (triggers.Count == 0)
            return;
        var known =
            await batch.CustomersAsync([.. triggers.Select(@event => @event.Customer).Distinct()], cancellationToken).ConfigureAwait(false);

        // Process one event per customer at a time, so that the re-entry rule sees the enrollment that the previous event made.
        var open = triggers.Where(@event => known.ContainsKey(@event.Customer)).OrderBy(@event => @event.OccurredAt).ToList();
        while (open.Count > 0)
        {
            var nextPerCustomer = open.DistinctBy(@event => @event.Customer).ToList();
            open = [.. open.Except(nextPerCustomer, ReferenceEqualityComparer.Instance).Cast<CustomerEvent>()];
            await EnrollAsync(batch, program, nextPerCustomer, cancellationToken).ConfigureAwait(false);
        }
    }

    internal static bool IsTrigger(JourneyProgram program, CustomerEvent @event) => program.Definition.Enrollment.Trigger switch
    {
        EventTrigger trigger => trigger.Event.Accepts(@event),
        SegmentTrigger trigger => @event.Name == EventNames.SegmentChanged && IsMove(trigger, @event),
        _ => false,
    };

    private async Task EnrollAsync(
        Batch batch, JourneyProgram program, List<CustomerEvent> nextPerCustomer, CancellationToken cancellationToken)
    {
        var fresh = new List<CustomerEvent>(nextPerCustomer.Count);
        foreach (var @event in nextPerCustomer)
        {
            if (@event.OccurredAt <= batch.Settings.TriggersAfter)
                continue;
            if (@event.OccurredAt < batch.Now - batch.Settings.Options.Ingestion.MaxTriggerAge)
                batch.Count(program, "", JourneyMeasures.NotEnrolled, RefusalReasons.TooLate);
            else
                fresh.Add(@event);
        }

        if (program.Definition.Enrollment.Audience is { } audience && fresh.Count > 0)
        {
            var isInAudience = await PerCustomerEvaluation.EvaluateAsync(
                batch,
                audience,
                [.. fresh.Select(@event => @event.Customer)],
                (_, exception) =>
                {
                    batch.Count(program, "", JourneyMeasures.NotEnrolled, RefusalReasons.AudienceFailed);
                    LogAudienceFailed(exception, program.Definition.Name, batch.Transaction.Partition);
                },
                cancellationToken).ConfigureAwait(false);
            fresh = [.. fresh.Where((_, index) => isInAudience[index])];
        }

        var candidates = new List<EntryCandidate>(fresh.Count);
        foreach (var @event in fresh)
        {
            if (EntryKeyOf(program, @event) is { } entryKey)
                candidates.Add(new EntryCandidate(@event.Customer, entryKey) { Trigger = @event });
            else
                batch.Count(program, "", JourneyMeasures.NotEnrolled, RefusalReasons.NoKey);
        }

        var entries = await EnrollmentIntake.EnrollAsync(batch, program, candidates, cancellationToken).ConfigureAwait(false);
        var entered = entries.Select(entry => entry.Enrollment).OfType<Enrollment>().ToList();
        if (entered.Count == 0)
            return;
        batch.Transaction.SignalWork();
        await pastEvents.ApplyAsync(batch, program, entered, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the entry key: the value of the property that the re-entry rule names, else the event id.</summary>
    private static string? EntryKeyOf(JourneyProgram program, CustomerEvent @event)
    {
        if (program.Definition.Enrollment.ReEntry is not PerKeyReEntry perKey)
            return @event.Id;
        return @event.Properties.TryGetValue(perKey.Property, out var value) ? KeyOf(value) : null;
    }

    /// <summary>Numbers are keys by their value: 4711 and 4711.0 are one key.</summary>
    private static string KeyOf(PropertyValue value) =>
        value.Kind == PropertyKind.Number ? value.Number.ToString("0.############################", CultureInfo.InvariantCulture) : value.ToString();

    private static bool IsMove(SegmentTrigger trigger, CustomerEvent @event)
    {
        var (cameFrom, wentTo) = (Names(trigger, @event, "from"), Names(trigger, @event, "to"));
        return trigger.Move == SegmentMove.Enters ? wentTo && !cameFrom : cameFrom && !wentTo;
    }

    private static bool Names(SegmentTrigger trigger, CustomerEvent @event, string property) =>
        @event.Properties.TryGetValue(property, out var value) && trigger.Segments.Any(segment => value == (PropertyValue)segment.ToName());

    [LoggerMessage(1004, LogLevel.Error,
        "The audience condition of journey {Journey} failed for a customer of partition {Partition}; this event does not enroll the " +
        "customer")]
    private partial void LogAudienceFailed(Exception exception, JourneyName journey, int partition);
}
