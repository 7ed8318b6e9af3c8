using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Delivery;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Execution;
using Retention.Workflows.Engine.Maintenance;
using Retention.Workflows.Engine.Pausing;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Engine.Scheduling;
using Retention.Workflows.Engine.Versioning;
using Retention.Workflows.Engine.Vouchering;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Time;

namespace Retention.Workflows.Engine.Worker;

/// <summary>Visits all partitions with due work and does the work in the order in which one kind leads to the next.</summary>
/// <remarks>
/// A partition that another worker holds is skipped and only waited for at the end of the cycle. A failing partition does not keep the
/// others from their turn; its failure is thrown after the last one. Each cycle begins one partition further.
/// </remarks>
internal sealed class WorkerCycle(
    IRetentionStore store,
    JourneyPrograms programs,
    SegmentRun segments,
    EnrollmentSweep sweep,
    DateSweep dates,
    PublishSweep publishing,
    PauseRelease release,
    RegisteredRelease registered,
    DueEnrollmentProcessor dueEnrollments,
    IEnumerable<ICallouts> callouts,
    MessageDispatcher dispatcher,
    OutageRelease outages,
    OfferReturns offers,
    Purge purge,
    EngineSettings settings,
    EngineTelemetry telemetry,
    TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private int _cycles;

    /// <summary>Visits all partitions once.</summary>
    /// <param name="work">The kinds of work to do.</param>
    /// <param name="worker">The worker that does it.</param>
    /// <param name="dueWork">The due work, read after the signal that the caller waited for.</param>
    /// <param name="cancellationToken">Ends the cycle after the current transaction.</param>
    /// <exception cref="RetentionStoreException">The store failed, or the work of a partition did.</exception>
    internal async Task<CycleResult> RunAsync(
        EngineWork work, IWorkerRegistration worker, DueWork dueWork, CancellationToken cancellationToken)
    {
        var now = Instants.Normalize(dueWork.StoreTime ?? time.GetUtcNow());
        telemetry.RecordDueWork(dueWork, now);
        using var activity = EngineTelemetry.Start("retention.round");
        activity?.SetTag("retention.work", work.ToString());
        var cycle = new Cycle(work, worker, dueWork, now);
        if (work.HasFlag(EngineWork.Messages) && telemetry.NeedsOutboxDepth)
            await TryAsync(cycle, () => CountQueuedAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        if (work.HasFlag(EngineWork.Steps))
            await TryAsync(cycle, async () => cycle.Model = await segments.FitAsync(now, cancellationToken).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        var first = (int)((uint)Interlocked.Increment(ref _cycles) + worker.Worker * 7) % store.PartitionCount;
        await ResolveAbandonedAsync(cycle, cancellationToken).ConfigureAwait(false);
        await ReturnOffersAsync(cycle, cancellationToken).ConfigureAwait(false);
        await VisitAsync(cycle, first, cancellationToken).ConfigureAwait(false);
        foreach (var busy in cycle.Busy)
            await TryPartitionAsync(cycle, busy, wait: true, cancellationToken).ConfigureAwait(false);
        if (work.HasFlag(EngineWork.Messages))
            outages.EndCycle(now);
        if (cycle.Failures.Count > 0)
            EngineTelemetry.Fail(activity, cycle.Failures[0]);
        else if (!cycle.DidAnything)
            EngineTelemetry.Discard(activity); // polling that finds nothing is not exported
        ThrowFailures(cycle);
        return new CycleResult(
            cycle.DidAnything, now, cycle.DidAnything ? now : Next(work, dueWork, now), cycle.Busy.Count > 0 || IsInHand(dueWork, now));
    }

    /// <summary>Returns when the next known work is due; null if nothing will become due by itself.</summary>
    internal async Task<DateTimeOffset?> NextAsync(EngineWork work, CancellationToken cancellationToken)
    {
        var dueWork = await store.ReadDueWorkAsync(cancellationToken).ConfigureAwait(false);
        var now = Instants.Normalize(dueWork.StoreTime ?? time.GetUtcNow());
        telemetry.RecordDueWork(dueWork, now);
        return Next(work, dueWork, now);
    }

    /// <summary>
    /// True if work is due or a message is being sent. Messages that must wait for another version of the host do not count, because nobody
    /// waits for their end.
    /// </summary>
    private bool IsInHand(DueWork dueWork, DateTimeOffset now) =>
        dueWork.Partitions.Where(
            (partition, number) => partition.IsDue(now) || (partition.IsDispatching && !dispatcher.HasOnlyUnreadable(number))).Any();

    private DateTimeOffset? Next(EngineWork work, DueWork dueWork, DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        if (work.HasFlag(EngineWork.Steps))
        {
            next = segments.Next(now);
            foreach (var program in programs.Published)
                next = Earlier(next, Earlier(sweep.Next(program, now), dates.Next(program, now)));
        }

        if (work.HasFlag(EngineWork.Messages))
            next = Earlier(next, outages.Next(now));
        if (work.HasFlag(EngineWork.Maintenance))
            next = Earlier(next, purge.Next(now));
        for (var number = 0; number < dueWork.Partitions.Count; number++)
        {
            var partition = dueWork.Partitions[number];
            if (work.HasFlag(EngineWork.Steps))
                next = Earlier(next, Earlier(partition.Steps, partition.Releases));
            if (work.HasFlag(EngineWork.Calls))
                next = Earlier(next, partition.Calls);
            if (work.HasFlag(EngineWork.Messages))
                next = Earlier(next, partition.HasAbandoned && !dispatcher.HasOnlyUnreadable(number) ? now : partition.Messages);
        }

        return next;
    }

    /// <summary>Resolves the messages of dead workers before anything else is sent.</summary>
    private async Task ResolveAbandonedAsync(Cycle cycle, CancellationToken cancellationToken)
    {
        if (!cycle.Work.HasFlag(EngineWork.Messages))
            return;
        for (var partition = 0; partition < cycle.DueWork.Partitions.Count; partition++)
        {
            if (!cycle.DueWork.Partitions[partition].HasAbandoned)
                continue;
            var number = partition;
            await TryAsync(cycle, async () =>
            {
                await dispatcher.SaveUnsavedResultsAsync(number).ConfigureAwait(false);
                cycle.DidAnything |= await dispatcher.ResolveAbandonedAsync(number, cancellationToken).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Before any partition takes more of an offer, the others give back what they do not use.</summary>
    private async Task ReturnOffersAsync(Cycle cycle, CancellationToken cancellationToken)
    {
        for (var partition = 0; cycle.Work.HasFlag(EngineWork.Steps) && partition < store.PartitionCount; partition++)
        {
            if (!offers.MayHaveWork(partition, cycle.Now))
                continue;
            var number = partition;
            await TryAsync(cycle, async () =>
            {
                if (await store.TryBeginAsync(number, cancellationToken).ConfigureAwait(false) is not { } transaction)
                    return;
                await using (transaction.ConfigureAwait(false))
                    await offers.RunAsync(transaction, cycle.Now, cancellationToken).ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Visits all partitions. Messages are sent from several partitions at the same time, so that a processor is not idle while one waits
    /// for its commit.
    /// </summary>
    private async Task VisitAsync(Cycle cycle, int first, CancellationToken cancellationToken)
    {
        var turn = -1;
        await Task.WhenAll(Enumerable.Range(0, cycle.Work == EngineWork.Messages ? dispatcher.Lanes : 1).Select(_ => LaneAsync()))
            .ConfigureAwait(false);

        async Task LaneAsync()
        {
            while (Interlocked.Increment(ref turn) is var visit && visit < store.PartitionCount)
                await TryPartitionAsync(
                    cycle, (first + visit) % store.PartitionCount, wait: false, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task TryPartitionAsync(Cycle cycle, int partition, bool wait, CancellationToken cancellationToken) =>
        TryAsync(cycle, async () =>
        {
            if (await RunPartitionAsync(cycle, partition, wait, cancellationToken).ConfigureAwait(false))
                cycle.DidAnything = true;
        }, cancellationToken);

    /// <summary>Does a part of the cycle. If it fails, the others follow, and the failure is thrown at the end.</summary>
    private static async Task TryAsync(Cycle cycle, Func<Task> part, CancellationToken cancellationToken)
    {
        try
        {
            await part().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            cycle.Fail(exception);
        }
    }

    private async Task<bool> RunPartitionAsync(Cycle cycle, int partition, bool wait, CancellationToken cancellationToken)
    {
        var due = cycle.DueWork.Partitions[partition];
        var anything = false;
        if (cycle.Work.HasFlag(EngineWork.Messages))
        {
            await dispatcher.SaveUnsavedResultsAsync(partition).ConfigureAwait(false);
            while (outages.MayHaveWork(partition, cycle.Now) && await TryOnceAsync(cycle, partition, wait,
                transaction => outages.RunAsync(transaction, cycle.Now, cancellationToken), cancellationToken).ConfigureAwait(false))
                anything = true;
        }

        if (cycle.Work.HasFlag(EngineWork.Steps))
        {
            if (registered.MayHaveWork(partition, cycle.Now))
                anything |= await UntilDoneAsync(cycle, partition, wait, transaction => registered.RunAsync(transaction, cancellationToken),
                    cancellationToken).ConfigureAwait(false);
            if (due.Releases is not null)
                anything |= await UntilDoneAsync(cycle, partition, wait, transaction => release.RunAsync(transaction, cancellationToken),
                    cancellationToken).ConfigureAwait(false);
            anything |= await RunStepsAsync(
                cycle, partition, anything || due.Steps <= cycle.Now, wait, cancellationToken).ConfigureAwait(false);
        }

        if (cycle.Work.HasFlag(EngineWork.Calls) && (anything || due.Calls <= cycle.Now))
        {
            foreach (var calls in callouts)
            {
                var (didCall, hasMore) = (false, true);
                while (hasMore)
                {
                    (didCall, hasMore) = await calls.RunAsync(partition, cancellationToken).ConfigureAwait(false);
                    anything |= didCall;
                }
            }
        }

        if (cycle.Work.HasFlag(EngineWork.Messages) && (anything || due.Messages <= cycle.Now))
        {
            // One batch per visit: sending takes time, and other partitions and messages of dead workers must not wait for a whole queue.
            anything |= await dispatcher.RunAsync(partition, cycle.Worker, cancellationToken).ConfigureAwait(false);
        }

        if (cycle.Work.HasFlag(EngineWork.Maintenance) && purge.MayHaveWork(partition, cycle.Now))
            anything |= await UntilDoneAsync(cycle, partition, wait, transaction => purge.RunAsync(transaction, cancellationToken),
                cancellationToken).ConfigureAwait(false);
        return anything;
    }

    private async Task<bool> RunStepsAsync(Cycle cycle, int partition, bool isDue, bool wait, CancellationToken cancellationToken)
    {
        var anything = false;
        if (cycle.Model is { } model && segments.MayHaveWork(partition, model))
            anything |= await UntilDoneAsync(cycle, partition, wait,
                transaction => segments.RunAsync(transaction, model, cancellationToken), cancellationToken).ConfigureAwait(false);
        foreach (var program in programs.Published)
        {
            if (publishing.MayHaveWork(partition, program))
                anything |= await UntilDoneAsync(cycle, partition, wait,
                    transaction => publishing.RunAsync(transaction, program, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        foreach (var program in programs.Published)
        {
            if (sweep.MayHaveWork(partition, program, cycle.Now))
                anything |= await UntilDoneAsync(cycle, partition, wait,
                    transaction => sweep.RunAsync(transaction, program, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (dates.MayHaveWork(partition, program, cycle.Now))
                anything |= await UntilDoneAsync(cycle, partition, wait,
                    transaction => dates.RunAsync(transaction, program, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        if (anything || isDue)
            anything |= await UntilDoneAsync(cycle, partition, wait, transaction => dueEnrollments.RunAsync(transaction, cancellationToken),
                cancellationToken).ConfigureAwait(false);
        return anything;
    }

    /// <summary>Runs transaction after transaction until one finds nothing to do or another worker holds the partition.</summary>
    private async Task<bool> UntilDoneAsync(
        Cycle cycle, int partition, bool wait, Func<IPartitionTransaction, Task<bool>> work, CancellationToken cancellationToken)
    {
        for (var anything = false; ; anything = true)
        {
            if (!await settings.WithOutsideAnswersAsync(
                time, () => TryOnceAsync(cycle, partition, wait, work, cancellationToken), cancellationToken).ConfigureAwait(false))
                return anything;
        }
    }

    /// <summary>Runs one transaction; false if it finds nothing to do or another worker holds the partition.</summary>
    private async Task<bool> TryOnceAsync(
        Cycle cycle, int partition, bool wait, Func<IPartitionTransaction, Task<bool>> work, CancellationToken cancellationToken)
    {
        var transaction = await store.TryBeginAsync(partition, cancellationToken).ConfigureAwait(false);
        if (transaction is null && wait)
            transaction = await BeginInTimeAsync(partition, cancellationToken).ConfigureAwait(false);
        if (transaction is null)
        {
            cycle.SetBusy(partition);
            return false;
        }

        await using (transaction.ConfigureAwait(false))
            return await work(transaction).ConfigureAwait(false);
    }

    private async Task CountQueuedAsync(CancellationToken cancellationToken)
    {
        var depth = 0L;
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            if (await store.TryBeginAsync(partition, cancellationToken).ConfigureAwait(false) is not { } transaction)
                return; // counted in a later cycle
            await using (transaction.ConfigureAwait(false))
                depth += await transaction.Outbox.CountQueuedAsync(EngineTelemetry.DepthLimit, cancellationToken).ConfigureAwait(false);
        }

        telemetry.RecordOutboxDepth(depth);
    }

    private async Task<IPartitionTransaction?> BeginInTimeAsync(int partition, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestWait, time);
        using var timeoutOrCancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await store.BeginAsync(partition, timeoutOrCancelled.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static void ThrowFailures(Cycle cycle)
    {
        if (cycle.Failures.Count == 0)
            return;
        if (cycle.Failures.Count == 1)
            ExceptionDispatchInfo.Throw(cycle.Failures[0]);
        throw new RetentionStoreException(
            $"{cycle.Failures.Count} partitions failed; the first: {cycle.Failures[0].Message}", new AggregateException(cycle.Failures));
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other ?? one : one;

    /// <summary>One cycle; the visits of several partitions share it.</summary>
    private sealed record Cycle(EngineWork Work, IWorkerRegistration Worker, DueWork DueWork, DateTimeOffset Now)
    {
        private readonly ConcurrentDictionary<int, bool> _busy = new();
        private readonly ConcurrentQueue<Exception> _failures = new();

        /// <summary>The latest RFM model; null if there is none, or if reading the purchases failed.</summary>
        internal RfmModel? Model { get; set; }

        internal IReadOnlyList<int> Busy => [.. _busy.Keys.Order()];

        internal IReadOnlyList<Exception> Failures => [.. _failures];

        internal void SetBusy(int partition) => _busy[partition] = true;

        internal void Fail(Exception exception) => _failures.Enqueue(exception);

        internal bool DidAnything { get; set; }
    }
}
