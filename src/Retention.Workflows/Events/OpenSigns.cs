namespace Retention.Workflows.Events;

/// <summary>Who opened a message, by an event of an opening or a click: a click implies an opening, and one within seconds of the delivery is a scanner's.</summary>
internal static class OpenSigns
{
    private static readonly TimeSpan TooSoon = TimeSpan.FromSeconds(10);

    /// <summary>The events that are such signs.</summary>
    internal static IReadOnlyList<EventName> Names { get; } = [EventNames.MessageOpened, EventNames.MessageClicked];

    /// <summary>The events that say when a message left and arrived.</summary>
    internal static IReadOnlyList<EventName> LeavingNames { get; } = [EventNames.MessageSent, EventNames.MessageDelivered];

    internal static bool IsSign(CustomerEvent @event) => @event.Name == EventNames.MessageOpened || @event.Name == EventNames.MessageClicked;

    /// <summary>Whether it takes the leaving of the message to tell.</summary>
    internal static bool IsUnsure(CustomerEvent @event) => @event.Name == EventNames.MessageClicked && MessageEvents.EvidenceOf(@event) == OpenEvidence.Unknown;

    /// <param name="event">An opening or a click.</param>
    /// <param name="leavings">When messages of the customer left and arrived; only asked where <see cref="IsUnsure"/>.</param>
    internal static OpenEvidence Of(CustomerEvent @event, IEnumerable<CustomerEvent> leavings)
    {
        if (!IsUnsure(@event))
            return MessageEvents.EvidenceOf(@event);
        return leavings.Any(left => IsSameMessage(left, @event) && @event.OccurredAt - left.OccurredAt < TooSoon && @event.OccurredAt >= left.OccurredAt)
            ? OpenEvidence.Machine
            : OpenEvidence.Human;
    }

    private static bool IsSameMessage(CustomerEvent left, CustomerEvent @event) => MessageEvents.MessageOf(@event) is { Length: > 0 } message
        ? MessageEvents.MessageOf(left) == message
        : MessageEvents.Property(left, MessageEvents.Enrollment) == MessageEvents.Property(@event, MessageEvents.Enrollment)
            && MessageEvents.Property(left, MessageEvents.Step) == MessageEvents.Property(@event, MessageEvents.Step);
}
