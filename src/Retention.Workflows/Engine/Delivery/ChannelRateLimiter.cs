using System.Collections.Concurrent;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// Keeps each channel within its rate and pauses a failing channel, so that it does not delay the others. Covers this process only.
/// Thread-safe.
/// </summary>
/// <remarks>
/// A channel pauses after several failures in a row, or at once when its provider reports that our settings are wrong. Each pause is
/// twice as
/// long, until a send succeeds. Its messages stay in the outbox and lose no attempt.
/// <para>
/// Above the rate each message gets its own slot at the end of the queue, so a backlog is read message by message and not as a whole at
/// every poll. If a late or new message took the slot of a returning message, the returning message goes to the end of a second, short
/// queue.
/// </para>
/// </remarks>
internal sealed class ChannelRateLimiter(EngineSettings settings)
{
    private const int MostFailures = 8;
    private const double Rounding = 1e-6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    /// <summary>No slot is further away than this, since messages in front may be withdrawn meanwhile.</summary>
    private static readonly TimeSpan LongestLine = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Channel, State> _states = new();

    /// <summary>Returns null if a message may be sent now; otherwise the time until which it waits.</summary>
    internal DateTimeOffset? HeldUntil(OutboxMessage message, DateTimeOffset now)
    {
        var state = _states.GetOrAdd(message.Channel, _ => new State());
        lock (state)
        {
            if (state.IsPausedAt(now))
                return state.PausedUntil + Backoff.Spread(message.IdempotencyKey) / 10;
            return settings.Options.RateLimits.TryGetValue(message.Channel, out var rate) ? Spend(state, rate, message, now) : null;
        }
    }

    /// <summary>Records the result of a send.</summary>
    internal void Record(Channel channel, DeliveryResult result, DateTimeOffset now)
    {
        var state = _states.GetOrAdd(channel, _ => new State());
        lock (state)
        {
            if (result.Status is DeliveryStatus.Delivered or DeliveryStatus.Rejected)
            {
                (state.Failures, state.Pauses) = (0, 0);
                return;
            }

            state.Failures = result.PausesChannel ? Math.Max(state.Failures, MostFailures) : state.Failures + 1;
            if (state.Failures < MostFailures || state.IsPausedAt(now))
                return;
            var pause = FirstPause * Math.Pow(2, Math.Min(state.Pauses++, 10));
            state.PausedUntil = now + (pause < LongestPause ? pause : LongestPause);
            state.Failures = MostFailures - 1; // the first failure after the pause begins another pause
        }
    }

    /// <summary>Spends a token of a bucket that fills at the channel's rate and holds the tokens of one second.</summary>
    private static DateTimeOffset? Spend(State state, double rate, OutboxMessage message, DateTimeOffset now)
    {
        Fill(state, rate, now);
        if (state.Tokens > 1 - Rounding)
        {
            state.Tokens = Math.Max(0, state.Tokens - 1);
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
        internal int Failures { get; set; }

        internal int Pauses { get; set; }

        internal DateTimeOffset PausedUntil { get; set; } = DateTimeOffset.MinValue;

        /// <summary>
        /// True if the channel is paused. A pause never ends later than the longest pause from now, also if the clock was set back
        /// meanwhile.
        /// </summary>
        internal bool IsPausedAt(DateTimeOffset now)
        {
            if (PausedUntil > now + LongestPause)
                PausedUntil = now + LongestPause;
            return PausedUntil > now;
        }

        internal double Tokens { get; set; }

        internal DateTimeOffset? FilledAt { get; set; }

        /// <summary>
        /// The first free slot behind all messages that wait for the first time. Only moves forward, except when the clock is set back.
        /// </summary>
        internal DateTimeOffset End { get; set; }

        /// <summary>The same for returned messages.</summary>
        internal DateTimeOffset EndOfReturned { get; set; }
    }
}
