using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Execution;

/// <summary>Processes the due enrollments of a partition, one transaction per batch.</summary>
internal sealed partial class DueEnrollmentProcessor(EngineSettings settings, JourneyPrograms programs, StepExecutor advance,
    EventReactions reactions, TimeProvider time, ILogger<DueEnrollmentProcessor> logger)
{
    /// <summary>Versions that were left to other processes. Each is logged once per process.</summary>
    private readonly ConcurrentDictionary<(JourneyName, int, string Reason), bool> _left = new();
    private readonly EngineErrors _errors = new();
    private readonly BatchPace _pace = new(settings.Options.Worker, time);

    /// <summary>Processes one batch.</summary>
    /// <returns>True if there was anything to do.</returns>
    /// <remarks>
    /// An error of the engine rolls the batch back. Its enrollments are then processed one by one, and the one that fails again waits.
    /// It is not the host's error, so the enrollment loses no attempt and never becomes stuck.
    /// </remarks>
    internal async Task<bool> RunAsync(IPartitionTransaction transaction, CancellationToken cancellationToken)
    {
        var begun = _pace.Begin();
        var batch = new Batch(transaction, settings, time);
        if (_errors.TakeFailed(transaction.Partition) is { } failed)
        {
            await PutOffAsync(batch, failed.Id, failed.Error, cancellationToken).ConfigureAwait(false);
            return true;
        }

        var due = await transaction.Enrollments.ReadDueAsync(EnrollmentStatus.Waiting, batch.Now,
            _errors.LimitOf(transaction.Partition, _pace.Limit), cancellationToken).ConfigureAwait(false);
        if (due.Count == 0)
            return false;
        try
        {
            await RunAsync(batch, due, cancellationToken).ConfigureAwait(false);
            _errors.Succeeded(transaction.Partition);
            _pace.Took(begun, due.Count);
        }
        catch (Exception exception) when (HostCallFailure.IsOwn(exception, cancellationToken))
        {
            _errors.Failed(transaction.Partition, due, exception);
        }

        return true;
    }

    private async Task RunAsync(Batch batch, IReadOnlyList<Enrollment> due, CancellationToken cancellationToken)
    {
        var transaction = batch.Transaction;
        using var activity = EngineTelemetry.Start("retention.steps", transaction.Partition);
        var begun = settings.Telemetry.Begin();

        var runs = new List<EnrollmentRun>(due.Count);
        var aside = new List<Enrollment>();
        JourneyProgram? program = null;
        var paused = await batch.PausedAsync(cancellationToken).ConfigureAwait(false);
        foreach (var enrollment in due)
        {
            if (paused.Contains(enrollment.Journey))
            {
                aside.Add(enrollment with { IsHeld = true });
                continue;
            }

            if (enrollment.State.ExitUndecided)
            {
                aside.Add(AwaitExit(batch, enrollment));
                continue;
            }

            if (program is null || program.Version != enrollment.Version || program.Definition.Name != enrollment.Journey)
                program = await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false);
            if (program is not null && !programs.IsRegistered(program))
                aside.Add(LeaveToOthers(batch, enrollment, RefusalReasons.NotRegistered));
            else if (CreateRun(enrollment, program) is { } run)
                runs.Add(run);
            else
                aside.Add(PutAside(batch, enrollment, program));
        }

        await advance.RunAsync(batch, runs, cancellationToken).ConfigureAwait(false);
        await StepExecutor.WriteAsync(batch, runs, cancellationToken).ConfigureAwait(false);
        await transaction.Enrollments.UpdateAsync(aside, cancellationToken).ConfigureAwait(false);
        await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        settings.Telemetry.Batch(EngineTelemetry.Steps, due.Count, begun);
        settings.Telemetry.Moved(due, batch.Now);
    }

    /// <summary>Lets an enrollment wait that the engine could not process, and commits.</summary>
    internal async Task PutOffAsync(Batch batch, EnrollmentId id, Exception error, CancellationToken cancellationToken)
    {
        var found = await batch.Transaction.Enrollments.FindAsync([id], cancellationToken).ConfigureAwait(false);
        if (found.GetValueOrDefault(id) is not { DueAt: not null, EndedAt: null } enrollment)
            return;
        await batch.Transaction.Enrollments.UpdateAsync([enrollment with { DueAt = batch.Now + EngineErrors.Pause,
            Outcome = $"{EnrollmentOutcomes.InternalError}:{error.GetType().Name}" }], cancellationToken).ConfigureAwait(false);
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        settings.Telemetry.AddTrouble();
        LogOwnError(error, id, enrollment.Step ?? "", EngineErrors.Pause);
    }

    /// <summary>
    /// Handles an enrollment that cannot continue here. If a newer library wrote its version, as during a rolling upgrade, it is left to
    /// another process, loses no attempt and is due again soon. If its version can be read and no longer has its step, it becomes stuck
    /// until the cause is fixed.
    /// </summary>
    internal Enrollment PutAside(Batch batch, Enrollment enrollment, JourneyProgram? program)
    {
        return program is null
            ? LeaveToOthers(batch, enrollment, RefusalReasons.UnreadableVersion)
            : enrollment with { Status = EnrollmentStatus.Stuck, DueAt = null, Outcome = EnrollmentOutcomes.UnknownStep };
    }

    /// <summary>
    /// Leaves an enrollment to another process. It loses no attempt. It is due again soon, and later after longer pauses; if nobody
    /// registers its journey, it is held until somebody does.
    /// </summary>
    internal Enrollment LeaveToOthers(Batch batch, Enrollment enrollment, string reason)
    {
        if (_left.TryAdd((enrollment.Journey, enrollment.Version, reason), true))
            LogLeftToOthers(enrollment.Journey, enrollment.Version, reason);
        var since = enrollment.State.LeftSince ?? batch.Now;
        return enrollment with
        {
            DueAt = batch.Now + Backoff.ForOthers(batch.Now - since, enrollment.Id.ToString(), settings.Options),
            IsHeld = reason == RefusalReasons.NotRegistered && batch.Now - since >= Backoff.LongestForOthers,
            State = enrollment.State with { LeftSince = since },
            Outcome = reason,
        };
    }

    /// <summary>An exit rule is being asked again: the enrollment moves after the answer.</summary>
    internal Enrollment AwaitExit(Batch batch, Enrollment enrollment) =>
        enrollment with { DueAt = batch.Now + Backoff.After(1, enrollment.Id.ToString(), settings.Options) };

    private static EnrollmentRun? CreateRun(Enrollment enrollment, JourneyProgram? program)
    {
        if (program is null || StepExecutor.PositionOf(enrollment, program) is not { } position)
            return null;

        return EnrollmentRun.Open(enrollment, program, position, isBack: enrollment.Step is not null && enrollment.Attempt == 0);
    }

    [LoggerMessage(1010, LogLevel.Error,
        "An error of the engine itself, not of this host, stopped enrollment {Enrollment} at step {Step}; please report it. The enrollment " +
        "loses no attempt and is tried again in {Pause}")]
    private partial void LogOwnError(Exception exception, EnrollmentId enrollment, string step, TimeSpan pause);

    [LoggerMessage(1009, LogLevel.Warning,
        "Version {Version} of journey {Journey} cannot continue in this process ({Reason}); its enrollments wait for a process that can " +
        "run it")]
    private partial void LogLeftToOthers(JourneyName journey, int version, string reason);
}
