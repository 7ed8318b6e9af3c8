using Retention.Workflows.Engine.Diagnostics;
using Retention.Workflows.Messaging;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>Whether one channel works, as far as the sends of this process show. Not thread-safe; the owner locks it.</summary>
/// <remarks>
/// The channel is down after several failures in a row, or at once if its provider cannot be reached or reports that our settings are
/// wrong, or while the store says that it is paused. A single unreachable send right after a success is a broken connection and no outage.
/// A channel that is down gets one message per probe interval as a probe, and none during a pause; the first success ends the outage.
/// </remarks>
internal sealed class ChannelCircuit
{
    private const int MostFailures = 8;

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestProbeInterval = TimeSpan.FromMinutes(10);

    /// <summary>How long a success proves that the provider can be reached.</summary>
    private static readonly TimeSpan Proof = TimeSpan.FromSeconds(30);

    private int _failures;
    private DateTimeOffset? _succeededAt;
    private DateTimeOffset? _pausedUntil;

    /// <summary>The decision about a pause that was seen last. A partition may still have an earlier one.</summary>
    private DateTimeOffset? _seen;

    /// <summary>The outage; null while the channel works.</summary>
    internal ChannelOutage? Outage { get; private set; }

    /// <summary>When the next message is sent as a probe.</summary>
    internal DateTimeOffset NextProbe { get; private set; }

    /// <summary>When a waiting message is looked for again as a probe, if none came by itself.</summary>
    internal DateTimeOffset NextSearch { get; private set; }

    /// <summary>
    /// How often the channel began to work. Waiting messages are released after each time, also those of earlier processes.
    /// </summary>
    internal int Recoveries { get; private set; } = 1;

    /// <summary>True if a message must wait now. A clock that was set back does not delay the next probe for the whole jump.</summary>
    internal bool IsHolding(DateTimeOffset now)
    {
        if (NextProbe > now + LongestProbeInterval)
            NextProbe = now + ProbeInterval;
        if (NextSearch > now + LongestProbeInterval)
            NextSearch = NextProbe;
        return Outage is not null && now < NextProbe;
    }

    /// <summary>
    /// A message leaves as a probe. The next one follows after the interval, whether or not this one has a result by then.
    /// </summary>
    internal void Probe(DateTimeOffset now)
    {
        if (Outage is not null)
            SetNextProbe(now + ProbeInterval);
    }

    /// <summary>True if messages wait, so that one must be looked for as a probe.</summary>
    internal bool HasWaiting { get; private set; }

    /// <summary>A waiting message was found and is due now. If it may not leave, the next one is looked for soon.</summary>
    internal void Found(DateTimeOffset now) => NextSearch = now + TimeSpan.FromSeconds(1);

    /// <summary>No partition had a waiting message.</summary>
    internal void FoundNone(DateTimeOffset now)
    {
        if (NextSearch <= now)
            NextSearch = now + ProbeInterval;
    }

    /// <summary>A message waits for the channel.</summary>
    internal void Hold(bool isFirst)
    {
        HasWaiting = true;
        if (isFirst && Outage is { } outage)
            Outage = outage with { Waiting = outage.Waiting + 1 };
    }

    /// <summary>Records a success.</summary>
    /// <returns>The outage that it ends; null if the channel was not down.</returns>
    internal ChannelOutage? Succeed(DateTimeOffset now)
    {
        (_failures, _succeededAt) = (0, now);
        // A relay accepts mails that others refuse later, so a success does not refute a report at once.
        if (Outage is not { } ended || IsPaused(now))
            return null;
        (Outage, HasWaiting) = (null, false);
        Recoveries++;
        return ended;
    }

    /// <summary>A message was not tried: if it was to be the probe, the next one is it.</summary>
    internal void WasNotTried(DateTimeOffset now)
    {
        if (Outage is not null && !IsPaused(now))
            SetNextProbe(now);
    }

    /// <summary>Records a failure.</summary>
    /// <returns>True if an outage begins with it.</returns>
    internal bool Fail(Channel channel, DeliveryResult result, DateTimeOffset now)
    {
        if (result.PausesChannel || (result.IsUnreachable && !(_succeededAt > now - Proof)))
            _failures = MostFailures;
        else
            _failures = Math.Min(_failures + 1, MostFailures);
        if (Outage is null && _failures < MostFailures)
            return false;
        var pause = result.After is { } asked && asked > ProbeInterval ? asked : ProbeInterval;
        SetNextProbe(now + (pause < LongestProbeInterval ? pause : LongestProbeInterval));
        if (Outage is { } outage)
        {
            Outage = outage with { FailedSends = outage.FailedSends + 1 };
            return false;
        }

        Outage = new ChannelOutage(channel, now, result.Reason!, _failures, 0) { IsOfSettings = result.PausesChannel };
        return true;
    }

    /// <summary>Takes over the pause of the channel as a partition of the store has it.</summary>
    /// <returns>True if an outage begins with it.</returns>
    internal bool Pause(ChannelPause pause, DateTimeOffset now)
    {
        if (_seen > now + LongestProbeInterval)
            _seen = null; // the clock was set back
        if (pause.DecidedAt <= _seen)
            return false;
        _seen = pause.DecidedAt;
        var wasPaused = IsPaused(now);
        _pausedUntil = pause.Until;
        if (!IsPaused(now))
        {
            if (wasPaused)
                SetNextProbe(now); // an operator ended it
            return false;
        }

        SetNextProbe(pause.Until);
        if (Outage is not null)
            return false;
        Outage = new ChannelOutage(pause.Channel, now, pause.Reason, 0, 0) { IsOfSettings = true };
        return true;
    }

    /// <summary>A pause that ends later than any pause can was decided by a clock that was set back since.</summary>
    private bool IsPaused(DateTimeOffset now) => _pausedUntil > now && _pausedUntil <= now + LongestProbeInterval;

    private void SetNextProbe(DateTimeOffset at) => (NextProbe, NextSearch) = (at, at);
}
