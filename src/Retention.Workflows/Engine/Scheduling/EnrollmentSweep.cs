using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Enrolling;
using Retention.Workflows.Engine.Execution;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Journeys;
using Retention.Workflows.Storage;
using Retention.Workflows.Time;

namespace Retention.Workflows.Engine.Scheduling;

/// <summary>
/// Reads a partition's customers in chunks when a journey's schedule is due, and enrolls its audience. The stored position lets it resume
/// after a crash; no customer is enrolled twice.
/// </summary>
/// <remarks>
/// After downtime only the latest missed occurrence is processed. Occurrences before the publication of the schedule are ignored. If a
/// clock was far ahead and is right again, the schedule continues with its next occurrence; occurrences that were skipped or processed too
/// early are not repeated.
/// </remarks>
internal sealed partial class EnrollmentSweep(
    EngineSettings settings, StepExecutor steps, EventReactions reactions, TimeProvider time, ILogger<EnrollmentSweep> logger)
{
    /// <summary>
    /// By partition and journey, the latest occurrence that is known to be finished. Finished occurrences are never undone.
    /// </summary>
    private readonly ConcurrentDictionary<(int Partition, JourneyName Journey), DateTimeOffset> _finished = new();

    /// <summary>
    /// Chunks whose first steps failed by an error of the engine. Their enrollments are only added, and then processed one by one.
    /// </summary>
    private readonly ConcurrentDictionary<(int Partition, JourneyName Journey), bool> _failed = new();

    private readonly BatchPace _pace = new(settings.Options.Worker, time);

    /// <summary>True if a partition may have customers to read. Does not access the store.</summary>
    internal bool MayHaveWork(int partition, JourneyProgram program, DateTimeOffset now) =>
        program.Definition.Enrollment.Trigger is ScheduleTrigger trigger
        && !(_finished.TryGetValue((partition, program.Definition.Name), out var finished)
            && ClockSkewGuard.Covers(finished, trigger.Schedule, now, settings.Zone));

    /// <summary>Processes one chunk of one journey.</summary>
    /// <returns>True if there was anything to do.</returns>
    internal async Task<bool> RunAsync(IPartitionTransaction transaction, JourneyProgram program, CancellationToken cancellationToken)
    {
        if (program.Definition.Enrollment.Trigger is not ScheduleTrigger trigger)
            return false;

        var batch = new Batch(transaction, settings, time);
        var occurrence = trigger.Schedule.Latest(batch.Now, settings.Zone);
        var name = $"enroll/{program.Definition.Name}";
        var state = await transaction.Sweeps.FindAsync(name, cancellationToken).ConfigureAwait(false);
        if (state is null || state.Finished)
        {
            if (ClockSkewGuard.Is(state?.Occurrence ?? program.TriggerSince, trigger.Schedule, batch.Now, settings.Zone))
            {
                LogClockSkew(program.Definition.Name, transaction.Partition);
                await transaction.Sweeps.SaveAsync(
                    new SweepState { Sweep = name, Occurrence = occurrence.At, Finished = true }, cancellationToken).ConfigureAwait(false);
                await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }

            if ((occurrence.At <= program.TriggerSince && !ClockSkewGuard.Is(program.TriggerSince, trigger.Schedule, batch.Now,
                settings.Zone)) || (state is not null && occurrence.At <= state.Occurrence))
            {
                _finished[(transaction.Partition, program.Definition.Name)] = occurrence.At;
                return false;
            }

            state = new SweepState { Sweep = name, Occurrence = occurrence.At };
        }
        else
        {
            // Begun before a crash: the occurrence it began with is finished first.
            occurrence = trigger.Schedule.Latest(state.Occurrence, settings.Zone);
        }

        var key = (transaction.Partition, program.Definition.Name);
        var movesOn = !_failed.ContainsKey(key);
        try
        {
            await SweepChunk.RunAsync(batch, _pace, program, state,
                customers => EnrollAsync(batch, program, occurrence, customers, movesOn, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            _failed.TryRemove(key, out _); // only now, since work that needs answers from outside is repeated
        }
        catch (Exception exception) when (movesOn && HostCallFailure.IsOwn(exception, cancellationToken))
        {
            _failed[key] = true;
            LogFirstStepsFailed(exception, program.Definition.Name, transaction.Partition);
        }

        return true;
    }

    private async Task EnrollAsync(Batch batch, JourneyProgram program, ScheduleOccurrence occurrence, IReadOnlyList<CustomerId> customers,
        bool movesOn, CancellationToken cancellationToken)
    {
        var audience = await SweepChunk.AudienceAsync(batch, program, customers,
            exception => LogAudienceFailed(exception, program.Definition.Name, batch.Transaction.Partition), cancellationToken)
            .ConfigureAwait(false);
        EntryCandidate[] candidates =
            [.. audience.Select(customer => new EntryCandidate(customer, occurrence.Key) { Occurrence = occurrence.At })];
        if (!movesOn)
        {
            await EnrollmentIntake.EnrollAsync(batch, program, candidates, cancellationToken).ConfigureAwait(false);
            return;
        }

        var results = await EnrollmentIntake.DecideAsync(batch, program, candidates, cancellationToken).ConfigureAwait(false);
        List<Enrollment> entered = [.. results.Select(result => result.Enrollment).OfType<Enrollment>()];
        await steps.EnterAsync(batch, program, entered, cancellationToken).ConfigureAwait(false);
        await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns when the journey sweeps next; null if it has no schedule.</summary>
    internal DateTimeOffset? Next(JourneyProgram program, DateTimeOffset now) =>
        program.Definition.Enrollment.Trigger is ScheduleTrigger trigger ? trigger.Schedule.Next(now, settings.Zone).At : null;

    [LoggerMessage(1003, LogLevel.Error,
        "The audience condition of journey {Journey} failed for a customer of partition {Partition}; the customer is not enrolled this " +
        "time")]
    private partial void LogAudienceFailed(Exception exception, JourneyName journey, int partition);

    [LoggerMessage(1014, LogLevel.Error,
        "The engine failed in the first steps of a chunk of journey {Journey} in partition {Partition}; the customers are enrolled " +
        "without moving, and each enrollment then runs by itself")]
    private partial void LogFirstStepsFailed(Exception exception, JourneyName journey, int partition);

    [LoggerMessage(1008, LogLevel.Warning,
        "The sweep of journey {Journey} over partition {Partition} was stored by a clock that was far ahead; it continues with the next " +
        "occurrence")]
    private partial void LogClockSkew(JourneyName journey, int partition);
}
