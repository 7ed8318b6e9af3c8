using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Events;
using Retention.Workflows.Storage;
using Retention.Workflows.Time;

namespace Retention.Workflows.Engine.Privacy;

/// <summary>
/// The slots that messages take under frequency caps at an address of several customers: what happens to them outside the decision to send.
/// </summary>
internal static class SharedSlots
{
    /// <summary>The time before which no slot counts any more; null without frequency caps.</summary>
    /// <remarks>Two days before the longest period: calendars differ across clock changes, and customers' time zones from the
    /// shop's.</remarks>
    internal static DateTimeOffset? Oldest(EngineSettings settings, DateTimeOffset now) => settings.Options.FrequencyCaps.Count == 0
        ? null : settings.Options.FrequencyCaps.Min(cap => LocalTime.Subtract(now, cap.Period, settings.Zone)).AddDays(-2);

    /// <summary>
    /// Releases the slots of messages that will not be sent any more. They are searched at the customers' present addresses.
    /// </summary>
    internal static async Task ReleaseAsync(Batch batch, IEnumerable<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        List<OutboxMessage> tried = [.. messages.Where(message => message.Attempt > 0)]; // the others have no slot
        if (tried.Count == 0 || batch.Settings.Options.FrequencyCaps.Count == 0)
            return;
        var customers = await batch.CustomersAsync(
            [.. tried.Select(message => message.Customer).Distinct()], cancellationToken).ConfigureAwait(false);
        var slots = new List<(string Address, MessageId Message)>();
        foreach (var message in tried)
        {
            if (customers.GetValueOrDefault(message.Customer) is { } customer)
                slots.AddRange(SuppressionKey.Of(batch.Settings, customer, message.Channel).Select(address => (address, message.Id)));
        }

        await ReleaseAsync(batch, slots, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Releases the slots of messages at the addresses that they went to.</summary>
    internal static async Task ReleaseAsync(
        Batch batch, IReadOnlyCollection<(string Address, MessageId Message)> slots, CancellationToken cancellationToken)
    {
        if (slots.Count > 0 && batch.Settings.Options.FrequencyCaps.Count > 0)
            await batch.Transaction.Suppressions.RemoveSendsAsync(slots, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the slot of a message again that seemed lost and has arrived.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="message">The message.</param>
    /// <param name="address">The key of the address that it went to.</param>
    /// <param name="topic">Its topic.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    internal static async Task RestoreAsync(
        Batch batch, OutboxMessage message, string address, Topic topic, CancellationToken cancellationToken)
    {
        if (topic == Topic.Transactional || batch.Settings.Options.FrequencyCaps.Count == 0)
            return;
        var suppressions = batch.Transaction.Suppressions;
        if ((await suppressions.FindSharedAsync([address], cancellationToken).ConfigureAwait(false)).Count == 0)
            return;
        var sent = await batch.Transaction.Events.ReadAsync(
            [new EventWindow(message.Customer, EventNames.MessageSent, message.QueuedAt.AddMilliseconds(-1), DateTimeOffset.MaxValue)],
            cancellationToken).ConfigureAwait(false);
        var at = sent[0].FirstOrDefault(@event => MessageEvents.MessageOf(@event) == message.Id.ToString())?.OccurredAt;
        await suppressions.AddSendsAsync(
            [new AddressSend { Address = address, Message = message.Id, Owner = AddressOwners.KeyOf(batch.Settings, message.Customer),
                Channel = message.Channel, Topic = topic, At = at ?? batch.Now }], cancellationToken).ConfigureAwait(false);
    }
}
