namespace Retention.Workflows.Events;

/// <summary>
/// Decides from an open or click event whether a human or a machine opened the message. A click implies an open. A click within seconds of
/// the delivery was made by a scanner.
/// </summary>
internal static class OpenSigns
{
    private static readonly TimeSpan TooSoon = TimeSpan.FromSeconds(10);

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
    internal static OpenEvidence Of(CustomerEvent @event, IEnumerable<CustomerEvent> leavings)
    {
        if (!IsUnsure(@event))
            return MessageEvents.EvidenceOf(@event);
        return leavings.Any(
            left => IsSameMessage(left, @event) && @event.OccurredAt - left.OccurredAt < TooSoon && @event.OccurredAt >= left.OccurredAt)
            ? OpenEvidence.Machine
            : OpenEvidence.Human;
    }

    private static bool IsSameMessage(CustomerEvent left, CustomerEvent @event) =>
        MessageEvents.MessageOf(@event) is { Length: > 0 } message
        ? MessageEvents.MessageOf(left) == message
        : MessageEvents.Property(left, MessageEvents.Enrollment) == MessageEvents.Property(@event, MessageEvents.Enrollment)
            && MessageEvents.Property(left, MessageEvents.Step) == MessageEvents.Property(@event, MessageEvents.Step);
}
