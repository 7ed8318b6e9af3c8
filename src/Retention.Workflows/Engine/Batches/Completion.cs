using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Batches;

/// <summary>An enrollment that passed its last step ends when its last message has left or was refused for good.</summary>
/// <remarks>
/// Until then it is active, so exit rules, goals, cancellation and new versions reach its messages in quiet hours, behind caps and between
/// retries without a rule of their own.
/// </remarks>
internal static class Completion
{
    /// <summary>Keeps those runs active that came to their end and have a message that has not left.</summary>
    internal static async Task HoldOpenAsync(Batch batch, IReadOnlyList<EnrollmentRun> runs, CancellationToken cancellationToken)
    {
        List<EnrollmentRun> completed = [.. runs.Where(run => run.HasEnded && !run.HasExited)];
        var undecided = await UndecidedAsync(batch, [.. completed.Select(run => run.Id)], cancellationToken).ConfigureAwait(false);
        foreach (var run in completed.Where(run => undecided.Contains(run.Id)))
            run.AwaitDelivery();
    }

    /// <summary>The same for an enrollment that another engine completed.</summary>
    internal static async Task<Enrollment> HoldOpenAsync(Batch batch, Enrollment enrollment, CancellationToken cancellationToken) =>
        enrollment.Status == EnrollmentStatus.Completed
            && (await UndecidedAsync(batch, [enrollment.Id], cancellationToken).ConfigureAwait(false)).Count > 0
            ? enrollment with { Status = EnrollmentStatus.Delivering, EndedAt = null } : enrollment;

    /// <summary>Completes the enrollments whose last message was decided in this batch.</summary>
    internal static async Task EndAsync(Batch batch, IReadOnlyCollection<EnrollmentId> decided, CancellationToken cancellationToken)
    {
        if (decided.Count == 0)
            return;
        var enrollments = await batch.Transaction.Enrollments.FindAsync(decided, cancellationToken).ConfigureAwait(false);
        List<Enrollment> delivering = [.. enrollments.Values.Where(enrollment => enrollment.Status == EnrollmentStatus.Delivering)
            .OrderBy(enrollment => enrollment.Id.Number)];
        var undecided = await UndecidedAsync(
            batch, [.. delivering.Select(enrollment => enrollment.Id)], cancellationToken).ConfigureAwait(false);
        List<Enrollment> completed = [.. delivering.Where(enrollment => !undecided.Contains(enrollment.Id))
            .Select(enrollment => enrollment with { Status = EnrollmentStatus.Completed, EndedAt = batch.Now })];
        await batch.Transaction.Enrollments.UpdateAsync(completed, cancellationToken).ConfigureAwait(false);
        foreach (var enrollment in completed)
            batch.Counters.Add(enrollment.Journey, enrollment.Version, "", CounterTally.Completed);
    }

    /// <summary>Returns which of the enrollments have messages that are queued or being handed over.</summary>
    internal static async Task<IReadOnlySet<EnrollmentId>> UndecidedAsync(
        Batch batch, IReadOnlyCollection<EnrollmentId> enrollments, CancellationToken cancellationToken) =>
        enrollments.Count == 0 ? new HashSet<EnrollmentId>()
            : (await batch.Transaction.Outbox.ReadByEnrollmentAsync(enrollments, cancellationToken).ConfigureAwait(false))
                .Where(message => message.Status is MessageStatus.Queued or MessageStatus.Dispatching)
                .Select(message => message.Enrollment).ToHashSet();
}
