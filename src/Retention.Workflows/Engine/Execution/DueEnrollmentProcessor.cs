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

    /// <summary>Processes one batch.</summary>
    /// <returns>True if there was anything to do.</returns>
    internal async Task<bool> RunAsync(IPartitionTransaction transaction, CancellationToken cancellationToken)
    {
        var batch = new Batch(transaction, settings, time);
        var due = await transaction.Enrollments.ReadDueAsync(
            EnrollmentStatus.Waiting, batch.Now, settings.Options.Worker.BatchSize, cancellationToken).ConfigureAwait(false);
        if (due.Count == 0)
            return false;
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
        return true;
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
    /// Leaves an enrollment to another process. It loses no attempt and is due again soon.
    /// </summary>
    internal Enrollment LeaveToOthers(Batch batch, Enrollment enrollment, string reason)
    {
        if (_left.TryAdd((enrollment.Journey, enrollment.Version, reason), true))
            LogLeftToOthers(enrollment.Journey, enrollment.Version, reason);
        return enrollment with { DueAt = batch.Now + Backoff.After(1, enrollment.Id.ToString(), settings.Options), Outcome = reason };
    }

    private static EnrollmentRun? CreateRun(Enrollment enrollment, JourneyProgram? program)
    {
        if (program is null || StepExecutor.PositionOf(enrollment, program) is not { } position)
            return null;

        return EnrollmentRun.Open(enrollment, program, position, isBack: enrollment.Step is not null && enrollment.Attempt == 0);
    }

    [LoggerMessage(1009, LogLevel.Warning,
        "Version {Version} of journey {Journey} cannot continue in this process ({Reason}); its enrollments wait for a process that can " +
        "run it")]
    private partial void LogLeftToOthers(JourneyName journey, int version, string reason);
}
