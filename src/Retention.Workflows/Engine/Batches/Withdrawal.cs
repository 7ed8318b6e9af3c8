using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Batches;

/// <summary>Withdraws queued messages of enrollments that have not been sent, in the transaction of their exit.</summary>
internal static class Withdrawal
{
    internal static async Task OfAsync(IPartitionTransaction transaction, IReadOnlyCollection<EnrollmentId> enrollments, DateTimeOffset now,
        CounterTally counters, CancellationToken cancellationToken)
    {
        if (enrollments.Count == 0)
            return;
        var withdrawn = (await transaction.Outbox.ReadByEnrollmentAsync(enrollments, cancellationToken).ConfigureAwait(false))
            .Where(message => message.Status == MessageStatus.Queued)
            .Select(message => message with { Status = MessageStatus.Withdrawn, DueAt = null, IsHeld = false, DecidedAt = now,
                Reason = RefusalReasons.Exited })
            .ToList();
        if (withdrawn.Count == 0)
            return;

        await transaction.Outbox.UpdateAsync(withdrawn, cancellationToken).ConfigureAwait(false);
        foreach (var message in withdrawn)
            counters.Add(
                message.Journey, message.Version, message.Step, JourneyMeasures.NotSent, $"{message.Channel}:{RefusalReasons.Exited}");
    }
}
