using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.ExternalWorkflows;

/// <summary>The engine knows that an enrollment has ended.</summary>
internal static class EngineNotified
{
    /// <summary>Removes the notification and the checkpoint, which nothing needs any more.</summary>
    internal static async Task WriteAsync(IPartitionTransaction transaction, Enrollment ended, CancellationToken cancellationToken)
    {
        await transaction.Enrollments.RemoveNotificationsAsync([ended.Id], cancellationToken).ConfigureAwait(false);
        if (ended.State.Workflow is not null)
            await transaction.Enrollments.UpdateAsync(
                [ended with { State = ended.State with { Workflow = null } }], cancellationToken).ConfigureAwait(false);
    }
}
