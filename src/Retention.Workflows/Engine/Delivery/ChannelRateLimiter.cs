using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// Keeps each channel within its rate, and holds the messages of a channel that is down, so that it does not delay the others. Covers this
/// process only, except for the pauses in the store. Thread-safe.
/// </summary>
/// <remarks>
/// The messages of a channel that is down stay in the outbox and use up no attempt. One of them is sent every 30 seconds as a probe.
/// <para>
/// Above the rate each message gets its own slot at the end of the queue, so a backlog is read message by message and not as a whole at
/// every poll. If a late or new message took the slot of a returning message, the returning message goes to the end of a second, short
/// queue.
/// </para>
/// </remarks>
internal sealed partial class ChannelRateLimiter(EngineSettings settings, ILogger<ChannelRateLimiter> logger)
{
    private const double Rounding = 1e-6;

    /// <summary>
    /// How long a message waits for a channel that is down. It is released earlier, when the channel works or when a probe is needed.
    /// </summary>
    private static readonly TimeSpan OutageHold = TimeSpan.FromMinutes(10);

    /// <summary>No slot is further away than this, since messages in front may be withdrawn meanwhile.</summary>
    private static readonly TimeSpan LongestLine = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Channel, State> _states = new();

    /// <summary>
    /// Returns null if a message may be sent now; otherwise the time until which it waits. While the channel is down, the message that may
    /// be sent is the probe.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="now">The time.</param>
    /// <param name="addresses">The number of its addresses. Each is a send of its own; those above the rate delay the next
    /// messages.</param>
    internal DateTimeOffset? HeldUntil(OutboxMessage message, DateTimeOffset now, int addresses = 1)
    {
        var state = StateOf(message.Channel);
        lock (state)
        {
            if (state.Circuit.IsHolding(now))
                return now + OutageHold + (Backoff.Spread(message.IdempotencyKey) / 10);
            var slot = settings.Options.RateLimits.TryGetValue(message.Channel, out var rate)
                ? Spend(state, rate, message, addresses, now) : null;
            if (slot is null)
                state.Circuit.Probe(now);
            return slot;
        }
    }

    /// <summary>Returns the outage of a channel; null if it works.</summary>
    internal ChannelOutage? OutageOf(Channel channel)
    {
        var state = StateOf(channel);
        lock (state)
            return state.Circuit.Outage;
    }

    /// <summary>Returns the outage of a channel that must get no message now; null if it works or waits for a probe.</summary>
    internal ChannelOutage? HoldingOutageOf(Channel channel, DateTimeOffset now)
    {
        var state = StateOf(channel);
        lock (state)
            return state.Circuit.IsHolding(now) ? state.Circuit.Outage : null;
    }

    /// <summary>Notes that a message waits for a channel that is down.</summary>
    internal void Hold(OutboxMessage message)
    {
        var state = StateOf(message.Channel);
        lock (state)
            state.Circuit.Hold(isFirst: message.BlockedSince is null);
    }

    /// <summary>Records the result of a send.</summary>
    internal void Record(Channel channel, DeliveryResult result, DateTimeOffset now)
    {
        var state = StateOf(channel);
        lock (state)
        {
            if (result.IsLocal)
            {
                state.Circuit.WasNotTried(now);
            }
            else if (result.Status is DeliveryStatus.Delivered or DeliveryStatus.Rejected)
            {
                if (state.Circuit.Succeed(now) is not { } ended)
                    return;
                settings.Telemetry.Recovered(channel);
                LogUp(channel, now - ended.Since, ended.FailedSends, ended.Waiting);
            }
            else if (state.Circuit.Fail(channel, result, now))
            {
                settings.Telemetry.Failed(state.Circuit.Outage!);
                LogDown(channel, result.Reason!, state.Circuit.Outage!.FailedSends);
            }
        }
    }

    /// <summary>Takes over the pauses of channels that the store has, before messages are claimed.</summary>
    internal void Pause(IReadOnlyList<ChannelPause> pauses, DateTimeOffset now)
    {
        foreach (var pause in pauses)
        {
            var state = StateOf(pause.Channel);
            lock (state)
            {
                if (!state.Circuit.Pause(pause, now))
                    continue;
                settings.Telemetry.Failed(state.Circuit.Outage!);
                LogPaused(pause.Channel, pause.Until, pause.Reason);
            }
        }
    }

    /// <summary>
    /// True if waiting messages of a partition must become due: all after a recovery, or one as a probe while the channel is down.
    /// </summary>
    internal bool MayRelease(Channel channel, int partition, DateTimeOffset now)
    {
        var state = StateOf(channel);
        lock (state)
        {
            return state.Circuit.Outage is null
                ? state.Released.GetValueOrDefault(partition) < state.Circuit.Recoveries
                : !state.Circuit.IsHolding(now) && now >= state.Circuit.NextSearch;
        }
    }

    /// <summary>Returns when a probe is looked for next; null if the channel works.</summary>
    internal DateTimeOffset? NextSearch(Channel channel, DateTimeOffset now)
    {
        var state = StateOf(channel);
        lock (state)
        {
            _ = state.Circuit.IsHolding(now);
            return state.Circuit.Outage is null || !state.Circuit.HasWaiting ? null : state.Circuit.NextSearch;
        }
    }

    /// <summary>Returns the number of the recovery whose messages are released; null while the channel is down.</summary>
    internal int? RecoveryOf(Channel channel)
    {
        var state = StateOf(channel);
        lock (state)
            return state.Circuit.Outage is null ? state.Circuit.Recoveries : null;
    }

    /// <summary>All messages of a partition that waited for a channel are released.</summary>
    internal void Released(Channel channel, int partition, int recovery)
    {
        var state = StateOf(channel);
        lock (state)
            state.Released[partition] = recovery;
    }

    /// <summary>A message was found as a probe.</summary>
    internal void Found(Channel channel, DateTimeOffset now)
    {
        var state = StateOf(channel);
        lock (state)
            state.Circuit.Found(now);
    }

    /// <summary>All partitions were searched for a probe.</summary>
    internal void EndSearch(Channel channel, DateTimeOffset now)
    {
        var state = StateOf(channel);
        lock (state)
            state.Circuit.FoundNone(now);
    }

    private State StateOf(Channel channel) => _states.GetOrAdd(channel, _ => new State());

    /// <summary>Spends a token for each address, of a bucket that fills at the channel's rate and holds the tokens of one second.</summary>
    private static DateTimeOffset? Spend(State state, double rate, OutboxMessage message, int addresses, DateTimeOffset now)
    {
        Fill(state, rate, now);
        if (state.Tokens > 1 - Rounding)
        {
            state.Tokens = Math.Max(1 - addresses, state.Tokens - addresses);
            return null;
        }

        var hasReturned = message.Reason == RefusalReasons.ChannelPaused;
        var end = hasReturned ? state.EndOfReturned : state.End;
        var refilled = now + TimeSpan.FromSeconds((1 - state.Tokens) / rate);
        var slot = end > refilled ? end : refilled;
        if (slot - now > LongestLine)
            return now + LongestLine + Backoff.Spread(message.IdempotencyKey);
        if (hasReturned)
            state.EndOfReturned = slot + TimeSpan.FromSeconds(1 / rate);
        else
            state.End = slot + TimeSpan.FromSeconds(1 / rate);
        // stores keep whole milliseconds, and the slot must not come too early
        return DateTimeOffset.FromUnixTimeMilliseconds(slot.ToUnixTimeMilliseconds() + 1);
    }

    private static void Fill(State state, double rate, DateTimeOffset now)
    {
        var full = Math.Max(1, rate);
        if (state.FilledAt is not { } filledAt)
        {
            (state.Tokens, state.End, state.EndOfReturned) = (full, now, now);
        }
        else if (filledAt > now)
        {
            // The clock was set back, so both queues move back with it.
            state.Tokens = full;
            state.End -= filledAt - now;
            state.EndOfReturned -= filledAt - now;
        }
        else
        {
            state.Tokens = Math.Min(full, state.Tokens + ((now - filledAt).TotalSeconds * rate));
        }

        state.FilledAt = now;
    }

    private sealed class State
    {
        internal ChannelCircuit Circuit { get; } = new();

        /// <summary>By partition: the last recovery whose waiting messages are all released.</summary>
        internal Dictionary<int, int> Released { get; } = [];

        internal double Tokens { get; set; }

        internal DateTimeOffset? FilledAt { get; set; }

        /// <summary>
        /// The first free slot behind all messages that wait for the first time. Only moves forward, except when the clock is set back.
        /// </summary>
        internal DateTimeOffset End { get; set; }

        /// <summary>The same for returned messages.</summary>
        internal DateTimeOffset EndOfReturned { get; set; }
    }

    [LoggerMessage(3008, LogLevel.Warning,
        "Channel {Channel} is down after {Failures} failed sends: {Reason}. Its messages wait and use up no attempt; one is sent every 30 seconds as a probe")]
    private partial void LogDown(Channel channel, string reason, int failures);

    [LoggerMessage(3013, LogLevel.Warning,
        "Channel {Channel} is paused until {Until:u}: messages fail because of the sender: {Reason}. Its messages wait and use up no " +
        "attempt; then one is sent as a probe")]
    private partial void LogPaused(Channel channel, DateTimeOffset until, string reason);

    [LoggerMessage(3009, LogLevel.Information,
        "Channel {Channel} works again after {Duration}, in which {Failures} sends failed and {Waiting} messages had to wait; they leave now")]
    private partial void LogUp(Channel channel, TimeSpan duration, int failures, int waiting);
}
