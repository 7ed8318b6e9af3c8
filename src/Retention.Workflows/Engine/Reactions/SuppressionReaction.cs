using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>Suppresses the address of whoever unsubscribed or complained, or whose mail came back, in the transaction that stores the event.</summary>
/// <remarks>What a wave of events suppresses is written when all waves are over, in one order: so two transactions never wait for each other. The address is the one that the message went to, where the engine's own event tells; else the one that the customer has at that moment.</remarks>
internal static class SuppressionReaction
{
    private const int MostSoftBounces = 3;
    private static readonly TimeSpan SoftBounceWindow = TimeSpan.FromDays(7);

    internal static async Task ReactAsync(Batch batch, IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        var wanted = events.Where(happened => happened.Name == EventNames.MessageBounced || happened.Name == EventNames.MessageComplained || happened.Name == EventNames.Unsubscribed).ToList();
        if (wanted.Count == 0)
            return;
        var customers = await batch.CustomersAsync([.. wanted.Select(happened => happened.Customer).Distinct()], cancellationToken).ConfigureAwait(false);
        var suppressions = new List<Suppression>();
        foreach (var happened in wanted)
        {
            if (ChannelOf(happened) is not { } channel || AddressOf(batch, happened, channel, customers) is not { } address)
                continue;
            if (await ReasonAsync(batch, happened, channel, address, cancellationToken).ConfigureAwait(false) is not { } reason)
                continue;
            suppressions.Add(new Suppression
            {
                Address = address,
                Topic = reason == SuppressionReasons.Unsubscribed ? TopicOf(happened) : null,
                Reason = reason,
                Since = batch.Now,
            });
        }

        batch.Suppress(suppressions);
    }

    private static async Task<string?> ReasonAsync(Batch batch, CustomerEvent happened, Channel channel, string address, CancellationToken cancellationToken)
    {
        if (happened.Name == EventNames.Unsubscribed)
            return SuppressionReasons.Unsubscribed;
        if (happened.Name == EventNames.MessageComplained)
            return SuppressionReasons.Complaint;
        if (!IsSoft(happened))
            return SuppressionReasons.HardBounce;

        // In whatever order they came: one that comes late may stand before others.
        var until = DateTimeOffset.MaxValue - happened.OccurredAt > SoftBounceWindow ? happened.OccurredAt + SoftBounceWindow : DateTimeOffset.MaxValue;
        var window = new EventWindow(happened.Customer, EventNames.MessageBounced, happened.OccurredAt - SoftBounceWindow, until);
        var bounced = (await batch.Transaction.Events.ReadAsync([window], cancellationToken).ConfigureAwait(false))[0]
            .Where(other => ChannelOf(other) == channel && (KeyOf(other) ?? address) == address).Select(other => other.OccurredAt).ToList();
        return bounced.Zip(bounced.Skip(MostSoftBounces - 1)).Any(run => run.Second - run.First < SoftBounceWindow && run.First <= happened.OccurredAt && happened.OccurredAt <= run.Second)
            ? SuppressionReasons.SoftBounces
            : null;
    }

    private static string? AddressOf(Batch batch, CustomerEvent happened, Channel channel, IReadOnlyDictionary<CustomerId, Customer> customers) =>
        KeyOf(happened) ?? (customers.GetValueOrDefault(happened.Customer)?.AddressOn(channel) is { } address ? SuppressionKey.Of(batch.Settings.Options.PrivacyKey, channel, address) : null);

    /// <summary>Only the engine's own events are trusted with it.</summary>
    private static string? KeyOf(CustomerEvent happened) =>
        happened.Id.StartsWith(EventLimits.OwnIds, StringComparison.Ordinal) && happened.Properties.TryGetValue(MessageEvents.AddressKey, out var key) ? key.ToString() : null;

    private static bool IsSoft(CustomerEvent happened) => happened.Properties.TryGetValue(MessageEvents.Class, out var text) && text.ToString() == "soft";

    private static Channel? ChannelOf(CustomerEvent happened) =>
        happened.Properties.TryGetValue(MessageEvents.Channel, out var name) && KebabName.IsValid(name.ToString()) ? new Channel(name.ToString()) : null;

    private static Topic TopicOf(CustomerEvent happened) =>
        happened.Properties.TryGetValue(MessageEvents.Topic, out var name) && KebabName.IsValid(name.ToString()) ? new Topic(name.ToString()) : Topic.Marketing;
}

/// <summary>Why an address is suppressed.</summary>
internal static class SuppressionReasons
{
    internal const string Unsubscribed = "unsubscribed";
    internal const string Complaint = "complaint";
    internal const string HardBounce = "hard-bounce";
    internal const string SoftBounces = "soft-bounces";
}
