using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// Counts the messages of each channel that this process has marked and whose results are not stored. These are in doubt if the process
/// dies, so their number is limited. Thread-safe.
/// </summary>
/// <remarks>Each channel has its own slots, so a slow one does not take those of another.</remarks>
internal sealed class SendSlots(EngineSettings settings)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Channel, int> _taken = [];

    /// <summary>Takes a slot; false if the channel has none left.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="ending">The slots of the channel that the same transaction gives back.</param>
    internal bool TryTake(Channel channel, int ending)
    {
        lock (_gate)
        {
            var taken = _taken.GetValueOrDefault(channel);
            if (taken - ending >= LimitOf(channel))
                return false;
            _taken[channel] = taken + 1;
            return true;
        }
    }

    internal void Release(Channel channel)
    {
        lock (_gate)
            _taken[channel]--;
    }

    /// <summary>The channels that have no slot left.</summary>
    /// <param name="ending">By channel: the slots that the same transaction gives back.</param>
    internal IReadOnlyCollection<Channel> FullChannels(IReadOnlyDictionary<Channel, int> ending)
    {
        lock (_gate)
            return [.. _taken.Where(entry => entry.Value - ending.GetValueOrDefault(entry.Key) >= LimitOf(entry.Key))
                .Select(entry => entry.Key)];
    }

    /// <summary>The slots of a channel; 1 or more.</summary>
    internal int LimitOf(Channel channel) => settings.Channels.GetValueOrDefault(channel) switch
    {
        null => settings.Options.Delivery.SendConcurrency,
        IBatchMessageChannel batches => Math.Max(1, Math.Min(batches.MaxConcurrency, Math.Max(
            batches.MaxBatchSize, settings.Options.Delivery.SendConcurrency))),
        var channelOfOne => Math.Max(1, Math.Min(channelOfOne.MaxConcurrency, settings.Options.Delivery.SendConcurrency)),
    };
}
