using System.Collections.Concurrent;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Pausing;

/// <summary>
/// Releases enrollments and messages that were held because no process registered their journey, and this one does: at its start, and then
/// every hour, since a process without the journey may run beside it.
/// </summary>
internal sealed class RegisteredRelease(EngineSettings settings, JourneyPrograms programs, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<int, DateTimeOffset> _checkedAt = new();

    /// <summary>True if a partition may have something to release. Does not access the store.</summary>
    internal bool MayHaveWork(int partition, DateTimeOffset now) =>
        programs.HasPublished && (!_checkedAt.TryGetValue(partition, out var at) || now - at >= Interval || at - now > Interval);

    /// <summary>Releases one chunk.</summary>
    /// <returns>True if there was anything to release.</returns>
    internal async Task<bool> RunAsync(IPartitionTransaction transaction, CancellationToken cancellationToken)
    {
        var batch = new Batch(transaction, settings, time);
        var limit = settings.Options.Worker.BatchSize;
        var pauses = await batch.PausesAsync(cancellationToken).ConfigureAwait(false);
        var (enrollments, messages) = (new List<Enrollment>(), new List<OutboxMessage>());
        foreach (var journey in programs.Published.Select(program => program.Definition.Name)
            .Where(journey => pauses.All(pause => pause.Journey != journey))) // a resumed journey is released by its pause
        {
            enrollments.AddRange((await transaction.Enrollments.ReadHeldAsync(journey, limit, cancellationToken).ConfigureAwait(false))
                .Select(held => held with { IsHeld = false, DueAt = batch.Now, Outcome = null }));
            messages.AddRange((await transaction.Outbox.ReadHeldAsync(journey, limit, cancellationToken).ConfigureAwait(false))
                .Select(held => held with { IsHeld = false, DueAt = batch.Now, Reason = null }));
        }

        if (enrollments.Count == 0 && messages.Count == 0)
        {
            _checkedAt[transaction.Partition] = batch.Now;
            return false;
        }

        await transaction.Enrollments.UpdateAsync(enrollments, cancellationToken).ConfigureAwait(false);
        await transaction.Outbox.UpdateAsync(messages, cancellationToken).ConfigureAwait(false);
        transaction.SignalWork();
        await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }
}
