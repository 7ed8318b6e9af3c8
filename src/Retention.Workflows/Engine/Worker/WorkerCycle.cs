using System.Runtime.ExceptionServices;
using Retention.Workflows.Engine.Callouts;
using Retention.Workflows.Engine.Delivery;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Execution;
using Retention.Workflows.Engine.ExternalWorkflows;
using Retention.Workflows.Engine.Maintenance;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Scheduling;
using Retention.Workflows.Engine.Versioning;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Time;

namespace Retention.Workflows.Engine.Worker;

/// <summary>Goes round the partitions that have something to do, and does it in the order in which one thing leads to the next.</summary>
/// <remarks>
/// A partition that another worker holds is left to it, and waited for at the end of the round only. A partition that fails does not
/// keep the others from their turn; its failure is thrown when they have had theirs. Each round begins one partition further.
/// </remarks>
internal sealed class WorkerCycle(
    IRetentionStore store,
    JourneyPrograms programs,
    SegmentRun segments,
    EnrollmentSweep sweep,
    DateSweep dates,
    PublishSweep publishing,
    DueEnrollmentProcessor advance,
    DueCalls calls,
    WorkflowCallouts outside,
    MessageDispatcher dispatcher,
    Purge purge,
    EngineTelemetry telemetry,
    TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private int _rounds;

    /// <summary>Once round all partitions.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="worker">Who does it.</param>
    /// <param name="dueWork">A look at what there is to do, not older than what the caller waited for.</param>
    /// <param name="cancellationToken">Ends the round after the transaction at hand.</param>
    /// <exception cref="RetentionStoreException">The store failed, or a partition did.</exception>
    internal async Task<CycleResult> RunAsync(EngineWork work, IWorkerRegistration worker, DueWork dueWork, CancellationToken cancellationToken)
    {
        var now = Instants.Normalize(dueWork.StoreTime ?? time.GetUtcNow());
        telemetry.Saw(dueWork, now);
        using var activity = EngineTelemetry.Start("retention.round");
        activity?.SetTag("retention.work", work.ToString());
        if (work.HasFlag(EngineWork.Messages) && telemetry.WantsDepth)
            await CountQueuedAsync(cancellationToken).ConfigureAwait(false);
        var model = work.HasFlag(EngineWork.Steps) ? await segments.FitAsync(now, cancellationToken).ConfigureAwait(false) : null;
        var round = new Cycle(work, worker, dueWork, now, model);
        var first = (int)((uint)Interlocked.Increment(ref _rounds) + worker.Worker * 7) % store.PartitionCount;
        await ResolveAbandonedAsync(round, cancellationToken).ConfigureAwait(false);
        for (var turn = 0; turn < store.PartitionCount; turn++)
            await TryPartitionAsync(round, (first + turn) % store.PartitionCount, wait: false, cancellationToken).ConfigureAwait(false);
        foreach (var busy in round.Busy.ToList())
            await TryPartitionAsync(round, busy, wait: true, cancellationToken).ConfigureAwait(false);
        if (round.Failures.Count > 0)
            EngineTelemetry.Fail(activity, round.Failures[0]);
        ThrowFailures(round);
        return new CycleResult(round.DidAnything, now, round.DidAnything ? now : Next(work, dueWork, now), round.Busy.Count > 0 || IsInHand(dueWork, now));
    }

    /// <summary>When there is something to do next, as far as is known now; none when nothing will ever be due by itself.</summary>
    internal async Task<DateTimeOffset?> NextAsync(EngineWork work, CancellationToken cancellationToken)
    {
        var dueWork = await store.ReadDueWorkAsync(cancellationToken).ConfigureAwait(false);
        var now = Instants.Normalize(dueWork.StoreTime ?? time.GetUtcNow());
        telemetry.Saw(dueWork, now);
        return Next(work, dueWork, now);
    }

    /// <summary>Whether something is due or being handed over; of messages that must wait for another version of the host, nobody waits for the end.</summary>
    private bool IsInHand(DueWork dueWork, DateTimeOffset now) =>
        dueWork.Partitions.Where((partition, number) => partition.IsDue(now) || (partition.IsDispatching && !dispatcher.LeavesAlone(number))).Any();

    private DateTimeOffset? Next(EngineWork work, DueWork dueWork, DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        if (work.HasFlag(EngineWork.Steps))
        {
            next = segments.Next(now);
            foreach (var program in programs.Published)
                next = Earlier(next, Earlier(sweep.Next(program, now), dates.Next(program, now)));
        }

        if (work.HasFlag(EngineWork.Maintenance))
            next = Earlier(next, purge.Next(now));
        for (var number = 0; number < dueWork.Partitions.Count; number++)
        {
            var partition = dueWork.Partitions[number];
            if (work.HasFlag(EngineWork.Steps))
                next = Earlier(next, partition.Steps);
            if (work.HasFlag(EngineWork.Calls))
                next = Earlier(next, partition.Calls);
            if (work.HasFlag(EngineWork.Messages))
                next = Earlier(next, partition.HasAbandoned && !dispatcher.LeavesAlone(number) ? now : partition.Messages);
        }

        return next;
    }

    /// <summary>Decides about the messages of workers that died, before anything else is sent.</summary>
    private async Task ResolveAbandonedAsync(Cycle round, CancellationToken cancellationToken)
    {
        if (!round.Work.HasFlag(EngineWork.Messages))
            return;
        for (var partition = 0; partition < round.DueWork.Partitions.Count; partition++)
        {
            if (!round.DueWork.Partitions[partition].HasAbandoned)
                continue;
            try
            {
                await dispatcher.SaveUnsavedResultsAsync(partition).ConfigureAwait(false);
                round.DidAnything |= await dispatcher.ResolveAbandonedAsync(partition, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                round.Failures.Add(exception);
            }
        }
    }

    private async Task TryPartitionAsync(Cycle round, int partition, bool wait, CancellationToken cancellationToken)
    {
        try
        {
            round.DidAnything |= await RunPartitionAsync(round, partition, wait, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            round.Failures.Add(exception);
        }
    }

    private async Task<bool> RunPartitionAsync(Cycle round, int partition, bool wait, CancellationToken cancellationToken)
    {
        var due = round.DueWork.Partitions[partition];
        var anything = false;
        if (round.Work.HasFlag(EngineWork.Messages))
        {
            await dispatcher.SaveUnsavedResultsAsync(partition).ConfigureAwait(false);
        }

        if (round.Work.HasFlag(EngineWork.Steps))
            anything |= await RunStepsAsync(round, partition, due.Steps <= round.Now, wait, cancellationToken).ConfigureAwait(false);
        if (round.Work.HasFlag(EngineWork.Calls) && (anything || due.Calls <= round.Now))
        {
            var (didCall, goesOn) = (false, true);
            while (goesOn)
            {
                (didCall, goesOn) = await calls.RunAsync(partition, cancellationToken).ConfigureAwait(false);
                anything |= didCall;
            }

            while (await outside.RunAsync(partition, cancellationToken).ConfigureAwait(false))
                anything = true;
        }

        if (round.Work.HasFlag(EngineWork.Messages) && (anything || due.Messages <= round.Now))
        {
            // One batch a turn: handing over takes its time, and the other partitions and the dead worker's messages must not wait for all of it.
            anything |= await dispatcher.RunAsync(partition, round.Worker, cancellationToken).ConfigureAwait(false);
        }

        if (round.Work.HasFlag(EngineWork.Maintenance) && purge.MayHaveWork(partition, round.Now))
            anything |= await UntilDoneAsync(round, partition, wait, transaction => purge.RunAsync(transaction, cancellationToken), cancellationToken).ConfigureAwait(false);
        return anything;
    }

    private async Task<bool> RunStepsAsync(Cycle round, int partition, bool isDue, bool wait, CancellationToken cancellationToken)
    {
        var anything = false;
        if (round.Model is { } model && segments.MayHaveWork(partition, model))
            anything |= await UntilDoneAsync(round, partition, wait, transaction => segments.RunAsync(transaction, model, cancellationToken), cancellationToken).ConfigureAwait(false);
        foreach (var program in programs.Published)
        {
            if (publishing.MayHaveWork(partition, program))
                anything |= await UntilDoneAsync(round, partition, wait, transaction => publishing.RunAsync(transaction, program, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        foreach (var program in programs.Published)
        {
            if (sweep.MayHaveWork(partition, program, round.Now))
                anything |= await UntilDoneAsync(round, partition, wait, transaction => sweep.RunAsync(transaction, program, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (dates.MayHaveWork(partition, program, round.Now))
                anything |= await UntilDoneAsync(round, partition, wait, transaction => dates.RunAsync(transaction, program, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        if (anything || isDue)
            anything |= await UntilDoneAsync(round, partition, wait, transaction => advance.RunAsync(transaction, cancellationToken), cancellationToken).ConfigureAwait(false);
        return anything;
    }

    /// <summary>Transaction after transaction, until one finds nothing to do or another worker has the partition.</summary>
    private async Task<bool> UntilDoneAsync(Cycle round, int partition, bool wait, Func<IPartitionTransaction, Task<bool>> work, CancellationToken cancellationToken)
    {
        for (var anything = false; ; anything = true)
        {
            var transaction = await store.TryBeginAsync(partition, cancellationToken).ConfigureAwait(false);
            if (transaction is null && wait)
                transaction = await BeginInTimeAsync(partition, cancellationToken).ConfigureAwait(false);
            if (transaction is null)
            {
                round.Busy.Add(partition);
                return anything;
            }

            await using (transaction.ConfigureAwait(false))
            {
                if (!await work(transaction).ConfigureAwait(false))
                    return anything;
            }
        }
    }

    private async Task CountQueuedAsync(CancellationToken cancellationToken)
    {
        var depth = 0L;
        for (var partition = 0; partition < store.PartitionCount; partition++)
        {
            if (await store.TryBeginAsync(partition, cancellationToken).ConfigureAwait(false) is not { } transaction)
                return; // another time
            await using (transaction.ConfigureAwait(false))
                depth += await transaction.Outbox.CountQueuedAsync(EngineTelemetry.DepthLimit, cancellationToken).ConfigureAwait(false);
        }

        telemetry.SawDepth(depth);
    }

    private async Task<IPartitionTransaction?> BeginInTimeAsync(int partition, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await store.BeginAsync(partition, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static void ThrowFailures(Cycle round)
    {
        if (round.Failures.Count == 0)
            return;
        if (round.Failures.Count == 1)
            ExceptionDispatchInfo.Throw(round.Failures[0]);
        throw new RetentionStoreException($"{round.Failures.Count} partitions failed; the first: {round.Failures[0].Message}", new AggregateException(round.Failures));
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other ?? one : one;

    private sealed record Cycle(EngineWork Work, IWorkerRegistration Worker, DueWork DueWork, DateTimeOffset Now, RfmModel? Model)
    {
        internal HashSet<int> Busy { get; } = [];

        internal List<Exception> Failures { get; } = [];

        internal bool DidAnything { get; set; }
    }
}
