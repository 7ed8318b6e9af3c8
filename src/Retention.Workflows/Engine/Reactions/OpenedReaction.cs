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
        var enrollments = await batch.Transaction.Enrollments.FindAsync(
            [.. signs.Select(EnrollmentOf).OfType<EnrollmentId>().Distinct()], cancellationToken).ConfigureAwait(false);
        foreach (var message in signs.GroupBy(sign => (sign.Customer, Message: MessageEvents.MessageOf(sign))))
        {
            if (EnrollmentOf(message.First()) is not { } id || enrollments.GetValueOrDefault(id) is not { } enrollment)
                continue;
            List<CustomerEvent> known =
                [.. all[message.Key.Customer].Where(sign => MessageEvents.MessageOf(sign) == message.Key.Message)];
            List<CustomerEvent> earlier = [.. known.Where(sign => !now.Contains((sign.Customer, sign.Id)))];
            var (before, after) = (FirstIn(earlier), FirstIn(known));

            // A click that completes a burst takes back the open that its first click counted as.
            if (before is null && after is not null)
                Count(after, 1);
            else if (before is not null && after is null)
                Count(before, -1);

            void Count(CustomerEvent sign, int count) => batch.Counters.Add(
                enrollment.Journey, enrollment.Version, MessageEvents.Property(sign, MessageEvents.Step), JourneyMeasures.Opened,
                MessageEvents.Property(sign, MessageEvents.Channel), count, at: sign.OccurredAt);
        }

        CustomerEvent? FirstIn(IReadOnlyList<CustomerEvent> known) => known
            .Where(sign => OpenSigns.Of(sign, leavings[sign.Customer], known) != OpenEvidence.Machine)
            .MinBy(sign => sign.OccurredAt);
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
