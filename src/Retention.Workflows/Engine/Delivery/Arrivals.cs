using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Events;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>Evidence that what a step had to say has arrived, or that its turn is over.</summary>
internal static class Arrivals
{
    /// <summary>
    /// True if there is evidence that a message arrived, or another message of the same visit of the same step: on any channel the customer
    /// has read what the step says. It beats a failure report that comes afterwards: no other channel takes over.
    /// </summary>
    internal static async Task<bool> HasArrivedAsync(Batch batch, OutboxMessage message, CancellationToken cancellationToken)
    {
        var own = await batch.Transaction.Outbox.ReadByEnrollmentAsync([message.Enrollment], cancellationToken).ConfigureAwait(false);
        var ids = own.Where(other => IsOfSameVisit(other, message)).Append(message).Select(other => other.Id.ToString())
            .ToHashSet(StringComparer.Ordinal);
        var windows = EventNames.Arrivals.Select(
            name => new EventWindow(message.Customer, name, message.QueuedAt.AddMilliseconds(-1), DateTimeOffset.MaxValue)).ToList();
        var found = await batch.Transaction.Events.ReadAsync(windows, cancellationToken).ConfigureAwait(false);
        return found.SelectMany(events => events).Any(@event => MessageEvents.MessageOf(@event) is { } id && ids.Contains(id));
    }

    /// <summary>True if the log says that a message was sent.</summary>
    internal static async Task<bool> WasSentAsync(Batch batch, OutboxMessage message, CancellationToken cancellationToken)
    {
        var found = await batch.Transaction.Events.ReadAsync(
            [new EventWindow(message.Customer, EventNames.MessageSent, message.QueuedAt.AddMilliseconds(-1), DateTimeOffset.MaxValue)],
            cancellationToken).ConfigureAwait(false);
        return found[0].Any(@event => EngineEvents.IsSent(@event, message));
    }

    /// <summary>
    /// True if a message of a later step of the enrollment has left: one of an earlier step would come in the wrong order.
    /// </summary>
    internal static async Task<bool> HasLaterLeftAsync(Batch batch, OutboxMessage message, CancellationToken cancellationToken)
    {
        var own = await batch.Transaction.Outbox.ReadByEnrollmentAsync([message.Enrollment], cancellationToken).ConfigureAwait(false);
        return own.Any(other => !IsOfSameVisit(other, message) && other.QueuedAt > message.QueuedAt
            && other.Status is MessageStatus.Sent or MessageStatus.AssumedSent or MessageStatus.Dispatching);
    }

    private static bool IsOfSameVisit(OutboxMessage other, OutboxMessage message) =>
        (other.Step, other.Visit) == (message.Step, message.Visit);
}
