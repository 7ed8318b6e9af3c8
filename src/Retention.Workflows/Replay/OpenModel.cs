using System.Globalization;
using Retention.Workflows.Customers;
using Retention.Workflows.Events;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Replay;

/// <summary>An assumption about who opens mails, since a shop's order history does not tell: a fixed share, drawn by hash, so that every replay draws the same.</summary>
public sealed record OpenModel
{
    /// <summary>The share of mails that are opened, 0 for none to 1 for all; default 0.4.</summary>
    public double Share { get; init; } = 0.4;

    /// <summary>Tells one draw from another; any number, default 1. The same seed opens the same messages.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The longest time between sending and opening, zero or more; default 48 hours. Most open early: the time is the square of an even draw, from a minute on.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromHours(48);

    /// <summary>Says the assumption in one sentence.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"{Share:P0} of the mails are taken for opened within {Within.TotalHours:0} hours, drawn by a hash with seed {Seed}; text messages are never opened.");

    /// <summary>The event of the opening that follows a sent message; none when it is not opened.</summary>
    internal CustomerEvent? OpeningOf(CustomerEvent sent)
    {
        if (!sent.Properties.TryGetValue(MessageEvents.Channel, out var channel) || channel.ToString() != Channel.Email.Name)
            return null;
        if (Chance.Share(FormattableString.Invariant($"open/{Seed}/{sent.Id}")) >= Share)
            return null;
        var delay = Math.Pow(Chance.Share(FormattableString.Invariant($"open-delay/{Seed}/{sent.Id}")), 2);
        return new CustomerEvent
        {
            Id = $"opened/{sent.Id}",
            Customer = sent.Customer,
            Name = EventNames.MessageOpened,
            OccurredAt = sent.OccurredAt + TimeSpan.FromMinutes(1) + (Within * delay),
            Properties = new PropertyBag([.. sent.Properties, new(MessageEvents.Evidence, KebabName.Of(OpenEvidence.Unknown))]),
        };
    }
}
