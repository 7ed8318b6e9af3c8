using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Exits;

/// <summary>Withdraws queued messages of enrollments that have not been sent, in the transaction of their exit.</summary>
internal static class Withdrawal
{
    internal static async Task OfAsync(Batch batch, IReadOnlyCollection<EnrollmentId> enrollments, CancellationToken cancellationToken)
    {
        if (enrollments.Count == 0)
            return;
        var withdrawn = (await batch.Transaction.Outbox.ReadByEnrollmentAsync(enrollments, cancellationToken).ConfigureAwait(false))
            .Where(message => message.Status == MessageStatus.Queued)
            .Select(message => message with { Status = MessageStatus.Withdrawn, DueAt = null, IsHeld = false, DecidedAt = batch.Now,
                Reason = RefusalReasons.Exited })
            .ToList();
        if (withdrawn.Count == 0)
            return;

        await batch.Transaction.Outbox.UpdateAsync(withdrawn, cancellationToken).ConfigureAwait(false);
        await SharedSlots.ReleaseAsync(batch, withdrawn, cancellationToken).ConfigureAwait(false);
        foreach (var message in withdrawn)
            batch.Counters.Add(
                message.Journey, message.Version, message.Step, JourneyMeasures.NotSent, $"{message.Channel}:{RefusalReasons.Exited}");
    }
}
