using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Exits;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Delivery;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Engine.Reactions;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Pausing;

/// <summary>
/// Releases held enrollments and messages of a resumed journey, in chunks of one transaction each, so that a crash loses no progress.
/// </summary>
/// <remarks>
/// Released rows are no longer held, so the next chunk continues after them. The pause is removed with the last chunk. If the journey is
/// paused again meanwhile, the remaining rows stay held, and released rows are held again when they become due.
/// </remarks>
internal sealed class PauseRelease(
    EngineSettings settings, JourneyPrograms programs, Fallbacks fallbacks, EventReactions reactions, TimeProvider time)
{
    /// <summary>Releases one chunk of one journey.</summary>
    /// <returns>Whether there was anything to do.</returns>
    internal async Task<bool> RunAsync(IPartitionTransaction transaction, CancellationToken cancellationToken)
    {
        var batch = new Batch(transaction, settings, time);
        if ((await batch.PausesAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(pause => !pause.IsInForce) is not { } resumed)
            return false;

        var limit = settings.Options.Worker.BatchSize;
        var enrollments = await transaction.Enrollments.ReadHeldAsync(resumed.Journey, limit, cancellationToken).ConfigureAwait(false);
        await ReleaseAsync(batch, resumed, enrollments, cancellationToken).ConfigureAwait(false);
        var rest = limit - enrollments.Count;
        var messages = rest == 0
            ? [] : await transaction.Outbox.ReadHeldAsync(resumed.Journey, rest, cancellationToken).ConfigureAwait(false);
        await ReleaseAsync(batch, resumed, messages, cancellationToken).ConfigureAwait(false);
        if (messages.Count < rest)
            await transaction.Pauses.RemoveAsync(resumed.Journey, cancellationToken).ConfigureAwait(false);
        await reactions.ReactAsync(batch, batch.Recorded, cancellationToken).ConfigureAwait(false);
        transaction.SignalWork();
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task ReleaseAsync(Batch batch, JourneyPause resumed, IReadOnlyList<Enrollment> held, CancellationToken cancellationToken)
    {
        var (released, exiting) = (new List<Enrollment>(held.Count), new List<Enrollment>());
        foreach (var enrollment in held)
        {
            var program = await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false);
            var policy = enrollment.Attempt == 0
                ? LateWaits.PolicyOf(enrollment.Step, enrollment.Status, program) : LatenessPolicy.Continue;
            if (policy == LatenessPolicy.Exit)
                exiting.Add(enrollment);
            else
                released.Add(Released(batch, resumed, policy == LatenessPolicy.Skip
                    ? enrollment with { State = enrollment.State with { CatchUpFrom = enrollment.DueAt, BehindFrom = null } }
                    : enrollment with { State = enrollment.State with { BehindFrom = null } }));
        }

        await batch.Transaction.Enrollments.UpdateAsync(released, cancellationToken).ConfigureAwait(false);
        await EarlyExit.EndAsync(batch, programs, exiting, EnrollmentOutcomes.Late, null, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReleaseAsync(
        Batch batch, JourneyPause resumed, IReadOnlyList<OutboxMessage> held, CancellationToken cancellationToken)
    {
        var enrollments = await batch.Transaction.Enrollments.FindAsync(
            [.. held.Select(message => message.Enrollment).Distinct()], cancellationToken).ConfigureAwait(false);
        var (changed, exiting, events) =
            (new List<OutboxMessage>(held.Count), new Dictionary<EnrollmentId, Enrollment>(), new List<CustomerEvent>());
        foreach (var message in held)
        {
            var program = await programs.FindAsync(message.Journey, message.Version, cancellationToken).ConfigureAwait(false);
            var policy = program?.Definition.WhenLate ?? LatenessPolicy.Continue;
            if (policy == LatenessPolicy.Exit && enrollments.GetValueOrDefault(message.Enrollment) is { EndedAt: null } active)
            {
                exiting[active.Id] = active;
            }
            else if (policy != LatenessPolicy.Continue
                && await fallbacks.ChosenAsync(message, cancellationToken).ConfigureAwait(false) is { } step)
            {
                SendResultRecorder.CountNotSent(batch, message, RefusalReasons.Late);
                batch.MessageDecided(enrollments.GetValueOrDefault(message.Enrollment));
                changed.Add(SendResultRecorder.Decided(message, MessageStatus.Refused, batch.Now, RefusalReasons.Late));
                events.Add(EngineEvents.Of(changed[^1], EventNames.MessageRefused, batch.Now, step.Topic, RefusalReasons.Late));
            }
            else
            {
                changed.Add(message with { IsHeld = false, DueAt = DueAt(batch, resumed, message.Enrollment) });
            }
        }

        await batch.Transaction.Outbox.UpdateAsync(changed, cancellationToken).ConfigureAwait(false);
        await EarlyExit.EndAsync(
            batch, programs, [.. exiting.Values], EnrollmentOutcomes.Late, null, cancellationToken).ConfigureAwait(false);
        await batch.RecordAsync(events, cancellationToken).ConfigureAwait(false);
    }

    private static Enrollment Released(Batch batch, JourneyPause resumed, Enrollment enrollment) =>
        enrollment with { IsHeld = false, DueAt = DueAt(batch, resumed, enrollment.Id) };

    /// <summary>A time within the spread, derived from the enrollment, so that the messages of one enrollment keep their order.</summary>
    private static DateTimeOffset DueAt(Batch batch, JourneyPause resumed, EnrollmentId enrollment)
    {
        var due = resumed.ResumedAt!.Value + (resumed.SpreadOver * Chance.Share($"resume/{enrollment}"));
        return due > batch.Now ? due : batch.Now;
    }
}
