using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// Makes messages due that wait for a channel: all of them after the channel works again, and one as a probe while it is down.
/// </summary>
internal sealed class OutageRelease(EngineSettings settings, ChannelRateLimiter rateLimiter)
{
    /// <summary>True if messages of the partition may have to be released, by what this process knows of its channels.</summary>
    internal bool MayHaveWork(int partition, DateTimeOffset now) =>
        settings.Channels.Keys.Any(channel => rateLimiter.MayRelease(channel, partition, now));

    /// <summary>When a probe is looked for next; null if every channel works.</summary>
    internal DateTimeOffset? Next(DateTimeOffset now) =>
        settings.Channels.Keys.Select(channel => rateLimiter.NextSearch(channel, now)).Where(next => next is not null).Min();

    /// <summary>All partitions were visited.</summary>
    internal void EndCycle(DateTimeOffset now)
    {
        foreach (var channel in settings.Channels.Keys)
            rateLimiter.EndSearch(channel, now);
    }

    /// <summary>Releases one chunk.</summary>
    /// <returns>True if a message became due.</returns>
    internal async Task<bool> RunAsync(IPartitionTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var partition = transaction.Partition;
        var released = new List<OutboxMessage>();
        var finished = new List<(Channel Channel, int Recovery)>();
        foreach (var channel in settings.Channels.Keys)
        {
            if (!rateLimiter.MayRelease(channel, partition, now))
                continue;
            var recovery = rateLimiter.RecoveryOf(channel);
            var limit = recovery is null ? 1 : settings.Options.Worker.BatchSize;
            var waiting = await transaction.Outbox.ReadWaitingForChannelAsync(channel, limit, cancellationToken).ConfigureAwait(false);
            released.AddRange(waiting.Where(message => message.DueAt > now)
                .Select(message => message with { DueAt = now, Reason = recovery is null ? message.Reason : null }));
            if (recovery is { } number && waiting.Count < limit)
                finished.Add((channel, number));
            else if (recovery is null && waiting.Count > 0)
                rateLimiter.Found(channel, now);
        }

        if (released.Count > 0)
        {
            await transaction.Outbox.UpdateAsync(released, cancellationToken).ConfigureAwait(false);
            transaction.SignalWork();
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var (channel, number) in finished)
            rateLimiter.Released(channel, partition, number);
        return released.Count > 0;
    }
}
