namespace Retention.Workflows.Replay;

/// <summary>A clock that only moves when code moves it. Its timers fire when the clock passes them. Thread-safe.</summary>
/// <remarks>Timers fire in the order of their due times, on the thread that moves the clock.</remarks>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now;

    /// <summary>Starts the clock at an instant. It does not move without a call to <see cref="Advance"/> or <see cref="MoveTo"/>.</summary>
    public ManualTime(DateTimeOffset start) => _now = start.ToUniversalTime();

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Moves the clock forward by a time span.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time span is negative.</exception>
    public void Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        MoveTo(GetUtcNow() + span);
    }

    /// <summary>Moves the clock to an instant. An earlier instant moves it back; no timer fires then.</summary>
    public void MoveTo(DateTimeOffset instant)
    {
        instant = instant.ToUniversalTime();
        while (NextTimer(instant) is { } timer)
            timer.Fire();
        lock (_lock)
            _now = instant;
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>The earliest timer that is due at the instant or before; null if there is none. The clock moves to its due time.</summary>
    private ManualTimer? NextTimer(DateTimeOffset instant)
    {
        lock (_lock)
        {
            var timer = _timers.Where(candidate => candidate.DueAt <= instant).MinBy(candidate => candidate.DueAt);
            if (timer is not null && timer.DueAt > _now)
                _now = timer.DueAt!.Value;
            return timer;
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        internal DateTimeOffset? DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
                _period = period;
                DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
                if (DueAt is not null)
                    time._timers.Add(this);
                return true;
            }
        }

        public void Dispose()
        {
            lock (time._lock)
                time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Fire()
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
                DueAt = _period > TimeSpan.Zero ? DueAt + _period : null;
                if (DueAt is not null)
                    time._timers.Add(this);
            }

            callback(state);
        }
    }
}
