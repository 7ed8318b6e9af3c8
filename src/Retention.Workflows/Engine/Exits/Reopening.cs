using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;

namespace Retention.Workflows.Engine.Exits;

/// <summary>
/// Makes a completed enrollment active again because a message of it is queued after all: a dead message is resumed, or a provider reports
/// late that a message did not arrive and the next channel takes over.
/// </summary>
internal sealed class Reopening(JourneyPrograms programs, PastEvents pastEvents)
{
    /// <summary>
    /// Works inside the caller's transaction, after the message was queued. Exit events since the end count: then the enrollment exits and
    /// the message is withdrawn, and so it is if a newer version ends the enrollments of earlier ones.
    /// </summary>
    internal async Task ReopenAsync(Batch batch, Enrollment? enrollment, CancellationToken cancellationToken)
    {
        if (enrollment is not { Status: EnrollmentStatus.Completed }
            || !(await Completion.UndecidedAsync(batch, [enrollment.Id], cancellationToken).ConfigureAwait(false)).Contains(enrollment.Id))
            return;
        var delivering = enrollment with { Status = EnrollmentStatus.Delivering, EndedAt = null };
        await batch.Transaction.Enrollments.UpdateAsync([delivering], cancellationToken).ConfigureAwait(false);
        if (programs.Published.Any(newest => newest.Definition.Name == enrollment.Journey && newest.Version > enrollment.Version
            && newest.Definition.WhenPublished == PublishPolicy.Exit))
        {
            await EarlyExit.EndAsync(
                batch, programs, [delivering], EnrollmentOutcomes.NewVersion, null, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false) is { } program)
            await pastEvents.ApplyAsync(batch, program, [delivering], cancellationToken).ConfigureAwait(false);
    }
}
