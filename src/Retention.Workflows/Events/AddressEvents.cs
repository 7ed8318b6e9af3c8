using Retention.Workflows.Naming;

namespace Retention.Workflows.Events;

/// <summary>Reads events about an address: bounces, complaints, unsubscriptions.</summary>
internal static class AddressEvents
{
    /// <summary>The five common channels.</summary>
    internal static IReadOnlyList<Channel> CommonChannels { get; } =
        [Channel.Email, Channel.Sms, Channel.Push, Channel.WhatsApp, Channel.Viber];

    internal static bool IsOfAddress(CustomerEvent @event) =>
        @event.Name == EventNames.MessageBounced || IsWish(@event);

    /// <summary>True if the customer wants to be left alone.</summary>
    internal static bool IsWish(CustomerEvent @event) =>
        @event.Name == EventNames.MessageComplained || @event.Name == EventNames.Unsubscribed;

    /// <summary>The channel of the event; null if it names none.</summary>
    internal static Channel? ChannelOf(CustomerEvent @event) =>
        @event.Properties.TryGetValue(MessageEvents.Channel, out var name)
            && name.ToString().Trim().ToLowerInvariant() is var text && KebabName.IsValid(text) ? new Channel(text) : default(Channel?);

    /// <summary>
    /// The problem of the event's channel; null if it is right. A wish that is stored and suppresses nothing would be lost in silence.
    /// </summary>
    internal static string? ChannelProblem(CustomerEvent @event)
    {
        if (!IsOfAddress(@event))
            return null;
        if (!@event.Properties.TryGetValue(MessageEvents.Channel, out var written))
            return IsWish(@event) ? null : "is missing: a bounce belongs to a channel";
        if (ChannelOf(@event) is not { } channel)
            return $"is not the name of a channel such as {Channel.Email}";
        foreach (var common in CommonChannels)
        {
            if (channel != common && channel.Name.Replace("-", "", StringComparison.Ordinal) == common.Name)
                return $"is '{written}'; write {common}";
        }

        return null;
    }
}
