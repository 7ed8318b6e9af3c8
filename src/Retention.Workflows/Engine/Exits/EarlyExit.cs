using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Exits;

/// <summary>Ends enrollments from outside their journey, and withdraws their undispatched messages in the same transaction.</summary>
internal static class EarlyExit
{
    /// <summary>Works inside the caller's transaction.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="programs">The versions; an engine that stores the workflow of a version is notified.</param>
    /// <param name="active">Enrollments that have not ended.</param>
    /// <param name="outcome">The recorded outcome.</param>
    /// <param name="remark">Text for the history besides the outcome; default none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    internal static async Task EndAsync(Batch batch, JourneyPrograms programs, IReadOnlyList<Enrollment> active, string outcome,
        string? remark, CancellationToken cancellationToken)
    {
        var ended = new List<Enrollment>(active.Count);
        foreach (var enrollment in active)
        {
            var own = await programs.FindAsync(enrollment.Journey, enrollment.Version, cancellationToken).ConfigureAwait(false);
            ended.Add(batch.Exit(own, enrollment, outcome));
        }

        var moves = remark is null ? HistoryEntry.FromOutside + outcome : $"{HistoryEntry.FromOutside}{outcome}:{remark}";
        await batch.Transaction.Enrollments.UpdateAsync(ended, cancellationToken).ConfigureAwait(false);
        await batch.Transaction.Enrollments.AppendHistoryAsync([.. active.Select(enrollment =>
            new HistoryEntry { Enrollment = enrollment.Id, At = batch.Now, Moves = moves })], cancellationToken).ConfigureAwait(false);
        await Withdrawal.OfAsync(batch, [.. active.Select(enrollment => enrollment.Id)], cancellationToken).ConfigureAwait(false);
    }
}
