using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>Sends the messages in the outboxes of the partitions. Thread-safe.</summary>
/// <remarks>
/// Messages are read and rendered without a lock, a batch at a time, and leave through a sliding window: one transaction stores the results
/// that have come and marks as many of the next messages as their channels have slots. They are handed over outside the transaction, and
/// the next transaction does not wait for the slowest of them. Only messages that are marked when the process dies are in doubt.
/// </remarks>
internal sealed partial class MessageDispatcher(
    IRetentionStore store, EngineSettings settings, DueMessages dueMessages, OutboxClaimer claimer, SendResultRecorder recorder,
    Fallbacks fallbacks, MessageComposer composer, AttachmentLoader attachments, HandOver handOver, EventReactions reactions,
    TimeProvider time, ILogger<MessageDispatcher> logger)
{
    /// <summary>Messages of a channel that make a transaction of their own worthwhile.</summary>
    private const int WorthALane = 32;

    private const int MostLanes = 4;

    /// <summary>
    /// Results by partition that could not be stored because the store failed. They are stored before anything else is sent.
    /// </summary>
    private readonly ConcurrentDictionary<int, IReadOnlyList<PendingSend>> _unsaved = new();

    /// <summary>By partition: true if all its abandoned messages have versions that this process cannot read.</summary>
    private readonly ConcurrentDictionary<int, bool> _unreadableOnly = new();

    /// <summary>
    /// How many partitions are visited at the same time, so that a processor is not idle while one waits for its commit. They share the
    /// slots of the channels, so there are no more visits than the channel with the fewest slots has.
    /// </summary>
    internal int Lanes
    {
        get
        {
            int[] slots = [.. settings.Channels.Keys.Select(AllSlotsOf)];
            return slots.Length == 0
                ? 1 : Math.Clamp(slots.Max() / WorthALane, 1, Math.Min(slots.Min(), Math.Min(MostLanes, store.PartitionCount)));
        }
    }

    /// <summary>Sends one batch, and stores all its results.</summary>
    /// <returns>True if there was anything to do.</returns>
    internal async Task<bool> RunAsync(int partition, IWorkerRegistration worker, CancellationToken cancellationToken)
    {
        if (!worker.IsAlive)
            return true; // the next cycle finds it, with a new registration
        var (pendingSends, asideAny) = await dueMessages.ReadAsync(partition, cancellationToken).ConfigureAwait(false);
        if (pendingSends.Count == 0)
            return asideAny;

        using var activity = EngineTelemetry.Start("retention.messages", partition);
        var begun = settings.Telemetry.Begin();
        await composer.ComposeAsync(pendingSends, cancellationToken).ConfigureAwait(false);
        var window = new SendWindow(
            pendingSends, pendingSends.Select(pending => pending.Message.Channel).Distinct().ToDictionary(channel => channel, SlotsOf));
        try
        {
            while (await TurnAsync(partition, window, worker, cancellationToken).ConfigureAwait(false))
            {
            }
        }
        catch
        {
            var unsaved = new List<PendingSend>();
            while (await window.WaitAsync().ConfigureAwait(false))
                unsaved.AddRange(window.TakeResults());
            Keep(partition, unsaved);
            throw;
        }

        settings.Telemetry.Batch(EngineTelemetry.Messages, pendingSends.Count, begun);
        return true;
    }

    /// <summary>Stores the results that could not be stored when the store failed.</summary>
    internal async Task SaveUnsavedResultsAsync(int partition)
    {
        if (_unsaved.TryRemove(partition, out var unsaved))
            await CommitResultsAndClaimNextAsync(partition, null, unsaved, []).ConfigureAwait(false);
    }

    /// <summary>Stores all unsaved results, as far as the store answers. Called when the process is about to end.</summary>
    internal async Task SaveUnsavedResultsAsync()
    {
        foreach (var partition in _unsaved.Keys)
            await SaveUnsavedResultsAsync(partition).ConfigureAwait(false);
    }

    /// <summary>
    /// True if the abandoned messages of a partition wait for a process that can read their versions, so that they are not urgent here.
    /// </summary>
    internal bool HasOnlyUnreadable(int partition) => _unreadableOnly.GetValueOrDefault(partition);

    /// <summary>
    /// Decides about messages that a worker was sending when it died. Messages of versions that this process cannot read are left to
    /// processes that can.
    /// </summary>
    /// <returns>True if there were any.</returns>
    internal async Task<bool> ResolveAbandonedAsync(int partition, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var abandoned =
                await transaction.Outbox.ReadAbandonedAsync(settings.Options.Worker.BatchSize, cancellationToken).ConfigureAwait(false);
            var pendingSends = new List<PendingSend>(abandoned.Count);
            foreach (var message in abandoned)
            {
                if (await fallbacks.ChosenAsync(message, cancellationToken).ConfigureAwait(false) is not { } step)
                    continue;
                pendingSends.Add(new PendingSend(message, step) { Result = settings.IsIdempotent(message.Channel)
                    ? DeliveryResult.RetryLater("process-died", TimeSpan.Zero) : DeliveryResult.Ambiguous("process-died") });
            }

            _unreadableOnly[partition] = pendingSends.Count < abandoned.Count;
            if (pendingSends.Count == 0)
                return false;
            var batch = NewBatch(transaction);
            await recorder.SaveAsync(batch, pendingSends, cancellationToken).ConfigureAwait(false);
            await FinishAsync(batch, reactedTo: 0, cancellationToken).ConfigureAwait(false);
            LogAbandoned(pendingSends.Count, partition);
            return true;
        }
    }

    /// <summary>One transaction: results, and the messages that leave next. Waits for a result if there is neither.</summary>
    /// <returns>False if all messages are sent and all results stored.</returns>
    private async Task<bool> TurnAsync(
        int partition, SendWindow window, IWorkerRegistration worker, CancellationToken cancellationToken)
    {
        var results = window.TakeResults();
        IReadOnlyList<PendingSend> next = IsStopping() ? [] : window.Take();
        if (next.Count == 0 && results.Count == 0)
            return await window.WaitAsync().ConfigureAwait(false);

        if (results.Count > 0 && attachments.AsksHost(next)) // results do not wait for the host
        {
            await CommitResultsAndClaimNextAsync(partition, null, results, []).ConfigureAwait(false);
            results = [];
        }

        await LoadAttachmentsAsync(partition, results, next, cancellationToken).ConfigureAwait(false);
        if (IsStopping())
            next = [];
        var marked = await CommitResultsAndClaimNextAsync(partition, worker, results, next).ConfigureAwait(false);
        window.Release(next.Except(marked));
        window.Begin(marked);
        window.Add(handOver.Begin(marked, window.Finish));
        return true;

        bool IsStopping() => cancellationToken.IsCancellationRequested || !worker.IsAlive;
    }

    /// <summary>Loads files. If that is cancelled, the results are kept for the next transaction.</summary>
    private async Task LoadAttachmentsAsync(
        int partition, IReadOnlyList<PendingSend> results, IReadOnlyList<PendingSend> next, CancellationToken cancellationToken)
    {
        try
        {
            await attachments.LoadAsync(next, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Keep(partition, results);
            throw;
        }
    }

    /// <summary>
    /// How many messages of a channel one visit may have marked: no more than the channel hands over at the same time, since a marked
    /// message that waits would be in doubt without need.
    /// </summary>
    private int SlotsOf(Channel channel) => Math.Max(1, AllSlotsOf(channel) / Lanes);

    /// <summary>How many messages of a channel all visits together may have marked.</summary>
    private int AllSlotsOf(Channel channel)
    {
        var allowed = settings.ConcurrencyOf(channel);
        return Math.Max(1, settings.Channels.GetValueOrDefault(channel) switch
        {
            null => allowed,
            IBatchMessageChannel batches => Math.Min(batches.MaxConcurrency, Math.Max(batches.MaxBatchSize, allowed)),
            var single => Math.Min(single.MaxConcurrency, allowed),
        });
    }

    /// <summary>
    /// Stores the results that have come and marks those of the next messages that the send policy allows, in one transaction.
    /// </summary>
    private async Task<IReadOnlyList<PendingSend>> CommitResultsAndClaimNextAsync(
        int partition, IWorkerRegistration? worker, IReadOnlyList<PendingSend> results, IReadOnlyList<PendingSend> next)
    {
        try
        {
            return await CommitAsync(partition, worker, results, next).ConfigureAwait(false);
        }
        catch
        {
            // The commit may or may not have succeeded. The marked messages were not sent; they are put back when the store answers again.
            foreach (var pending in next)
                (pending.Result, pending.NeverLeft) = (DeliveryResult.RetryLater("store-failed", TimeSpan.Zero), true);
            Keep(partition, [.. results, .. next]);
            throw;
        }
    }

    private void Keep(int partition, IReadOnlyList<PendingSend> unsaved)
    {
        if (unsaved.Count > 0)
            _unsaved.AddOrUpdate(partition, unsaved, (_, earlier) => [.. earlier, .. unsaved]);
    }

    private async Task<IReadOnlyList<PendingSend>> CommitAsync(
        int partition, IWorkerRegistration? worker, IReadOnlyList<PendingSend> results, IReadOnlyList<PendingSend> next)
    {
        // The results of sends must be stored even while the host stops, so no token is passed on.
        var transaction = await store.BeginAsync(partition, CancellationToken.None).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var (batch, checkedAt) = (NewBatch(transaction), time.GetTimestamp());
            await recorder.SaveAsync(batch, results, CancellationToken.None).ConfigureAwait(false);
            // Events of these results, such as a bounce or an exit, affect the next messages. So the send policy is evaluated after the
            // reactions.
            await reactions.ReactAsync(batch, batch.Recorded, CancellationToken.None).ConfigureAwait(false);
            var reactedTo = batch.Recorded.Count;
            var marked = worker is null ? [] : await claimer.ClaimAsync(batch, worker, next, CancellationToken.None).ConfigureAwait(false);
            await FinishAsync(batch, reactedTo, CancellationToken.None).ConfigureAwait(false);
            foreach (var pending in marked)
                pending.CheckedAt = checkedAt;
            return marked;
        }
    }

    /// <summary>Reacts to the events recorded since, and commits.</summary>
    private async Task FinishAsync(Batch batch, int reactedTo, CancellationToken cancellationToken)
    {
        await reactions.ReactAsync(batch, [.. batch.Recorded.Skip(reactedTo)], cancellationToken).ConfigureAwait(false);
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    private Batch NewBatch(IPartitionTransaction transaction) => new(transaction, settings, time);

    [LoggerMessage(3002, LogLevel.Warning,
        "{Count} messages of partition {Partition} were being sent when their worker stopped; each follows the ambiguity policy of its step")]
    private partial void LogAbandoned(int count, int partition);
}
