using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Events;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Reactions;

/// <summary>Counts opened messages. Each counts once, at the first open or click that is not certainly a machine's.</summary>
internal static class OpenedReaction
{
    internal static async Task ReactAsync(Batch batch, IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        List<CustomerEvent> signs = [.. events.Where(
            @event => OpenSigns.IsSign(@event) && MessageEvents.EvidenceOf(@event) != OpenEvidence.Machine)];
        if (signs.Count == 0)
            return;

        var all = await ReadAsync(batch, signs.Select(sign => sign.Customer), OpenSigns.Names, cancellationToken).ConfigureAwait(false);
        var leavings = await ReadAsync(batch, signs.SelectMany(sign => all[sign.Customer]).Where(OpenSigns.IsUnsure)
            .Select(sign => sign.Customer), OpenSigns.LeavingNames, cancellationToken).ConfigureAwait(false);
        var now = signs.Select(sign => (sign.Customer, sign.Id)).ToHashSet();
        var counted = new HashSet<string>();
        var enrollments = await batch.Transaction.Enrollments.FindAsync(
            [.. signs.Select(EnrollmentOf).OfType<EnrollmentId>().Distinct()], cancellationToken).ConfigureAwait(false);
        foreach (var sign in signs.Where(Counts))
        {
            var message = MessageEvents.MessageOf(sign);
            var before = all[sign.Customer]
                .Any(other => !now.Contains((other.Customer, other.Id)) && MessageEvents.MessageOf(other) == message && Counts(other));
            if (before || !counted.Add(message) || EnrollmentOf(sign) is not { } id
                || enrollments.GetValueOrDefault(id) is not { } enrollment)
                continue;
            batch.Counters.Add(
                enrollment.Journey, enrollment.Version, MessageEvents.Property(sign, MessageEvents.Step), JourneyMeasures.Opened,
                MessageEvents.Property(sign, MessageEvents.Channel), at: sign.OccurredAt);
        }

        bool Counts(CustomerEvent sign) => OpenSigns.Of(sign, leavings[sign.Customer]) != OpenEvidence.Machine;
    }

    private static async Task<ILookup<CustomerId, CustomerEvent>> ReadAsync(
        Batch batch, IEnumerable<CustomerId> customers, IReadOnlyList<EventName> names, CancellationToken cancellationToken)
    {
        var windows = customers.Distinct().SelectMany(
            customer => names.Select(name => new EventWindow(customer, name, DateTimeOffset.MinValue, DateTimeOffset.MaxValue))).ToList();
        var found = windows.Count == 0 ? [] : await batch.Transaction.Events.ReadAsync(windows, cancellationToken).ConfigureAwait(false);
        return found.SelectMany(events => events).ToLookup(@event => @event.Customer);
    }

    private static EnrollmentId? EnrollmentOf(CustomerEvent @event) =>
        EnrollmentId.TryParse(MessageEvents.Property(@event, MessageEvents.Enrollment), out var id) ? id : null;
}
