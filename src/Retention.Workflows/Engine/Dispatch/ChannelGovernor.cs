using System.Collections.Concurrent;

namespace Retention.Workflows;

/// <summary>Keeps each channel within its rate, and lets one that fails rest, so that it holds up no other. Of this process only. Thread-safe.</summary>
/// <remarks>
/// A channel rests after so many failures in a row, or at once when its provider says that our settings are wrong; each time twice as
/// long, until something gets through. Its messages stay in the outbox and lose no try.
/// </remarks>
internal sealed class ChannelGovernor(EngineSettings settings)
{
    private const int MostFailures = 8;
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Channel, State> _states = new();

    /// <summary>Whether a message may be handed over now; else until when it waits.</summary>
    internal DateTimeOffset? HeldUntil(OutboxMessage message, DateTimeOffset now)
    {
        var state = _states.GetOrAdd(message.Channel, _ => new State());
        lock (state)
        {
            if (state.RestsUntil > now)
                return state.RestsUntil + Backoff.Spread(message.IdempotencyKey) / 10;
            return settings.Options.RateLimits.TryGetValue(message.Channel, out var rate) ? Spend(state, rate, now) : null;
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

            if (++state.Failures < MostFailures || state.RestsUntil > now)
                return;
            var rest = FirstRest * Math.Pow(2, Math.Min(state.Rests++, 10));
            state.RestsUntil = now + (rest < LongestRest ? rest : LongestRest);
            state.Failures = MostFailures - 1; // the first failure after the rest begins another one
        }
    }

    /// <summary>A bucket that fills at the channel's rate and holds a second's worth.</summary>
    private static DateTimeOffset? Spend(State state, double rate, DateTimeOffset now)
    {
        if (state.FilledAt is not { } filledAt || filledAt > now)
            (state.Tokens, state.FilledAt, state.Waiting) = (Math.Max(1, rate), now, 0);
        else if (now > filledAt)
            (state.Tokens, state.FilledAt, state.Waiting) = (Math.Min(Math.Max(1, rate), state.Tokens + ((now - filledAt).TotalSeconds * rate)), now, 0);
        if (state.Tokens < 1)
            return now + TimeSpan.FromSeconds(++state.Waiting / rate);
        state.Tokens--;
        return null;
    }

    private sealed class State
    {
        internal int Failures { get; set; }

        internal int Rests { get; set; }

        internal DateTimeOffset RestsUntil { get; set; } = DateTimeOffset.MinValue;

        internal double Tokens { get; set; }

        internal DateTimeOffset? FilledAt { get; set; }

        internal long Waiting { get; set; }
    }
}
