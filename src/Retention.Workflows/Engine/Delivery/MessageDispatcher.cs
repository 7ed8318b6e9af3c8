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
/// A sliding window for each partition. One transaction stores the results that have come since the last one, and checks and marks as many
/// messages as their channels have slots. The messages are handed over outside the transaction, and nobody waits for the slowest of them.
/// Only messages that are marked when the process dies are in doubt.
/// </remarks>
internal sealed partial class MessageDispatcher(
    IRetentionStore store, EngineSettings settings, DueMessages dueMessages, OutboxClaimer claimer, SendResultRecorder recorder,
    Fallbacks fallbacks, MessageComposer composer, AttachmentLoader attachments, HandOver handOver, EventReactions reactions,
    TimeProvider time, ILogger<MessageDispatcher> logger)
{
    private readonly SendSlots _slots = new(settings);
    private readonly ConcurrentDictionary<int, SendWindow> _windows = new();

    /// <summary>By partition: true if all its abandoned messages have versions that this process cannot read.</summary>
    private readonly ConcurrentDictionary<int, bool> _unreadableOnly = new();

    private TaskCompletionSource _nextResult = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// How many partitions are visited at the same time: as many as have a worthwhile number of messages each in one transaction.
    /// </summary>
    internal int Lanes => Math.Clamp(settings.Options.Delivery.SendConcurrency / 32, 1, Math.Min(4, store.PartitionCount));

    /// <summary>True if messages are being handed over, or results are not stored.</summary>
    internal bool IsSending => _windows.Values.Any(window => window.IsSending);

    /// <summary>A task that completes when the next message gets its result. Take it before <see cref="IsSending"/> is read.</summary>
    internal Task NextResult => Volatile.Read(ref _nextResult).Task;

    /// <summary>True if results of a partition are not stored.</summary>
    internal bool HasResults(int partition) => _windows.TryGetValue(partition, out var window) && window.HasResults;

    /// <summary>Stores results and begins to send up to a batch of messages, as far as the channels have slots.</summary>
    /// <returns>True if there was anything to do. Messages may still be on their way.</returns>
    internal async Task<bool> RunAsync(int partition, IWorkerRegistration worker, CancellationToken cancellationToken)
    {
        if (!worker.IsAlive)
            return true; // the next cycle finds it, with a new registration
        var window = WindowOf(partition);
        if (!await window.Gate.WaitAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false))
            return false; // another loop is there
        try
        {
            var handled = 0;
            window.HasReadAll = false;
            while (handled < settings.Options.Worker.BatchSize
                && await TurnAsync(partition, window, worker, cancellationToken).ConfigureAwait(false) is var turn and > 0)
                handled += turn;
            return handled > 0;
        }
        finally
        {
            window.Gate.Release();
        }
    }

    /// <summary>Stores the results that a partition has.</summary>
    internal async Task SaveResultsAsync(int partition)
    {
        var window = WindowOf(partition);
        if (!window.HasResults)
            return;
        await window.Gate.WaitAsync().ConfigureAwait(false);
        try
        {
            await CommitResultsAndClaimNextAsync(partition, window, null, window.TakeResults(), []).ConfigureAwait(false);
        }
        finally
        {
            window.Gate.Release();
        }
    }

    /// <summary>Waits for the messages that are on their way. Each hand-over ends at the latest after its timeout.</summary>
    internal async Task WaitForResultsAsync()
    {
        while (true)
        {
            var next = NextResult;
            if (!_windows.Values.Any(window => window.IsHandingOver))
                return;
            await next.ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Waits for the messages that are on their way and stores all results, as far as the store answers. Called when the worker stops.
    /// </summary>
    internal async Task DrainAsync()
    {
        await WaitForResultsAsync().ConfigureAwait(false);
        List<Exception> failures = [];
        foreach (var partition in _windows.Keys)
        {
            try
            {
                await SaveResultsAsync(partition).ConfigureAwait(false);
            }
            catch (RetentionStoreException exception)
            {
                failures.Add(exception); // the results of other partitions are stored all the same
            }
        }

        if (failures.Count > 0)
            throw new RetentionStoreException(
                $"The results of messages in {failures.Count} partitions could not be stored; these messages are in doubt. The first failure: {failures[0].Message}", failures[0]);
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

    /// <summary>One transaction: results, and the messages that leave next.</summary>
    /// <returns>The number of messages that were handled; 0 if there was nothing to do.</returns>
    private async Task<int> TurnAsync(
        int partition, SendWindow window, IWorkerRegistration worker, CancellationToken cancellationToken)
    {
        var results = window.TakeResults();
        IReadOnlyList<PendingSend> next = [];
        using var activity = EngineTelemetry.Start("retention.messages", partition);
        var begun = settings.Telemetry.Begin();
        try
        {
            (next, var asideAny) = await PrepareAsync(partition, window, worker, results, cancellationToken).ConfigureAwait(false);
            if (next.Count == 0 && results.Count == 0)
            {
                EngineTelemetry.Discard(activity);
                return asideAny ? 1 : 0;
            }

            if (results.Count > 0 && attachments.AsksHost(next)) // results do not wait for the host
            {
                var stored = results;
                results = [];
                await CommitResultsAndClaimNextAsync(partition, window, null, stored, []).ConfigureAwait(false);
            }

            await attachments.LoadAsync(next, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Release(next); // nothing of them was marked
            window.GiveBack(results);
            throw;
        }

        if (cancellationToken.IsCancellationRequested || !worker.IsAlive)
        {
            Release(next);
            next = [];
        }

        var marked = await CommitResultsAndClaimNextAsync(partition, window, worker, results, next).ConfigureAwait(false);
        handOver.Begin(marked, pending => Finish(window, pending));
        settings.Telemetry.Batch(EngineTelemetry.Messages, results.Count + next.Count, begun);
        return results.Count + next.Count;
    }

    /// <summary>Takes the next messages that may be marked; reads a batch if none is ready.</summary>
    private async Task<(IReadOnlyList<PendingSend> Next, bool AsideAny)> PrepareAsync(int partition, SendWindow window,
        IWorkerRegistration worker, IReadOnlyList<PendingSend> results, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested || !worker.IsAlive)
            return ([], false);
        var ending = results.CountBy(pending => pending.Message.Channel).ToDictionary();
        window.ForgetOld(time, settings.Options.Delivery.SendTimeout);
        var next = window.Take(_slots, ending, MayTake);
        if (next.Count > 0 || window.HasReadAll)
            return (next, false);
        var readAt = time.GetTimestamp();
        var (read, asideAny) =
            await dueMessages.ReadAsync(partition, _slots.FullChannels(ending), cancellationToken).ConfigureAwait(false);
        window.HasReadAll = !asideAny && read.Count < settings.Options.Worker.BatchSize;
        var added = window.Without(read);
        await composer.ComposeAsync(added, cancellationToken).ConfigureAwait(false);
        window.Add(added, readAt);
        return (window.Take(_slots, ending, MayTake), asideAny);
    }

    /// <summary>The slots of a channel are shared by the partitions that are visited at the same time.</summary>
    private bool MayTake(Channel channel, int taken)
    {
        var (limit, lanes) = (_slots.LimitOf(channel), Lanes);
        return taken < (limit + lanes - 1) / lanes && taken < settings.Options.Worker.BatchSize;
    }

    /// <summary>
    /// Stores the results that have come and marks those of the next messages that the send policy allows, in one transaction.
    /// </summary>
    private async Task<IReadOnlyList<PendingSend>> CommitResultsAndClaimNextAsync(int partition, SendWindow window,
        IWorkerRegistration? worker, IReadOnlyList<PendingSend> results, IReadOnlyList<PendingSend> next)
    {
        try
        {
            var marked = await CommitAsync(partition, worker, results, next).ConfigureAwait(false);
            window.End(results);
            window.Begin(marked);
            Release(results);
            Release(next.Except(marked));
            return marked;
        }
        catch
        {
            // The commit may or may not have succeeded. The marked messages were not sent; they are put back when the store answers again.
            window.GiveBack(results);
            window.Begin(next);
            foreach (var pending in next)
            {
                (pending.Result, pending.NeverLeft) = (DeliveryResult.RetryLater("store-failed", TimeSpan.Zero), true);
                window.Finish(pending);
            }

            throw;
        }
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

    /// <summary>A message has a result, which the next transaction of its partition stores.</summary>
    private void Finish(SendWindow window, PendingSend pending)
    {
        window.Finish(pending);
        Interlocked.Exchange(ref _nextResult, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private void Release(IEnumerable<PendingSend> pendingSends)
    {
        foreach (var pending in pendingSends)
            _slots.Release(pending.Message.Channel);
    }

    private SendWindow WindowOf(int partition) => _windows.GetOrAdd(partition, static _ => new SendWindow());

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
