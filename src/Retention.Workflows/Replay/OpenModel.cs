using System.Globalization;
using Retention.Workflows.Customers;
using Retention.Workflows.Events;
using Retention.Workflows.Naming;

namespace Retention.Workflows.Replay;

/// <summary>
/// An assumption about opened mails, which a shop's order history does not contain: a fixed share, drawn by a hash, so that every replay
/// draws the same.
/// </summary>
public sealed record OpenModel
{
    /// <summary>The share of mails that are opened, from 0 to 1; 0.4 by default.</summary>
    public double Share { get; init; } = 0.4;

    /// <summary>The seed of the draw; any number, 1 by default. The same seed opens the same messages.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// The maximum time between hand-over and open, 0 or more; 48 hours by default. Most opens are early: the delay is the square of a
    /// uniform draw, plus one minute.
    /// </summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromHours(48);

    /// <summary>Describes the assumption in one sentence.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Share:P0} of the e-mails count as opened within {Within.TotalHours:0} hours, chosen by a hash with seed {Seed}; text messages never count as opened.");

    /// <summary>The event of the open of a sent message; null if it is not opened.</summary>
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
