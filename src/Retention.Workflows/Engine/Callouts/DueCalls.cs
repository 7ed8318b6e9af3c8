using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Execution;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Callouts;

/// <summary>Calls host code for waiting enrollments, outside every transaction, and continues them with the results.</summary>
/// <remarks>
/// Nothing is claimed, so two workers may make the same call. The second transaction finds that the enrollment has moved and ignores the
/// result. Repeated voucher calls use the same key. An enrollment that this process cannot serve is postponed, so that it does not block
/// the others.
/// </remarks>
internal sealed class DueCalls(
    IRetentionStore store, EngineSettings settings, JourneyPrograms programs, VoucherCallouts vouchers, RecommendationCallouts products,
    ExternalStepCallouts handlers, ConditionCallouts conditions, DueEnrollmentProcessor due, StepExecutor advance, EventReactions reactions,
    TimeProvider time) : ICallouts
{
    private readonly IReadOnlyList<IHostCalls> _kinds = [vouchers, products, handlers, conditions];

    /// <summary>Makes the calls of one batch.</summary>
    /// <returns>Whether there was anything to do, and whether to continue at once. It does not continue after a timeout, so that other
    /// partitions get their turn.</returns>
    public async Task<(bool DidAnything, bool HasMore)> RunAsync(int partition, CancellationToken cancellationToken)
    {
        var (calls, didAnything) = await ReadAsync(partition, cancellationToken).ConfigureAwait(false);
        if (calls.Count == 0)
            return (didAnything, didAnything);

        using var activity = EngineTelemetry.Start("retention.calls", partition);
        var begun = settings.Telemetry.Begin();
        await Task.WhenAll(
            ByKind(calls, call => call.PendingCallout).Select(group => CallAsync(group.Kind, group.Members))).ConfigureAwait(false);
        settings.Telemetry.Batch(EngineTelemetry.Calls, calls.Count, begun);
        return (true, calls.All(call => call.WasCalled || call.Problem is not null));

        // Calls of one kind do not wait for another kind.
        async Task CallAsync(IHostCalls kind, IReadOnlyList<HostCall> some)
        {
            await kind.CallAsync(some, cancellationToken).ConfigureAwait(false);
            await SaveAsync(partition, some, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(IReadOnlyList<HostCall> Calls, bool DidAnything)> ReadAsync(int partition, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var batch = new Batch(transaction, settings, time);
            var (pending, others) = (new List<PendingCallout>(), new List<Enrollment>());
            var paused = await batch.PausedAsync(cancellationToken).ConfigureAwait(false);
            foreach (var enrollment in await transaction.Enrollments.ReadDueAsync(
                EnrollmentStatus.AwaitingCallback, batch.Now, settings.Options.Worker.BatchSize, cancellationToken).ConfigureAwait(false))
            {
                if (paused.Contains(enrollment.Journey))
                {
                    others.Add(enrollment with { IsHeld = true });
                    continue;
                }

                if (enrollment.State.ExitUndecided)
                {
                    others.Add(due.AwaitExit(batch, enrollment));
                    continue;
                }

                var program = await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false);
                if (program is not null && !programs.IsRegistered(program))
                {
                    others.Add(due.LeaveToOthers(batch, enrollment, RefusalReasons.NotRegistered));
                }
                else if (enrollment.State.CalledAt is null)
                {
                    if (!settings.StoresWorkflowsOf(program))
                        others.Add(due.LeaveToOthers(
                            batch, enrollment, program is null ? RefusalReasons.UnreadableVersion : RefusalReasons.NoEngine));
                }
                else if (program?.Find(enrollment.Step!) is not { } instruction || KindOf(instruction) is not { } kind)
                {
                    others.Add(due.PutAside(batch, enrollment, program));
                }
                else if (!kind.HasHost)
                {
                    others.Add(Released(enrollment));
                }
                else
                {
                    pending.Add(new PendingCallout(enrollment, program, instruction));
                }
            }

            var calls = new List<HostCall>(pending.Count);
            foreach (var (callouts, some) in ByKind(pending, one => one))
                calls.AddRange(await callouts.ReadAsync(batch, some, cancellationToken).ConfigureAwait(false));
            if (others.Count == 0)
                return (calls, false);
            await transaction.Enrollments.UpdateAsync(others, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return (calls, true);
        }
    }

    /// <summary>The host removed its issuer while an enrollment waited for it, so the library issues the voucher.</summary>
    private static Enrollment Released(Enrollment enrollment) =>
        enrollment with { Status = EnrollmentStatus.Waiting, Attempt = 1, State = enrollment.State with { CalledAt = null } };

    /// <summary>
    /// Stores results. An error of the engine rolls all of them back; then they are stored one by one, and the enrollment of the one that
    /// fails again waits. The call is repeated with the same key.
    /// </summary>
    private async Task SaveAsync(int partition, IReadOnlyList<HostCall> calls, CancellationToken cancellationToken)
    {
        try
        {
            await settings.WithOutsideAnswersAsync(
                time, () => SaveOnceAsync(partition, calls, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (HostCallFailure.IsOwn(exception, cancellationToken))
        {
            foreach (var call in calls.Count > 1 ? calls : [])
                await SaveAsync(partition, [call], cancellationToken).ConfigureAwait(false);
            if (calls.Count == 1)
                await PutOffAsync(partition, calls[0], exception, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task PutOffAsync(int partition, HostCall call, Exception error, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
            await due.PutOffAsync(
                new Batch(transaction, settings, time), call.PendingCallout.Enrollment.Id, error, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> SaveOnceAsync(int partition, IReadOnlyList<HostCall> calls, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var batch = new Batch(transaction, settings, time);
            var (answered, aside) = await WaitingAsync(batch, calls, cancellationToken).ConfigureAwait(false);
            foreach (var (kind, some) in ByKind(answered, one => one.Call.PendingCallout))
            {
                foreach (var step in some.Where(one => one.Call.Problem is null).GroupBy(one => (one.Run.Program, one.Run.Position)))
                    await kind.SaveAsync(
                        batch, step.Key.Program.Instructions[step.Key.Position], [.. step], cancellationToken).ConfigureAwait(false);
            }

            foreach (var (call, run) in answered)
            {
                var step = call.PendingCallout.Instruction.Step.Name;
                if (call.Problem is { } problem)
                    advance.Fail(batch, run, step, problem);
                else if (run.HasEnded)
                    batch.Count(run.Program, step, JourneyMeasures.Ended, run.Outcome ?? EnrollmentOutcomes.Completed);
                else if (!run.IsLed)
                    batch.Count(run.Program, step, JourneyMeasures.Left, run.Program.NameOf(run.Position));
            }

            var runs = answered.Select(one => one.Run).ToList();
            await advance.RunAsync(batch, [.. runs.Where(run => run.IsMoving)], cancellationToken).ConfigureAwait(false);
            await StepExecutor.WriteAsync(batch, runs, cancellationToken).ConfigureAwait(false);
            await transaction.Enrollments.UpdateAsync(aside, cancellationToken).ConfigureAwait(false);
            await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>
    /// Returns the calls whose enrollments still wait for them. Another worker may have been faster, and an enrollment may already wait at
    /// its next step or visit.
    /// </summary>
    private async Task<(List<AnsweredCall> Answered, List<Enrollment> Aside)> WaitingAsync(
        Batch batch, IReadOnlyList<HostCall> calls, CancellationToken cancellationToken)
    {
        var found = await batch.Transaction.Enrollments.FindAsync(
            [.. calls.Select(call => call.PendingCallout.Enrollment.Id)], cancellationToken).ConfigureAwait(false);
        var (answered, aside) = (new List<AnsweredCall>(calls.Count), new List<Enrollment>());
        var paused = await batch.PausedAsync(cancellationToken).ConfigureAwait(false);
        foreach (var call in calls.OrderBy(call => call.PendingCallout.Enrollment.Id.Number))
        {
            var asked = call.PendingCallout.Enrollment;
            if (found.GetValueOrDefault(asked.Id) is not { Status: EnrollmentStatus.AwaitingCallback } enrollment
                || enrollment.Step != asked.Step || enrollment.State.Visit != asked.State.Visit
                || enrollment.State.CalledAt != asked.State.CalledAt || enrollment.Attempt != asked.Attempt)
                continue;
            if (paused.Contains(enrollment.Journey))
            {
                // Paused while the call was made: after the pause it is made again, with the same key.
                aside.Add(enrollment with { IsHeld = true });
                continue;
            }

            if (!call.WasCalled)
            {
                if (call.Problem is not null)
                    aside.Add(enrollment with { DueAt = batch.Now + Backoff.After(1, enrollment.Id.ToString(), settings.Options) });
                continue; // without a problem it is called again at once
            }

            var program = await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false);
            if (program?.Find(enrollment.Step!) is { } instruction
                && instruction.Step.GetType() == call.PendingCallout.Instruction.Step.GetType())
                answered.Add(new AnsweredCall(call, EnrollmentRun.Open(enrollment, program, instruction.Index)));
            else
                aside.Add(due.PutAside(batch, enrollment, program));
        }

        return (answered, aside);
    }

    private IEnumerable<(IHostCalls Kind, IReadOnlyList<T> Members)> ByKind<T>(IEnumerable<T> all, Func<T, PendingCallout> pending) =>
        all.GroupBy(one => KindOf(pending(one).Instruction)!).Select(group => (group.Key, (IReadOnlyList<T>)[.. group]));

    private IHostCalls? KindOf(Instruction instruction) => _kinds.FirstOrDefault(kind => kind.Handles(instruction));
}
