using System.Collections.Concurrent;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Resilience;
using Retention.Workflows.Enrollments;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>Keeps each channel within its rate, and lets one that fails rest, so that it holds up no other. Of this process only. Thread-safe.</summary>
/// <remarks>
/// A channel rests after so many failures in a row, or at once when its provider says that our settings are wrong; each time twice as
/// long, until something gets through. Its messages stay in the outbox and lose no try.
/// <para>
/// Above the rate each message gets a moment of its own at the end of the line, so that a backlog is looked at message by message and not all of it all the time. Who
/// comes back and finds the place taken, because somebody was late or new, goes to the end of a second, short line.
/// </para>
/// </remarks>
internal sealed class ChannelRateLimiter(EngineSettings settings)
{
    private const int MostFailures = 8;
    private const double Rounding = 1e-6;
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(10);

    /// <summary>Nobody is sent further away, since those in front may be withdrawn meanwhile.</summary>
    private static readonly TimeSpan LongestLine = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Channel, State> _states = new();

    /// <summary>Whether a message may be handed over now; else until when it waits.</summary>
    internal DateTimeOffset? HeldUntil(OutboxMessage message, DateTimeOffset now)
    {
        var state = _states.GetOrAdd(message.Channel, _ => new State());
        lock (state)
        {
            if (state.RestsAt(now))
                return state.RestsUntil + Backoff.Spread(message.IdempotencyKey) / 10;
            return settings.Options.RateLimits.TryGetValue(message.Channel, out var rate) ? Spend(state, rate, message, now) : null;
        }
    }

    /// <summary>Learns how a hand-over went.</summary>
    internal void Learn(Channel channel, DeliveryResult result, DateTimeOffset now)
    {
        var state = _states.GetOrAdd(channel, _ => new State());
        lock (state)
        {
            if (result.Status is DeliveryStatus.Delivered or DeliveryStatus.Rejected)
            {
                (state.Failures, state.Rests) = (0, 0);
                return;
            }

            state.Failures = result.PausesChannel ? Math.Max(state.Failures, MostFailures) : state.Failures + 1;
            if (state.Failures < MostFailures || state.RestsAt(now))
                return;
            var rest = FirstRest * Math.Pow(2, Math.Min(state.Rests++, 10));
            state.RestsUntil = now + (rest < LongestRest ? rest : LongestRest);
            state.Failures = MostFailures - 1; // the first failure after the rest begins another one
        }
    }

    /// <summary>A bucket that fills at the channel's rate and holds a second's worth.</summary>
    private static DateTimeOffset? Spend(State state, double rate, OutboxMessage message, DateTimeOffset now)
    {
        Fill(state, rate, now);
        if (state.Tokens > 1 - Rounding)
        {
            state.Tokens = Math.Max(0, state.Tokens - 1);
            return null;
        }

        var isBack = message.Reason == Outcomes.ChannelPaused;
        var end = isBack ? state.EndOfReturned : state.End;
        var refilled = now + TimeSpan.FromSeconds((1 - state.Tokens) / rate);
        var place = end > refilled ? end : refilled;
        if (place - now > LongestLine)
            return now + LongestLine + Backoff.Spread(message.IdempotencyKey);
        if (isBack)
            state.EndOfReturned = place + TimeSpan.FromSeconds(1 / rate);
        else
            state.End = place + TimeSpan.FromSeconds(1 / rate);
        return DateTimeOffset.FromUnixTimeMilliseconds(place.ToUnixTimeMilliseconds() + 1); // stores keep whole milliseconds, and the place must not come too early
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
            // The clock was set back, and the lines with it.
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

        internal int Rests { get; set; }

        internal DateTimeOffset RestsUntil { get; set; } = DateTimeOffset.MinValue;

        /// <summary>Whether it rests now; never longer from now than a rest takes, also when the clock was set back meanwhile.</summary>
        internal bool RestsAt(DateTimeOffset now)
        {
            if (RestsUntil > now + LongestRest)
                RestsUntil = now + LongestRest;
            return RestsUntil > now;
        }

        internal double Tokens { get; set; }

        internal DateTimeOffset? FilledAt { get; set; }

        /// <summary>The first free moment behind all who wait for the first time; only moves forward, but with the clock.</summary>
        internal DateTimeOffset End { get; set; }

        /// <summary>The same for those who came back.</summary>
        internal DateTimeOffset EndOfReturned { get; set; }
    }
}
