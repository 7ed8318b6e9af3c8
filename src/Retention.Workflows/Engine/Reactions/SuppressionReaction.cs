using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Events;
using Retention.Workflows.Naming;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Reactions;

/// <summary>Suppresses the address after an unsubscription, a complaint or bounces, in the transaction that stores the event.</summary>
/// <remarks>The suppressions are written after all waves of reactions, in a fixed order, so two transactions never wait for each other. The
/// address is the one that the message went to if the engine's own event names it; else the customer's current one. A wish holds for all
/// push tokens.</remarks>
internal static class SuppressionReaction
{
    private const int MostSoftBounces = 3;
    private static readonly TimeSpan SoftBounceWindow = TimeSpan.FromDays(7);

    internal static async Task ReactAsync(Batch batch, IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        var wanted = events.Where(AddressEvents.IsOfAddress).ToList();
        if (wanted.Count == 0)
            return;
        var customers =
            await batch.CustomersAsync([.. wanted.Select(@event => @event.Customer).Distinct()], cancellationToken).ConfigureAwait(false);
        var suppressions = new List<Suppression>();
        foreach (var @event in wanted)
        {
            foreach (var channel in ChannelsOf(@event, customers))
            {
                foreach (var address in AddressesOf(batch, @event, channel, customers))
                {
                    if (await ReasonAsync(batch, @event, channel, address, cancellationToken).ConfigureAwait(false) is not { } reason)
                        continue;
                    suppressions.Add(new Suppression
                    {
                        Address = address,
                        Topic = reason == SuppressionReasons.Unsubscribed ? TopicOf(@event) : default(Topic?),
                        Reason = reason,
                        Since = batch.Now,
                    });
                }
            }
        }

        batch.Suppress(suppressions);
    }

    private static async Task<string?> ReasonAsync(
        Batch batch, CustomerEvent @event, Channel channel, string address, CancellationToken cancellationToken)
    {
        if (@event.Name == EventNames.Unsubscribed)
            return SuppressionReasons.Unsubscribed;
        if (@event.Name == EventNames.MessageComplained)
            return SuppressionReasons.Complaint;
        if (!IsSoft(@event))
            return SuppressionReasons.HardBounce;

        // Reports may come in any order, so a late one may precede others.
        var until = DateTimeOffset.MaxValue - @event.OccurredAt > SoftBounceWindow
            ? @event.OccurredAt + SoftBounceWindow : DateTimeOffset.MaxValue;
        var window = new EventWindow(@event.Customer, EventNames.MessageBounced, @event.OccurredAt - SoftBounceWindow, until);
        var bounced = (await batch.Transaction.Events.ReadAsync([window], cancellationToken).ConfigureAwait(false))[0]
            .Where(other => AddressEvents.ChannelOf(other) == channel && (KeyOf(other) ?? address) == address).Select(other => other.OccurredAt).ToList();
        return bounced.Zip(bounced.Skip(MostSoftBounces - 1))
            .Any(run => run.Second - run.First < SoftBounceWindow && run.First <= @event.OccurredAt && @event.OccurredAt <= run.Second)
            ? SuppressionReasons.SoftBounces
            : null;
    }

    /// <summary>
    /// The keys of the addresses that the event is about. A bounce is about one address. A wish is about the customer, so that it holds for
    /// every device; without an address it waits for the customer's first one.
    /// </summary>
    private static List<string> AddressesOf(
        Batch batch, CustomerEvent @event, Channel channel, IReadOnlyDictionary<CustomerId, Customer> customers)
    {
        var named = KeyOf(@event);
        var current = customers.GetValueOrDefault(@event.Customer) is { } customer
            ? SuppressionKey.Of(batch.Settings, customer, channel).ToList() : [];
        if (AddressEvents.IsWish(@event) && current.Count > 1)
            return [.. current.Append(named).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (named is not null)
            return [named];
        if (current.Count == 1)
            return current;
        return AddressEvents.IsWish(@event) ? [FirstAddresses.KeyOf(batch, @event.Customer, channel)] : [];
    }

    /// <summary>The key is only read from the engine's own events.</summary>
    private static string? KeyOf(CustomerEvent @event) =>
        @event.Id.StartsWith(EventLimits.OwnIds, StringComparison.Ordinal)
            && @event.Properties.TryGetValue(MessageEvents.AddressKey, out var key) ? SuppressionKey.Stored(key.ToString()) : null;

    private static bool IsSoft(CustomerEvent @event) =>
        @event.Properties.TryGetValue(MessageEvents.Class, out var text) && text.ToString() == "soft";

    /// <summary>The channels that the event is about. A wish that names none is about all of them.</summary>
    private static IEnumerable<Channel> ChannelsOf(CustomerEvent @event, IReadOnlyDictionary<CustomerId, Customer> customers)
    {
        if (AddressEvents.ChannelOf(@event) is { } channel)
            return [channel];
        if (!AddressEvents.IsWish(@event) || @event.Properties.TryGetValue(MessageEvents.Channel, out _))
            return [];
        return AddressEvents.CommonChannels.Union(customers.GetValueOrDefault(@event.Customer)?.Addresses.Keys ?? []);
    }

    private static Topic TopicOf(CustomerEvent @event) =>
        @event.Properties.TryGetValue(MessageEvents.Topic, out var name) && KebabName.IsValid(name.ToString())
            ? new Topic(name.ToString()) : Topic.Marketing;
}

/// <summary>The reasons why an address is suppressed.</summary>
internal static class SuppressionReasons
{
    internal const string Asked = "asked";
    internal const string Unsubscribed = "unsubscribed";
    internal const string Complaint = "complaint";
    internal const string HardBounce = "hard-bounce";
    internal const string SoftBounces = "soft-bounces";
}
