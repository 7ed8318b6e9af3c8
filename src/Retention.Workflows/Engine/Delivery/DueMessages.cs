using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Journeys;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// Reads the messages that are due, without a lock on them, with the data that their templates need. The claim checks them again.
/// </summary>
internal sealed partial class DueMessages(
    IRetentionStore store, EngineSettings settings, Fallbacks fallbacks, ChannelRateLimiter rateLimiter, TimeProvider time,
    ILogger<DueMessages> logger)
{
    /// <summary>Journeys that this host does not register. Each is logged once per process.</summary>
    private readonly ConcurrentDictionary<JourneyName, bool> _left = new();

    private readonly BatchPace _pace = new(settings.Options.Worker, time);

    /// <summary>Reads a batch, and puts aside the messages that cannot leave now.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The messages; or that some were put aside, so that the caller reads again.</returns>
    internal async Task<(IReadOnlyList<PendingSend> Sends, bool AsideAny)> ReadAsync(
        int partition, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var begun = _pace.Begin();
            var batch = new Batch(transaction, settings, time);
            var due = await transaction.Outbox.ReadDueAsync(batch.Now, _pace.Limit, cancellationToken).ConfigureAwait(false);
            if (due.Count == 0)
                return ([], false);
            var paused = await batch.PausedAsync(cancellationToken).ConfigureAwait(false);
            rateLimiter.Pause(await batch.ChannelPausesAsync(cancellationToken).ConfigureAwait(false), batch.Now);
            var aside = new List<OutboxMessage>();
            foreach (var message in due)
            {
                if (paused.Contains(message.Journey))
                    aside.Add(message with { IsHeld = true, BlockedSince = null, Reason = RefusalReasons.Paused });
                else if (!await fallbacks.IsRegisteredAsync(message, cancellationToken).ConfigureAwait(false))
                    aside.Add(LeaveToOthers(batch, message));
                else if (HeldByOutage(batch, message) is { } held)
                    aside.Add(held);
            }

            if (aside.Count > 0)
            {
                await transaction.Outbox.UpdateAsync(aside, cancellationToken).ConfigureAwait(false);
                await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
                return ([], true);
            }

            var customers = await batch.CustomersAsync(
                [.. due.Select(message => message.Customer).Distinct()], cancellationToken).ConfigureAwait(false);
            var vouchers = await VouchersAsync(transaction, due, cancellationToken).ConfigureAwait(false);
            var steps = new List<(OutboxMessage Message, SendStep? Step, int Priority)>(due.Count);
            foreach (var message in due)
                steps.Add((message, await fallbacks.ChosenAsync(message, cancellationToken).ConfigureAwait(false),
                    await fallbacks.PriorityAsync(message, cancellationToken).ConfigureAwait(false)));
            var carts = await batch.CartsAsync(steps.Where(entry => settings.Templates.NeedsCart(entry.Message, entry.Step))
                .Select(entry => entry.Message.Customer), cancellationToken).ConfigureAwait(false);
            var queries = await RecommendationQueries.ReadAsync(
                batch, steps.Select(entry => (entry.Message, entry.Step?.Recommendations)), carts, cancellationToken).ConfigureAwait(false);
            _pace.Took(begun, due.Count);
            return (
            [
                .. steps.OrderByDescending(entry => entry.Priority)
                    .Select(entry => new PendingSend(entry.Message, entry.Step ?? Unknown(entry.Message))
                {
                    Customer = customers.GetValueOrDefault(entry.Message.Customer),
                    Voucher = entry.Message.VoucherCode is { } code ? vouchers.GetValueOrDefault(code) : null,
                    Query = queries.GetValueOrDefault(entry.Message.Id),
                    Cart = settings.Templates.NeedsCart(entry.Message, entry.Step) ? carts[entry.Message.Customer] : null,
                    ShowsCart = settings.Templates.Shows(entry.Message, entry.Step, "cart"),
                    ShowsStores = settings.Templates.Shows(entry.Message, entry.Step, "stores"),
                    Postponed = entry.Step is null ? RefusalReasons.UnreadableVersion : null,
                }),
            ], false);
        }
    }

    /// <summary>
    /// Holds a message of a channel that is down before anything is read or rendered for it, so that a backlog costs little. A message with
    /// a voucher or over the horizon is left to the claim, which decides it.
    /// </summary>
    private OutboxMessage? HeldByOutage(Batch batch, OutboxMessage message)
    {
        if (message.VoucherCode is not null || rateLimiter.HoldingOutageOf(message.Channel, batch.Now) is not { } outage
            || SendResultRecorder.IsOverHorizon(batch, message, outage) || rateLimiter.HeldUntil(message, batch.Now) is not { } until)
            return null;
        rateLimiter.Hold(message);
        return message with { DueAt = until, BlockedSince = SendResultRecorder.BlockedFrom(message, batch.Now),
            Reason = RefusalReasons.ChannelDown };
    }

    /// <summary>
    /// Leaves a message to a process that registers its journey. It loses no attempt. It is due again after growing pauses; after ten
    /// minutes it is held until a process registers the journey.
    /// </summary>
    private OutboxMessage LeaveToOthers(Batch batch, OutboxMessage message)
    {
        if (_left.TryAdd(message.Journey, true))
            LogLeftToOthers(message.Journey);
        var age = batch.Now - message.QueuedAt;
        var isKnown = message.Reason == RefusalReasons.NotRegistered;
        return message with
        {
            DueAt = batch.Now + Backoff.ForOthers(isKnown ? age : TimeSpan.Zero, message.IdempotencyKey, settings.Options),
            IsHeld = isKnown && age >= Backoff.LongestForOthers,
            Reason = RefusalReasons.NotRegistered,
        };
    }

    private static async Task<IReadOnlyDictionary<string, Voucher>> VouchersAsync(
        IPartitionTransaction transaction, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        string[] codes = [.. messages.Select(message => message.VoucherCode).OfType<string>().Distinct()];
        return codes.Length == 0
            ? new Dictionary<string, Voucher>() : await transaction.Vouchers.FindAsync(codes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A placeholder for the step of a version that this process cannot read. The message waits for a process that can.</summary>
    private static SendStep Unknown(OutboxMessage message) =>
        new() { Name = message.Step, Channel = message.Channel, Template = new TemplateName("unknown") };

    [LoggerMessage(3007, LogLevel.Warning,
        "Journey {Journey} is not registered in this process, which does not send its messages; they wait for a process that registers it")]
    private partial void LogLeftToOthers(JourneyName journey);
}
