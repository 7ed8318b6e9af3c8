using Retention.Workflows.Storage;

namespace Retention.Workflows;

/// <summary>Marks the messages of a handful that the gate lets through; refuses or postpones the others, and tries another channel where the step names one.</summary>
internal sealed class Departure(EngineSettings settings, Fallbacks fallbacks, ChannelGovernor governor)
{
    /// <summary>Works inside the caller's transaction.</summary>
    /// <returns>What was marked and may be handed over after the commit.</returns>
    internal async Task<IReadOnlyList<Draft>> MarkAsync(Batch batch, long worker, IReadOnlyList<Draft> leaving, CancellationToken cancellationToken)
    {
        if (leaving.Count == 0)
            return [];
        var outbox = batch.Transaction.Outbox;
        var stored = await outbox.FindAsync([.. leaving.Select(draft => draft.Message.Id)], cancellationToken).ConfigureAwait(false);
        var gate = await DispatchGate.OpenAsync(batch, leaving, fallbacks, cancellationToken).ConfigureAwait(false);
        var carts = await DraftCarts.ReadAsync(batch, leaving, cancellationToken).ConfigureAwait(false);
        var marked = new List<Draft>(leaving.Count);
        var changed = new List<OutboxMessage>(leaving.Count);
        var refused = new List<(OutboxMessage Message, SendStep Step, string Reason)>();
        var elsewhere = new List<(OutboxMessage Message, Enrollment Enrollment)>();
        foreach (var draft in leaving)
        {
            // Somebody else may have sent or withdrawn it while we rendered.
            if (stored.GetValueOrDefault(draft.Message.Id) is not { Status: MessageStatus.Queued } message || message.DueAt > batch.Now)
                continue;
            if (draft.HasChanged(carts))
                continue; // the cart is another one than when we rendered: the next round composes it anew
            var answer = gate.Ask(message, draft.Step);
            if (answer.PostponedUntil is { } until)
            {
                changed.Add(message with { DueAt = until, Reason = answer.Reason });
                continue;
            }

            var refusal = answer.Refusal ?? (settings.Channels.ContainsKey(message.Channel) ? null : Outcomes.NoChannel) ?? draft.Problem;
            if (refusal is not null)
            {
                gate.Release(message);
                refused.Add((message, draft.Step, refusal));
                if (answer.IsOfChannel && gate.EnrollmentOf(message) is { } enrollment)
                    elsewhere.Add((message, enrollment));
                continue;
            }

            if (draft.Postponed is { } reason)
            {
                draft.Message = message with { Attempt = message.Attempt + 1 };
                draft.Result = DeliveryResult.RetryLater(reason);
                changed.Add(OutcomeBook.Decide(batch, draft));
                continue;
            }

            if (draft.Content is null)
                continue; // the customer was stored after it was read: the next round composes it
            if (governor.HeldUntil(message, batch.Now) is { } held)
            {
                changed.Add(message with { DueAt = held, Reason = Outcomes.ChannelPaused });
                continue;
            }

            draft.Address = gate.CustomerOf(message)!.AddressOn(message.Channel);
            draft.Message = message with { Status = MessageStatus.Dispatching, DueAt = null, Worker = worker, Attempt = message.Attempt + 1 };
            gate.Take(message, draft.Step);
            marked.Add(draft);
        }

        await outbox.UpdateAsync(
            [.. marked.Select(draft => draft.Message), .. changed, .. refused.Select(entry => OutcomeBook.Decided(entry.Message, MessageStatus.Refused, batch.Now, entry.Reason))], cancellationToken).ConfigureAwait(false);
        foreach (var (message, _, reason) in refused)
            OutcomeBook.CountNotSent(batch, message, reason);
        await batch.RecordAsync([.. refused.Select(entry => EngineEvents.Of(entry.Message, EventNames.MessageRefused, batch.Now, entry.Step.Topic, entry.Reason))], cancellationToken).ConfigureAwait(false);
        await fallbacks.QueueAsync(batch, elsewhere, cancellationToken).ConfigureAwait(false);
        return marked;
    }
}
