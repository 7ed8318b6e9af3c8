using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// Marks the messages of a chunk that the send policy allows. Refuses or postpones the others, and queues the next channel where the step
/// names one.
/// </summary>
internal sealed class OutboxClaimer(EngineSettings settings, Fallbacks fallbacks, LateMessages lateMessages, ChannelRateLimiter rateLimiter)
{
    /// <summary>Runs inside the caller's transaction.</summary>
    /// <returns>The marked messages, which may be sent after the commit.</returns>
    /// <exception cref="RetentionStoreException">The store failed, or it no longer considers the worker alive and the worker does not know
    /// yet.</exception>
    internal async Task<IReadOnlyList<PendingSend>> ClaimAsync(
        Batch batch, IWorkerRegistration worker, IReadOnlyList<PendingSend> candidates, CancellationToken cancellationToken)
    {
        if (candidates.Count == 0 || !worker.IsAlive)
            return [];
        var outbox = batch.Transaction.Outbox;
        var ofEnrollments = await outbox.ReadByEnrollmentAsync(
            [.. candidates.Select(pending => pending.Message.Enrollment).Distinct()], cancellationToken).ConfigureAwait(false);
        var order = new SendOrder(
            ofEnrollments, await TransactionalAsync(candidates, ofEnrollments, cancellationToken).ConfigureAwait(false));
        var policy = await SendPolicy.OpenAsync(batch, fallbacks, candidates, cancellationToken).ConfigureAwait(false);
        var carts = await PendingSendCarts.ReadAsync(batch, candidates, cancellationToken).ConfigureAwait(false);
        var marked = new List<PendingSend>(candidates.Count);
        var decided = new List<OutboxMessage>(candidates.Count); // in the order of evaluation, in which slots are taken and released
        var refused = new List<(OutboxMessage Message, SendStep Step, string Reason)>();
        var forFallback = new List<(OutboxMessage Message, Enrollment Enrollment)>();
        var dead = new List<CustomerEvent>();
        var paused = await batch.PausedAsync(cancellationToken).ConfigureAwait(false);
        rateLimiter.Pause(await batch.ChannelPausesAsync(cancellationToken).ConfigureAwait(false), batch.Now);
        void Decide(OutboxMessage message)
        {
            decided.Add(message);
            order.Decided(message);
        }

        void Refuse(OutboxMessage message, SendStep step, string reason)
        {
            policy.Release(message);
            batch.MessageDecided(policy.EnrollmentOf(message));
            refused.Add((message, step, reason));
            Decide(SendResultRecorder.Decided(message, MessageStatus.Refused, batch.Now, reason));
        }

        var (late, exiting) = await LateAsync(batch, candidates, order, policy, cancellationToken).ConfigureAwait(false);
        foreach (var pending in candidates)
        {
            // Another worker may have sent or withdrawn it while this one rendered.
            if (order.Find(pending.Message.Id) is not { Status: MessageStatus.Queued, IsHeld: false } message
                || message.DueAt > batch.Now || exiting.ContainsKey(message.Enrollment))
                continue;
            if (paused.Contains(message.Journey))
            {
                Decide(message with { IsHeld = true, Reason = RefusalReasons.Paused });
                continue;
            }

            if (late.Contains(message.Id))
            {
                Refuse(message, pending.Step, RefusalReasons.Late);
                continue;
            }

            if (pending.HasChanged(carts))
                continue; // the cart changed after rendering: the next cycle composes the message again
            if (pending.Postponed == RefusalReasons.UnreadableVersion)
            {
                // The step is a placeholder with an unknown topic. A process that can read the version decides, and no attempt is lost
                // meanwhile.
                Decide(message with { DueAt = batch.Now + Backoff.After(1, message.IdempotencyKey, settings.Options),
                    Reason = RefusalReasons.UnreadableVersion });
                continue;
            }

            // Before the policy, which would judge the message by the caps and quiet hours of another moment than that of its turn.
            var turn = order.TurnOf(message, pending.Step.Topic, batch.Now);
            if (turn.IsNextCycle)
                continue;
            if (turn.Until is { } moment)
            {
                if (turn.KeepsDistance)
                    moment = await lateMessages.MeantTimeAsync(message, moment,
                        TimeZones.For(policy.CustomerOf(message)?.TimeZone, settings.Zone), cancellationToken).ConfigureAwait(false);
                // It is released with the earlier message if that one waits for its channel.
                Decide(turn.IsBehindOutage
                    ? message with { DueAt = moment, BlockedSince = SendResultRecorder.BlockedFrom(message, batch.Now),
                        Reason = RefusalReasons.ChannelDown }
                    : message with { DueAt = moment, BlockedSince = null, Reason = RefusalReasons.InOrder });
                continue;
            }

            var decision = policy.Evaluate(message, pending.Step);
            if (decision.PostponedUntil is { } until)
            {
                Decide(message with { DueAt = until, BlockedSince = null, Reason = decision.Reason }); // waits for a rule now
                continue;
            }

            var refusal = decision.Refusal ?? (settings.Channels.ContainsKey(message.Channel) ? null : RefusalReasons.NoChannel)
                ?? pending.Problem;
            if (refusal is not null)
            {
                Refuse(message, pending.Step, refusal);
                if (decision.IsOfChannel && policy.EnrollmentOf(message) is { } enrollment)
                    forFallback.Add((message, enrollment));
                continue;
            }

            if (pending.Postponed is { } reason)
            {
                pending.Message = message with { Attempt = message.Attempt + 1 };
                pending.Result = DeliveryResult.RetryLater(reason);
                var retried = SendResultRecorder.Decide(batch, pending, outage: null);
                Decide(retried);
                if (retried.Status != MessageStatus.Dead)
                {
                    policy.Take(message, decision, pending.Step); // it keeps its slot until the next attempt; later counts find it as well
                    continue;
                }

                policy.Release(message);
                batch.MessageDecided(policy.EnrollmentOf(message));
                dead.Add(EngineEvents.Of(retried, EventNames.MessageRefused, batch.Now, pending.Step.Topic, reason));
                continue;
            }

            if (pending.Content is null || pending.ComposedFor != policy.FirstAddressOf(message))
                continue; // the customer was stored after the message was read: the next cycle composes it, with a link for this address
            if (rateLimiter.HeldUntil(message, batch.Now, decision.Recipients.Count) is { } held)
            {
                if (rateLimiter.OutageOf(message.Channel) is not { } outage)
                {
                    Decide(message with { DueAt = held, BlockedSince = null, Reason = RefusalReasons.ChannelPaused });
                    continue;
                }

                if (!SendResultRecorder.IsOverHorizon(batch, message, outage))
                {
                    rateLimiter.Hold(message);
                    Decide(message with { DueAt = held, BlockedSince = SendResultRecorder.BlockedFrom(message, batch.Now),
                        Reason = RefusalReasons.ChannelDown });
                    continue;
                }

                policy.Release(message);
                batch.MessageDecided(policy.EnrollmentOf(message));
                Decide(SendResultRecorder.Dead(batch, message, outage.Reason));
                dead.Add(EngineEvents.Of(
                    order.Find(message.Id)!, EventNames.MessageRefused, batch.Now, pending.Step.Topic, outage.Reason));
                continue;
            }

            pending.Recipients = decision.Recipients;
            pending.Message = message with { Status = MessageStatus.Dispatching, DueAt = null, Worker = worker.Worker,
                Attempt = message.Attempt + 1 };
            policy.Take(message, decision, pending.Step);
            marked.Add(pending);
            Decide(pending.Message);
        }

        await outbox.UpdateAsync(decided, cancellationToken).ConfigureAwait(false);
        await policy.SaveAsync(cancellationToken).ConfigureAwait(false);
        // Another worker would resolve messages marked under a dead worker number while this one sends them. So the store itself is checked
        // after marking.
        if (marked.Count > 0 && (await outbox.ReadAbandonedAsync(
            settings.Options.Worker.BatchSize, cancellationToken).ConfigureAwait(false)).Any(message => message.Worker == worker.Worker))
            throw new RetentionStoreException(
                $"The store no longer considers worker {worker.Worker} alive. The worker sends nothing until it is registered again.");
        foreach (var (message, _, reason) in refused)
            SendResultRecorder.CountNotSent(batch, message, reason);
        await batch.RecordAsync([.. refused.Select(entry => EngineEvents.Of(entry.Message, EventNames.MessageRefused, batch.Now,
            entry.Step.Topic, entry.Reason)), .. dead], cancellationToken).ConfigureAwait(false);
        await fallbacks.QueueAsync(batch, forFallback, cancellationToken).ConfigureAwait(false);
        await lateMessages.ExitAsync(batch, exiting.Values, cancellationToken).ConfigureAwait(false);
        return marked;
    }

    /// <summary>The transactional messages among those of the enrollments; none if the chunk has none to order.</summary>
    private async Task<IReadOnlySet<MessageId>> TransactionalAsync(
        IReadOnlyList<PendingSend> candidates, IReadOnlyList<OutboxMessage> ofEnrollments, CancellationToken cancellationToken)
    {
        var found = new HashSet<MessageId>();
        if (candidates.All(pending => pending.Step.Topic != Topic.Transactional))
            return found;
        foreach (var message in ofEnrollments)
        {
            if ((await fallbacks.ChosenAsync(message, cancellationToken).ConfigureAwait(false))?.Topic == Topic.Transactional)
                found.Add(message.Id);
        }

        return found;
    }

    /// <summary>The late messages that are skipped, and the enrollments that exit because of one.</summary>
    private async Task<(HashSet<MessageId> Late, Dictionary<EnrollmentId, Enrollment> Exiting)> LateAsync(
        Batch batch, IReadOnlyList<PendingSend> candidates, SendOrder order, SendPolicy policy, CancellationToken cancellationToken)
    {
        var (late, exiting) = (new HashSet<MessageId>(), new Dictionary<EnrollmentId, Enrollment>());
        foreach (var pending in candidates)
        {
            if (order.Find(pending.Message.Id) is not { Status: MessageStatus.Queued, IsHeld: false } message || message.DueAt > batch.Now)
                continue;
            var whenLate = await lateMessages.PolicyOfAsync(batch, message, cancellationToken).ConfigureAwait(false);
            if (whenLate == LatenessPolicy.Exit && policy.EnrollmentOf(message) is { EndedAt: null } active)
                exiting[active.Id] = active;
            else if (whenLate != LatenessPolicy.Continue)
                late.Add(message.Id);
        }

        return (late, exiting);
    }
}
