using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>Stores the results of sends.</summary>
internal sealed class SendResultRecorder(Fallbacks fallbacks, ChannelRateLimiter rateLimiter)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(28);

    /// <summary>
    /// How long after the horizon a message dies, so that the probe of a recovery at the horizon saves the messages behind it.
    /// </summary>
    private static readonly TimeSpan HorizonGrace = TimeSpan.FromMinutes(15);

    /// <summary>When a probe that failed is tried again.</summary>
    private static readonly TimeSpan OutageRetry = TimeSpan.FromSeconds(30);

    /// <summary>
    /// When a probe is tried again whose answer was about our settings. It goes behind the others: the fault may be in this message alone,
    /// such as a link that one recipient's server does not like.
    /// </summary>
    private static readonly TimeSpan SettingsRetry = TimeSpan.FromMinutes(10);

    /// <summary>Runs inside the caller's transaction. A result is only stored for the very send attempt that it belongs to.</summary>
    internal async Task SaveAsync(Batch batch, IReadOnlyList<PendingSend> pendingSends, CancellationToken cancellationToken)
    {
        if (pendingSends.Count == 0)
            return;
        var stored = await batch.Transaction.Outbox.FindAsync(
            [.. pendingSends.Select(pending => pending.Message.Id)], cancellationToken).ConfigureAwait(false);
        pendingSends = [.. pendingSends.Where(
            pending => stored.GetValueOrDefault(pending.Message.Id) is { Status: MessageStatus.Dispatching } message
                && message.Worker == pending.Message.Worker && message.Attempt == pending.Message.Attempt)];
        var enrollments = await batch.Transaction.Enrollments.FindAsync(
            [.. pendingSends.Select(pending => pending.Message.Enrollment).Distinct()], cancellationToken).ConfigureAwait(false);
        var sent = new List<CustomerEvent>(pendingSends.Count);
        var events = new List<CustomerEvent>();
        var updates = new List<OutboxMessage>(pendingSends.Count);
        var forFallback = new List<(OutboxMessage Message, Enrollment Enrollment)>();
        var released = new List<(string Address, MessageId Message)>();
        foreach (var pending in pendingSends)
        {
            if (pending.IsOfChannel)
                rateLimiter.Record(pending.Message.Channel, pending.Result!, batch.Now);
            var message = Decide(batch, pending, pending.IsOfChannel ? rateLimiter.OutageOf(pending.Message.Channel) : null);
            if (message is { Status: MessageStatus.Queued, Reason: RefusalReasons.ChannelDown })
                rateLimiter.Hold(pending.Message);
            var enrollment = enrollments.GetValueOrDefault(message.Enrollment);
            if (message.Status is MessageStatus.Sent or MessageStatus.AssumedSent)
            {
                if (enrollment is { Status: EnrollmentStatus.Exited })
                {
                    message = message with { Reason = RefusalReasons.ExitedAfterHandOver };
                    batch.Counters.Add(
                        message.Journey, message.Version, message.Step, JourneyMeasures.ExitedAfterHandOver, message.Channel.Name);
                }

                sent.Add(EngineEvents.Sent(message, batch.Now, pending.Step.Topic,
                    pending.Results.Count(one => one.Result.Status is DeliveryStatus.Delivered or DeliveryStatus.Ambiguous)));
            }
            else if (message.Status is MessageStatus.Rejected or MessageStatus.Dead)
            {
                events.Add(EngineEvents.Of(message, EventNames.MessageRefused, batch.Now, pending.Step.Topic, message.Reason));
                if (message.Status == MessageStatus.Rejected && enrollment is { Status: not EnrollmentStatus.Exited }
                    && (message.Choice == 0 || !await Arrivals.HasArrivedAsync(batch, message, cancellationToken).ConfigureAwait(false)))
                    forFallback.Add((message, enrollment));
            }

            // A message without an attempt has certainly not left, and takes its slot again when it is tried.
            if (message is { Status: MessageStatus.Rejected or MessageStatus.Dead } or { Status: MessageStatus.Queued, Attempt: 0 })
                released.AddRange(pending.Recipients.Select(recipient => (recipient.Key, message.Id)));

            // Also if another address of the customer took the message, or may take it later.
            foreach (var (recipient, result) in pending.Results.Where(one => one.Result.Status == DeliveryStatus.Rejected))
            {
                released.Add((recipient.Key, message.Id));
                if (EngineEvents.Bounced(message, result.Bounce, batch.Now, pending.Step.Topic, recipient.Key, recipient.IsOneOfSeveral)
                    is { } bounced)
                    events.Add(bounced);
            }

            if (message.DecidedAt is not null)
                batch.MessageDecided(enrollment);
            updates.Add(message);
        }

        await batch.Transaction.Outbox.UpdateAsync(updates, cancellationToken).ConfigureAwait(false);
        await SharedSlots.ReleaseAsync(batch, released, cancellationToken).ConfigureAwait(false);
        await batch.RecordOnceAsync(sent, cancellationToken).ConfigureAwait(false);
        await batch.RecordAsync(events, cancellationToken).ConfigureAwait(false);
        await fallbacks.QueueAsync(batch, forFallback, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Applies a result to a message, by its step's policy and the number of attempts. A message that certainly did not leave loses no
    /// attempt: it is retried until the horizon of outages.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="pending">The message and its result.</param>
    /// <param name="outage">The outage of its channel; null if the channel works.</param>
    internal static OutboxMessage Decide(Batch batch, PendingSend pending, ChannelOutage? outage)
    {
        var settings = batch.Settings;
        var message = pending.Message;
        var result = pending.Result!;
        if (result.Status == DeliveryStatus.RetryLater && (pending.IsOfChannel || pending.Postponed is not null))
            return NotLeft(batch, message, result, outage);
        if (result.Status == DeliveryStatus.Ambiguous && settings.IsIdempotent(message.Channel))
            result = DeliveryResult.RetryLater(result.Reason!); // the channel removes duplicates, so nothing is ambiguous
        if (result.Status == DeliveryStatus.Ambiguous)
            batch.Counters.Add(message.Journey, message.Version, message.Step, JourneyMeasures.Ambiguous, message.Channel.Name);
        switch (result.Status)
        {
            case DeliveryStatus.Delivered:
                batch.Counters.Add(message.Journey, message.Version, message.Step, JourneyMeasures.Sent, message.Channel.Name);
                return Decided(message, MessageStatus.Sent, batch.Now, null);
            case DeliveryStatus.Rejected:
                CountNotSent(batch, message, result.Reason!);
                batch.Counters.Add(
                    message.Journey, message.Version, message.Step, CounterTally.Rejected, $"{message.Channel}:{result.Reason}");
                return Decided(message, MessageStatus.Rejected, batch.Now, result.Reason);
            case DeliveryStatus.Ambiguous when pending.Step.OnAmbiguous == AmbiguityPolicy.AssumeSent:
                batch.Counters.Add(message.Journey, message.Version, message.Step, JourneyMeasures.Sent, message.Channel.Name);
                return Decided(message, MessageStatus.AssumedSent, batch.Now, result.Reason);
            case var _ when TriesOf(message) >= settings.Options.Retries.MaxAttempts && !pending.NeverLeft:
                return Dead(batch, message, result.Reason!);
            default:
                return message with
                {
                    Status = MessageStatus.Queued,
                    Worker = null,
                    Attempt = pending.NeverLeft ? message.Attempt - 1 : message.Attempt,
                    DueAt = batch.Now + (Clamp(result.After) ?? Backoff.After(message.Attempt, message.IdempotencyKey, settings.Options)),
                    Reason = result.Reason,
                };
        }
    }

    internal static OutboxMessage Decided(OutboxMessage message, MessageStatus status, DateTimeOffset now, string? reason) =>
        message with { Status = status, DueAt = null, IsHeld = false, Worker = null, BlockedSince = null, DecidedAt = now,
            Reason = reason };

    /// <summary>
    /// A message that certainly did not leave: it waits for its channel, or is dead after the horizon. It keeps its slot under the caps, so
    /// its attempts do not return to zero, unless our own settings were wrong.
    /// </summary>
    private static OutboxMessage NotLeft(Batch batch, OutboxMessage message, DeliveryResult result, ChannelOutage? outage)
    {
        var since = BlockedFrom(message, batch.Now);
        if (!result.PausesChannel && IsOverHorizon(batch, message, outage))
            return Dead(batch, message, result.Reason!);
        return message with
        {
            Status = MessageStatus.Queued,
            Worker = null,
            Attempt = result.PausesChannel ? message.Attempt - 1 : Math.Max(1, message.Attempt - 1),
            BlockedSince = since,
            DueAt = batch.Now + (Clamp(result.After) ?? (outage is null
                ? Backoff.Since(batch.Now - since, message.IdempotencyKey, batch.Settings.Options)
                : result.PausesChannel ? SettingsRetry + Backoff.Spread(message.IdempotencyKey) : OutageRetry)),
            Reason = outage is null ? result.Reason : RefusalReasons.ChannelDown,
        };
    }

    /// <summary>
    /// Since when a message waits for its channel. A message without a reason was released because the channel worked again: if it must
    /// wait now, that is another wait.
    /// </summary>
    internal static DateTimeOffset BlockedFrom(OutboxMessage message, DateTimeOffset now) =>
        message is { Reason: not null, BlockedSince: { } since } ? since : now;

    /// <summary>True if a message has waited for its channel longer than the horizon.</summary>
    internal static bool IsOverHorizon(Batch batch, OutboxMessage message, ChannelOutage? outage) =>
        outage is not { IsOfSettings: true } && batch.Now - BlockedFrom(message, batch.Now) > batch.Settings.Options.Delivery.OutageHorizon + HorizonGrace;

    internal static OutboxMessage Dead(Batch batch, OutboxMessage message, string reason)
    {
        CountNotSent(batch, message, RefusalReasons.RetriesExhausted);
        return Decided(message, MessageStatus.Dead, batch.Now, reason);
    }

    /// <summary>The attempts that may have reached the provider.</summary>
    private static int TriesOf(OutboxMessage message) =>
        message.BlockedSince is null || message.Attempt == 1 ? message.Attempt : message.Attempt - 1;

    internal static void CountNotSent(Batch batch, OutboxMessage message, string reason) =>
        batch.Counters.Add(message.Journey, message.Version, message.Step, JourneyMeasures.NotSent, $"{message.Channel}:{reason}");

    /// <summary>The wait that a provider asks for, limited to a sensible range.</summary>
    private static TimeSpan? Clamp(TimeSpan? after) =>
        after is { } asked ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, LongestWait.Ticks)) : null;
}
