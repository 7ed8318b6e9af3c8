using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Execution;
using Retention.Workflows.Engine.Exits;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Callouts;

/// <summary>
/// Asks exit rules again that could not be decided when their event came: the host's predicate failed, or that process could not read the
/// journey's version.
/// </summary>
/// <remarks>
/// The events are in the log, so nothing is lost. Until the answer the enrollment does not move and none of its messages leaves. A
/// predicate that fails is asked with the pauses and attempts of retries; a version that cannot be read here waits for a process that can.
/// </remarks>
internal sealed partial class ExitCallouts(
    IRetentionStore store, EngineSettings settings, JourneyPrograms programs, PastEvents pastEvents, EventReactions reactions,
    TimeProvider time, ILogger<ExitCallouts> logger) : ICallouts
{
    public async Task<(bool DidAnything, bool HasMore)> RunAsync(int partition, CancellationToken cancellationToken)
    {
        var asked = await settings.WithOutsideAnswersAsync(
            time, () => AskAsync(partition, cancellationToken), cancellationToken).ConfigureAwait(false);
        return (asked > 0, asked == settings.Options.Worker.BatchSize);
    }

    /// <returns>The number of enrollments that were asked.</returns>
    private async Task<int> AskAsync(int partition, CancellationToken cancellationToken)
    {
        var transaction = await store.BeginAsync(partition, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var batch = new Batch(transaction, settings, time);
            var due = await transaction.Enrollments.ReadDueNotificationsAsync(
                batch.Now, settings.Options.Worker.BatchSize, cancellationToken).ConfigureAwait(false);
            if (due.Count == 0)
                return 0;
            var found = await transaction.Enrollments.FindAsync(
                [.. due.Select(one => one.Enrollment)], cancellationToken).ConfigureAwait(false);
            var (over, asked) = (new List<EnrollmentId>(), 0);
            foreach (var one in due)
            {
                if (found.GetValueOrDefault(one.Enrollment) is not { } enrollment)
                    continue;
                var program = await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false);
                if (enrollment.EndedAt is not null && program is { ExternalEngine: null })
                    over.Add(enrollment.Id); // no engine has to know
                if (enrollment.EndedAt is not null)
                    continue;
                asked++;
                if (program is null)
                    batch.AskExitAgain(enrollment.Id); // for a process that can read its version
                else
                    await AskAsync(batch, program, enrollment, one.Attempt, over, cancellationToken).ConfigureAwait(false);
            }

            if (asked == 0 && over.Count == 0)
                return 0;
            await transaction.Enrollments.RemoveNotificationsAsync(over, cancellationToken).ConfigureAwait(false);
            await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            return asked;
        }
    }

    private async Task AskAsync(Batch batch, JourneyProgram program, Enrollment enrollment, int attempt, List<EnrollmentId> over,
        CancellationToken cancellationToken)
    {
        var open = enrollment with { State = enrollment.State with { ExitUndecided = false } };
        await batch.Transaction.Enrollments.UpdateAsync([open], cancellationToken).ConfigureAwait(false);
        await pastEvents.ApplyAsync(batch, program, [open], cancellationToken).ConfigureAwait(false);
        if (batch.IsExitAskedAgain(enrollment.Id) && attempt + 1 < settings.Options.Retries.MaxAttempts)
        {
            batch.AskExitAgain(enrollment.Id, attempt + 1);
            return;
        }

        if (batch.IsExitAskedAgain(enrollment.Id))
            await GiveUpAsync(batch, open, cancellationToken).ConfigureAwait(false);

        over.Add(enrollment.Id);
        await WakeAsync(batch, program, enrollment.Id, cancellationToken).ConfigureAwait(false);
        batch.Transaction.SignalWork();
    }

    /// <summary>
    /// After the last attempt the rule counts as not met, so that a broken predicate does not hold its customers for ever.
    /// </summary>
    private async Task GiveUpAsync(Batch batch, Enrollment open, CancellationToken cancellationToken)
    {
        batch.AskExitNoMore(open.Id);
        await batch.Transaction.Enrollments.UpdateAsync([open], cancellationToken).ConfigureAwait(false);
        settings.Telemetry.AddTrouble();
        LogGaveUp(open.Id, settings.Options.Retries.MaxAttempts);
    }

    /// <summary>The events may be those that its step waits for. The step finds that out in the log.</summary>
    private static async Task WakeAsync(Batch batch, JourneyProgram program, EnrollmentId id, CancellationToken cancellationToken)
    {
        var found = await batch.Transaction.Enrollments.FindAsync([id], cancellationToken).ConfigureAwait(false);
        if (found.GetValueOrDefault(id) is { Status: EnrollmentStatus.Waiting, Attempt: 0, Step: { } at } waiting && waiting.DueAt > batch.Now
            && program.Find(at) is { } instruction && instruction.Type.AwaitedEvents(instruction.Step).Any())
            await batch.Transaction.Enrollments.UpdateAsync([waiting with { DueAt = batch.Now }], cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(1012, LogLevel.Error,
        "The condition of an exit rule of enrollment {Enrollment} failed {Attempts} times and counts as not met; the enrollment continues")]
    private partial void LogGaveUp(EnrollmentId enrollment, int attempts);
}
