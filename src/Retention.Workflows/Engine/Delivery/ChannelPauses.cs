using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// Pauses a channel in every process when several of its messages were reported as failed because of the sender. Thread-safe.
/// </summary>
/// <remarks>
/// The reports are counted in one partition, which the channel determines, because several processes may take them. The pause is written
/// into every partition, and into that one last: after a crash in between, the next or a repeated report writes it again. Workers read it
/// with the pauses of journeys, before they claim messages.
/// </remarks>
internal sealed partial class ChannelPauses(
    IRetentionStore store, PartitionBatches transactions, TimeProvider time, ILogger<ChannelPauses> logger)
{
    /// <summary>How long a report counts.</summary>
    internal static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>How long the channel pauses after the latest report.</summary>
    internal static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    /// <summary>A pause is prolonged by no less. Otherwise each of many reports would be written into every partition.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    /// <summary>Timestamps of the latest decisions of this process.</summary>
    private readonly ConcurrentDictionary<Channel, long> _decided = new();

    /// <summary>Counts reported messages, each once, and pauses the channel if they reach the threshold.</summary>
    internal async Task ReportAsync(
        Channel channel, IReadOnlyCollection<MessageId> messages, string reason, CancellationToken cancellationToken)
    {
        if (_decided.TryGetValue(channel, out var timestamp) && time.GetElapsedTime(timestamp) < Step)
            return;
        var home = Partitioning.Of(channel.Name, store.PartitionCount);
        var (pause, isNew, count) = await transactions.InAsync(home, async batch =>
        {
            var faults = await batch.Transaction.Pauses.AddSenderFaultsAsync(
                channel, messages, batch.Now, batch.Now - Window, cancellationToken).ConfigureAwait(false);
            var before = await FindAsync(batch, channel, cancellationToken).ConfigureAwait(false);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            return (Decide(batch, channel, faults, before, reason), !IsInForce(before, batch.Now), faults.Messages);
        }, cancellationToken).ConfigureAwait(false);
        if (pause is null)
            return;
        for (var turn = 1; turn <= store.PartitionCount; turn++)
        {
            await transactions.InAsync((home + turn) % store.PartitionCount, async batch =>
            {
                await batch.Transaction.Pauses.SaveChannelAsync(pause, cancellationToken).ConfigureAwait(false);
                await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }, cancellationToken).ConfigureAwait(false);
        }

        _decided[channel] = time.GetTimestamp();
        if (isNew)
            LogPaused(channel, count, pause.Reason);
    }

    /// <summary>Ends the pause of a channel. In each partition one waiting message becomes due as a probe.</summary>
    /// <returns>True if it was paused.</returns>
    internal async Task<bool> ResumeAsync(Channel channel, CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken).ConfigureAwait(false);
        var decidedAt = await transactions.InAsync(Partitioning.Of(channel.Name, store.PartitionCount), async batch =>
        {
            var before = await FindAsync(batch, channel, cancellationToken).ConfigureAwait(false);
            await batch.Transaction.Pauses.RemoveSenderFaultsAsync(channel, cancellationToken).ConfigureAwait(false);
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            return After(before, batch.Now);
        }, cancellationToken).ConfigureAwait(false);
        var wasPaused = await transactions.InEachAsync(async batch =>
        {
            if (await FindAsync(batch, channel, cancellationToken).ConfigureAwait(false) is not { } pause)
                return false;
            await batch.Transaction.Pauses.SaveChannelAsync(
                pause with { DecidedAt = decidedAt, Until = decidedAt < batch.Now ? decidedAt : batch.Now }, cancellationToken)
                .ConfigureAwait(false);
            var waiting = await batch.Transaction.Outbox.ReadWaitingForChannelAsync(channel, 1, cancellationToken).ConfigureAwait(false);
            await batch.Transaction.Outbox.UpdateAsync(
                [.. waiting.Select(message => message with { DueAt = batch.Now })], cancellationToken).ConfigureAwait(false);
            batch.Transaction.SignalWork();
            await batch.CommitAsync(cancellationToken).ConfigureAwait(false);
            return IsInForce(pause, batch.Now);
        }, cancellationToken).ConfigureAwait(false);
        _decided.TryRemove(channel, out _);
        return wasPaused.Contains(true);
    }

    private static ChannelPause? Decide(Batch batch, Channel channel, SenderFaults faults, ChannelPause? before, string reason)
    {
        if (faults.Messages < batch.Settings.Options.Delivery.SenderFaultThreshold || faults.LatestAt + Length is not { } until
            || until <= batch.Now || (IsInForce(before, batch.Now) && until - before!.Until < Step))
            return null;
        return new ChannelPause { Channel = channel, DecidedAt = After(before, batch.Now), Until = until, Reason = reason };
    }

    private static async Task<ChannelPause?> FindAsync(Batch batch, Channel channel, CancellationToken cancellationToken) =>
        (await batch.ChannelPausesAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(pause => pause.Channel == channel);

    /// <summary>A pause that ends later than any pause can was decided by a clock that was set back since.</summary>
    private static bool IsInForce(ChannelPause? pause, DateTimeOffset now) => pause?.Until > now && pause.Until <= now + Length;

    /// <summary>Each decision is later than the one before, also within a millisecond; not if the clock was set back.</summary>
    private static DateTimeOffset After(ChannelPause? before, DateTimeOffset now) =>
        before is { DecidedAt: var at } && at >= now && at <= now + Length ? at + TimeSpan.FromMilliseconds(1) : now;

    [LoggerMessage(3012, LogLevel.Warning,
        "Channel {Channel} pauses for ten minutes in every process: {Count} messages of the last hour were reported as failed because of " +
        "the sender, not of their addresses: {Reason}")]
    private partial void LogPaused(Channel channel, int count, string reason);
}
