using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Execution;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.ExternalWorkflows;

/// <summary>
/// Calls engines that store their workflows themselves, outside every transaction: when an enrollment begins, when the result of a step is
/// ready, and when an enrollment has ended.
/// </summary>
/// <remarks>
/// A call is claimed for a while first, and repeated after that time if the process died. The engine continues where it stored its
/// workflow, and the <see cref="ExternalWorkflowBridge"/> repeats the results since then.
/// </remarks>
internal sealed partial class WorkflowCallouts(
    IRetentionStore store, EngineSettings settings, JourneyPrograms programs, StepExecutor executor, TimeProvider time,
    ILogger<WorkflowCallouts> logger) : ICallouts
{
    /// <summary>How often a workflow is checked that waits for something in its own engine.</summary>
    internal static readonly TimeSpan CheckInterval = TimeSpan.FromHours(1);

    /// <summary>So few that the last one gets its turn before its claim ends.</summary>
    private const int BatchLimit = 200;

    /// <summary>An engine with its own database gains nothing from more.</summary>
    private const int Parallelism = 4;

    /// <summary>Makes the calls of one batch.</summary>
    /// <returns>Whether there was anything to do, and whether to continue at once.</returns>
    public async Task<(bool DidAnything, bool HasMore)> RunAsync(int partition, CancellationToken cancellationToken)
    {
        var (calls, didAnything) = await ClaimAsync(partition, cancellationToken).ConfigureAwait(false);
        if (calls.Count == 0)
            return (didAnything, didAnything);
        using var activity = EngineTelemetry.Start("retention.calls", partition);
        var begun = settings.Telemetry.Begin();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            calls, options, async (call, token) => await CallAsync(call, token).ConfigureAwait(false)).ConfigureAwait(false);
        settings.Telemetry.Batch(EngineTelemetry.Calls, calls.Count, begun);
        return (true, true);
    }

    private async Task<(List<Call> Calls, bool DidAnything)> ClaimAsync(int partition, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var batch = new Batch(transaction, settings, time);
            var calls = new List<Call>();
            if (settings.WorkflowEngines.StoresAny)
                await ClaimActiveAsync(batch, calls, cancellationToken).ConfigureAwait(false);
            var hasNotifications = await ClaimEndedAsync(batch, calls, cancellationToken).ConfigureAwait(false);
            if (calls.Count > 0 || hasNotifications)
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return (calls, hasNotifications);
        }
    }

    private async Task ClaimActiveAsync(Batch batch, List<Call> calls, CancellationToken cancellationToken)
    {
        var claimed = new List<Enrollment>();
        var paused = await batch.PausedAsync(cancellationToken).ConfigureAwait(false);
        foreach (var enrollment in await batch.Transaction.Enrollments.ReadDueAsync(
            EnrollmentStatus.AwaitingCallback, batch.Now, LimitOf(settings), cancellationToken).ConfigureAwait(false))
        {
            if (enrollment.State is { CalledAt: null, ExitUndecided: false } && !paused.Contains(enrollment.Journey)
                && await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false) is { } program
                && settings.WorkflowEngines.Storing(program.ExternalEngine) is { } engine)
            {
                claimed.Add(enrollment with { DueAt = batch.Now + ExternalWorkflowCall.RepeatAfter });
                calls.Add(new Call(CallOf(claimed[^1], program), program, engine, null));
            }
        }

        await batch.Transaction.Enrollments.UpdateAsync(claimed, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Claims the due notifications. Those that this process cannot deliver are postponed, so that another process gets its turn.
    /// </summary>
    /// <returns>True if there were any.</returns>
    private async Task<bool> ClaimEndedAsync(Batch batch, List<Call> calls, CancellationToken cancellationToken)
    {
        var store = batch.Transaction.Enrollments;
        var due = await store.ReadDueNotificationsAsync(batch.Now, LimitOf(settings), cancellationToken).ConfigureAwait(false);
        if (due.Count == 0)
            return false;
        var ended =
            await store.FindAsync([.. due.Select(notification => notification.Enrollment)], cancellationToken).ConfigureAwait(false);
        var claimed = new List<EngineNotification>(due.Count);
        foreach (var notification in due)
        {
            if (ended.GetValueOrDefault(notification.Enrollment) is not { EndedAt: not null } enrollment)
                continue; // unknown, or active: its exit rules are asked again
            if (await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false) is { } program
                && settings.WorkflowEngines.Storing(program.ExternalEngine) is { } engine)
            {
                claimed.Add(notification with { DueAt = batch.Now + ExternalWorkflowCall.RepeatAfter });
                calls.Add(new Call(CallOf(enrollment, program), program, engine, claimed[^1]));
            }
            else
            {
                claimed.Add(
                    notification with { DueAt = batch.Now + Backoff.After(1, notification.Enrollment.ToString(), settings.Options) });
            }
        }

        EnrollmentId[] unknown = [.. due.Select(notification => notification.Enrollment).Where(id => !ended.ContainsKey(id))];
        await store.RemoveNotificationsAsync(unknown, cancellationToken).ConfigureAwait(false);
        await store.SaveNotificationsAsync(claimed, cancellationToken).ConfigureAwait(false);
        return claimed.Count > 0 || unknown.Length > 0;
    }

    private async Task CallAsync(Call call, CancellationToken cancellationToken)
    {
        var id = call.Details.Enrollment.Id;
        try
        {
            if (call.Notification is null)
            {
                await call.Engine.ContinueAsync(call.Details, cancellationToken).ConfigureAwait(false);
                return;
            }

            await call.Engine.EndAsync(call.Details, cancellationToken).ConfigureAwait(false);
            await WriteAsync(id, (transaction, ended) => EngineNotified.WriteAsync(transaction, ended, cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }
        catch (RetentionStoreException exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogStoreFailed(exception, id); // it is called again when its claim ends
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (call.Notification is { } notification)
                await RetryAsync(notification, exception, cancellationToken).ConfigureAwait(false);
            else
                await FailAsync(call, exception, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task FailAsync(Call call, Exception exception, CancellationToken cancellationToken)
    {
        var id = call.Details.Enrollment.Id;
        var transaction = await store.BeginAsync(id.Partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var batch = new Batch(transaction, settings, time);
            var found = await transaction.Enrollments.FindAsync([id], cancellationToken).ConfigureAwait(false);
            if (found.GetValueOrDefault(id) is not { Status: EnrollmentStatus.AwaitingCallback, State.CalledAt: null } enrollment)
                return;
            var run = EnrollmentRun.Open(enrollment, call.Program, 0);
            executor.Fail(batch, run, call.Details.Workflow.Name, exception);
            await transaction.Enrollments.UpdateAsync([run.ToEnrollment(batch.Now)], cancellationToken).ConfigureAwait(false);
            await transaction.Enrollments.AppendHistoryAsync([run.ToHistory(batch.Now)], cancellationToken).ConfigureAwait(false);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Retries a notification, however often it has failed. The enrollment has ended, so nothing else depends on it.</summary>
    private async Task RetryAsync(EngineNotification notification, Exception exception, CancellationToken cancellationToken)
    {
        var attempt = notification.Attempt + 1;
        LogNotNotified(exception, notification.Enrollment, attempt);
        await WriteAsync(
            notification.Enrollment,
            (transaction, _) => transaction.Enrollments.SaveNotificationsAsync(
                [
                    notification with
                    {
                        Attempt = attempt,
                        DueAt = (transaction.StoreTime ?? time.GetUtcNow())
                            + Backoff.After(attempt, notification.Enrollment.ToString(), settings.Options),
                    },
                ],
                cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a transaction on an enrollment, unless it was erased or purged.</summary>
    private async Task WriteAsync(EnrollmentId id, Func<IPartitionTransaction, Enrollment, Task> write, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(id.Partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var found = await transaction.Enrollments.FindAsync([id], cancellationToken).ConfigureAwait(false);
            if (found.GetValueOrDefault(id) is not { } enrollment)
                return;
            await write(transaction, enrollment).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static int LimitOf(EngineSettings settings) => Math.Min(settings.Options.Worker.BatchSize, BatchLimit);

    private static ExternalWorkflowCall CallOf(Enrollment enrollment, JourneyProgram program) => new()
    {
        Enrollment = enrollment,
        Workflow = (WorkflowStep)program.Instructions[0].Step,
        Instance = WorkflowCheckpoint.Of(enrollment.State)?.Instance,
        HasAnswer = enrollment.State.Answer is not null,
    };

    [LoggerMessage(
        1020, LogLevel.Warning, "The store failed during a call for the workflow of enrollment {Enrollment}; the call is repeated")]
    private partial void LogStoreFailed(Exception exception, EnrollmentId enrollment);

    [LoggerMessage(1023, LogLevel.Warning,
        "The workflow engine could not be notified that enrollment {Enrollment} has ended, attempt {Attempt}; it will be retried")]
    private partial void LogNotNotified(Exception exception, EnrollmentId enrollment, int attempt);

    private sealed record Call(
        ExternalWorkflowCall Details, JourneyProgram Program, IExternalWorkflowEngine Engine, EngineNotification? Notification);
}
