using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Enrollments;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>Marks the messages of a handful that the gate lets through; refuses or postpones the others, and tries another channel where the step names one.</summary>
internal sealed class OutboxClaimer(EngineSettings settings, Fallbacks fallbacks, ChannelRateLimiter rateLimiter)
{
    /// <summary>Works inside the caller's transaction.</summary>
    /// <returns>What was marked and may be handed over after the commit.</returns>
    /// <exception cref="RetentionStoreException">The store failed, or no longer takes the worker for alive, which has not heard of it yet.</exception>
    internal async Task<IReadOnlyList<PendingSend>> MarkAsync(Batch batch, IWorkerRegistration worker, IReadOnlyList<PendingSend> leaving, CancellationToken cancellationToken)
    {
        if (leaving.Count == 0 || !worker.IsAlive)
            return [];
        var outbox = batch.Transaction.Outbox;
        var stored = await outbox.FindAsync([.. leaving.Select(pending => pending.Message.Id)], cancellationToken).ConfigureAwait(false);
        var gate = await SendPolicy.OpenAsync(batch, fallbacks, leaving, cancellationToken).ConfigureAwait(false);
        var carts = await PendingSendCarts.ReadAsync(batch, leaving, cancellationToken).ConfigureAwait(false);
        var marked = new List<PendingSend>(leaving.Count);
        var decided = new List<OutboxMessage>(leaving.Count); // in the order of asking, in which places under caps are taken and given back
        var refused = new List<(OutboxMessage Message, SendStep Step, string Reason)>();
        var elsewhere = new List<(OutboxMessage Message, Enrollment Enrollment)>();
        var dead = new List<CustomerEvent>();
        foreach (var pending in leaving)
        {
            // Somebody else may have sent or withdrawn it while we rendered.
            if (stored.GetValueOrDefault(pending.Message.Id) is not { Status: MessageStatus.Queued } message || message.DueAt > batch.Now)
                continue;
            if (pending.HasChanged(carts))
                continue; // the cart is another one than when we rendered: the next round composes it anew
            if (pending.Postponed == Outcomes.UnreadableVersion)
            {
                // The step is a stand-in, whose topic says nothing: who can read the version judges the message, and no try is lost meanwhile.
                decided.Add(message with { DueAt = batch.Now + Backoff.After(1, message.IdempotencyKey, settings.Options), Reason = Outcomes.UnreadableVersion });
                continue;
            }

            var answer = gate.Evaluate(message, pending.Step);
            if (answer.PostponedUntil is { } until)
            {
                decided.Add(message with { DueAt = until, Reason = answer.Reason });
                continue;
            }

            var refusal = answer.Refusal ?? (settings.Channels.ContainsKey(message.Channel) ? null : Outcomes.NoChannel) ?? pending.Problem;
            if (refusal is not null)
            {
                gate.Release(message);
                refused.Add((message, pending.Step, refusal));
                decided.Add(SendResultRecorder.Decided(message, MessageStatus.Refused, batch.Now, refusal));
                if (answer.IsOfChannel && gate.EnrollmentOf(message) is { } enrollment)
                    elsewhere.Add((message, enrollment));
                continue;
            }

            if (pending.Postponed is { } reason)
            {
                pending.Message = message with { Attempt = message.Attempt + 1 };
                pending.Result = DeliveryResult.RetryLater(reason);
                var retried = SendResultRecorder.Decide(batch, pending);
                decided.Add(retried);
                if (retried.Status != MessageStatus.Dead)
                {
                    gate.Take(message, pending.Step); // it keeps its place until its next try, as whoever looks later will find
                    continue;
                }

                gate.Release(message);
                dead.Add(EngineEvents.Of(retried, EventNames.MessageRefused, batch.Now, pending.Step.Topic, reason));
                continue;
            }

            if (pending.Content is null)
                continue; // the customer was stored after it was read: the next round composes it
            if (rateLimiter.HeldUntil(message, batch.Now) is { } held)
            {
                decided.Add(message with { DueAt = held, Reason = Outcomes.ChannelPaused });
                continue;
            }

            pending.Address = gate.CustomerOf(message)!.AddressOn(message.Channel);
            pending.Message = message with { Status = MessageStatus.Dispatching, DueAt = null, Worker = worker.Worker, Attempt = message.Attempt + 1 };
            gate.Take(message, pending.Step);
            marked.Add(pending);
            decided.Add(pending.Message);
        }

        await outbox.UpdateAsync(decided, cancellationToken).ConfigureAwait(false);
        // Whoever else looked would decide about what a dead number marks while we hand it over, so the store itself is asked, behind the mark.
        if (marked.Count > 0 && (await outbox.ReadAbandonedAsync(settings.Options.BatchSize, cancellationToken).ConfigureAwait(false)).Any(message => message.Worker == worker.Worker))
            throw new RetentionStoreException($"The store no longer takes worker {worker.Worker} for alive; it hands nothing over until it is registered anew.");
        foreach (var (message, _, reason) in refused)
            SendResultRecorder.CountNotSent(batch, message, reason);
        await batch.RecordAsync([.. refused.Select(entry => EngineEvents.Of(entry.Message, EventNames.MessageRefused, batch.Now, entry.Step.Topic, entry.Reason)), .. dead], cancellationToken).ConfigureAwait(false);
        await fallbacks.QueueAsync(batch, elsewhere, cancellationToken).ConfigureAwait(false);
        return marked;
    }
}
