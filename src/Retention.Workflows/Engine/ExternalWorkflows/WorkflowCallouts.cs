using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Execution;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.ExternalWorkflows;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.ExternalWorkflows;

/// <summary>Calls engines that store their workflows themselves, outside every transaction: when an enrollment begins, when what it waited for is there, and when it has ended.</summary>
/// <remarks>
/// Who is called is claimed for a while first. Whoever dies meanwhile is made up for when that is over: the engine goes on from where it stored its workflow, and the
/// <see cref="ExternalWorkflowBridge"/> tells it once more what was answered since.
/// </remarks>
internal sealed partial class WorkflowCallouts(IRetentionStore store, EngineSettings settings, JourneyPrograms programs, StepExecutor advance, TimeProvider time, ILogger<WorkflowCallouts> logger)
{
    /// <summary>As long as an engine may be silent, from one step to the next, until it is called again.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>How often a workflow is looked at that waits for something of its engine's own.</summary>
    internal static readonly TimeSpan Glance = TimeSpan.FromHours(1);

    /// <summary>So few that the last of them is not called again before its turn has come.</summary>
    private const int AtMost = 200;

    /// <summary>An engine with a database of its own gains nothing from more at once.</summary>
    private const int AtOnce = 4;

    /// <summary>Whether an engine of this process stores the workflows of a journey version.</summary>
    internal static bool IsFor(EngineSettings settings, JourneyProgram? program) => EngineOf(settings, program) is not null;

    /// <summary>Calls for one batch.</summary>
    /// <returns>Whether there was anybody to call for.</returns>
    internal async Task<bool> RunAsync(int partition, CancellationToken cancellationToken)
    {
        if (settings.ExternalEngines.Count == 0)
            return false;
        var calls = await ClaimAsync(partition, cancellationToken).ConfigureAwait(false);
        if (calls.Count == 0)
            return false;
        using var activity = EngineTelemetry.Start("retention.calls", partition);
        var begun = settings.Telemetry.Begin();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(calls, options, async (call, token) => await CallAsync(call, token).ConfigureAwait(false)).ConfigureAwait(false);
        settings.Telemetry.Batch(EngineTelemetry.Calls, calls.Count, begun);
        return true;
    }

    private async Task<List<Call>> ClaimAsync(int partition, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var batch = new Batch(transaction, settings, time);
            var calls = new List<Call>();
            var paused = await batch.PausedAsync(cancellationToken).ConfigureAwait(false);
            foreach (var enrollment in await transaction.Enrollments.ReadDueAsync(EnrollmentStatus.AwaitingCallback, batch.Now, Math.Min(settings.Options.Worker.BatchSize, AtMost), cancellationToken).ConfigureAwait(false))
            {
                if (enrollment.State.CalledAt is null && (enrollment.EndedAt is not null || !paused.Contains(enrollment.Journey))
                    && await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false) is { } program && EngineOf(settings, program) is { } engine)
                    calls.Add(new Call(enrollment with { DueAt = batch.Now + Patience }, program, (WorkflowStep)program.Instructions[0].Step, engine));
            }

            if (calls.Count == 0)
                return calls;
            await transaction.Enrollments.UpdateAsync([.. calls.Select(call => call.Enrollment)], cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return calls;
        }
    }

    private static IExternalWorkflowEngine? EngineOf(EngineSettings settings, JourneyProgram? program) =>
        program is { IsOutside: true } && program.Instructions[0].Step is WorkflowStep workflow ? settings.ExternalEngines.GetValueOrDefault(workflow.Engine) : null;

    private async Task CallAsync(Call call, CancellationToken cancellationToken)
    {
        try
        {
            await call.Engine.CallAsync(call.Enrollment, call.Workflow, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (exception is RetentionStoreException)
                LogStoreFailed(exception, call.Enrollment.Id); // and it is called again in a while
            else
                await FailAsync(call, exception, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task FailAsync(Call call, Exception exception, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(call.Enrollment.Id.Partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var batch = new Batch(transaction, settings, time);
            var found = await transaction.Enrollments.FindAsync([call.Enrollment.Id], cancellationToken).ConfigureAwait(false);
            if (found.GetValueOrDefault(call.Enrollment.Id) is not { Status: EnrollmentStatus.AwaitingCallback, State.CalledAt: null } enrollment)
                return;
            var run = new EnrollmentRun(enrollment, call.Program, 0);
            advance.Fail(batch, run, call.Workflow.Name, exception);
            var failed = run.ToEnrollment(batch.Now);
            if (enrollment.EndedAt is not null)
                failed = failed with { Step = enrollment.Step, Outcome = enrollment.Outcome, EndedAt = enrollment.EndedAt }; // how it ended is no matter of the farewell
            await transaction.Enrollments.UpdateAsync([failed], cancellationToken).ConfigureAwait(false);
            await transaction.Enrollments.AppendHistoryAsync([run.ToHistory(batch.Now)], cancellationToken).ConfigureAwait(false);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(1020, LogLevel.Warning, "The store failed while the workflow of enrollment {Enrollment} went on; it is called again")]
    private partial void LogStoreFailed(Exception exception, EnrollmentId enrollment);

    private sealed record Call(Enrollment Enrollment, JourneyProgram Program, WorkflowStep Workflow, IExternalWorkflowEngine Engine);
}
