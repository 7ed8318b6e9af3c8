namespace Retention.Workflows.Events;

/// <summary>
/// Decides from an open or click event whether a human or a machine opened the message. A click implies an open. A click within seconds of
/// the delivery was made by a scanner, and so were clicks on different links of a message within two seconds, at any age. Two clicks on the
/// same link are a person's double click.
/// </summary>
internal static class OpenSigns
{
    private static readonly TimeSpan TooSoon = TimeSpan.FromSeconds(10);

    /// <summary>A click on another link within this time makes both a machine's. A click is judged when the time has passed.</summary>
    internal static TimeSpan Burst { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The events that indicate an open.</summary>
    internal static IReadOnlyList<EventName> Names { get; } = [EventNames.MessageOpened, EventNames.MessageClicked];

    /// <summary>The events with the times when a message was sent and delivered.</summary>
    internal static IReadOnlyList<EventName> LeavingNames { get; } = [EventNames.MessageSent, EventNames.MessageDelivered];

    internal static bool IsSign(CustomerEvent @event) =>
        @event.Name == EventNames.MessageOpened || @event.Name == EventNames.MessageClicked;

    /// <summary>True if the decision needs the times when the message was sent and delivered.</summary>
    internal static bool IsUnsure(CustomerEvent @event) =>
        @event.Name == EventNames.MessageClicked && MessageEvents.EvidenceOf(@event) == OpenEvidence.Unknown;

    /// <param name="event">An open or a click.</param>
    /// <param name="leavings">
    /// The events of sent and delivered messages of the customer; only used if <see cref="IsUnsure"/> returns true.
    /// </param>
    /// <param name="signs">The opens and clicks of the customer that are known now.</param>
    internal static OpenEvidence Of(CustomerEvent @event, IEnumerable<CustomerEvent> leavings, IEnumerable<CustomerEvent> signs)
    {
        if (!IsUnsure(@event))
            return MessageEvents.EvidenceOf(@event);
        if (signs.Any(other => IsInBurst(@event, other)))
            return OpenEvidence.Machine;
        return leavings.Any(
            left => IsSameMessage(left, @event) && @event.OccurredAt - left.OccurredAt < TooSoon && @event.OccurredAt >= left.OccurredAt)
            ? OpenEvidence.Machine
            : OpenEvidence.Human;
    }

    /// <summary>True if the events are clicks on different links of one message, within two seconds of each other.</summary>
    private static bool IsInBurst(CustomerEvent @event, CustomerEvent other) =>
        other.Name == EventNames.MessageClicked
        && (other.OccurredAt - @event.OccurredAt).Duration() <= Burst
        && MessageEvents.Property(other, MessageEvents.Link) is { Length: > 0 } link
        && MessageEvents.Property(@event, MessageEvents.Link) is { Length: > 0 } own && own != link
        && IsSameMessage(other, @event);

    private static bool IsSameMessage(CustomerEvent left, CustomerEvent @event) =>
        MessageEvents.MessageOf(@event) is { Length: > 0 } message
        ? MessageEvents.MessageOf(left) == message
        : MessageEvents.Property(left, MessageEvents.Enrollment) == MessageEvents.Property(@event, MessageEvents.Enrollment)
            && MessageEvents.Property(left, MessageEvents.Step) == MessageEvents.Property(@event, MessageEvents.Step);
}
