using Retention.Workflows.Replay;

namespace Retention.Workflows.Tests.Engine.Faults;

/// <summary>
/// Decides from a seed which task continues next. All tasks run on one thread, and stop before each call of a store, a channel or an
/// issuer.
/// </summary>
/// <remarks>
/// A stopped task awaits another task that <see cref="Run"/> completes, and continues inside that call until its next stop, since the
/// library captures no context. So the same seed gives the same run, which <see cref="Trace"/> proves. When no task can continue, time
/// advances, since a task may wait for a timeout. When that does not help, or the run never ends, it is given up.
/// </remarks>
internal sealed class Scheduler(int seed, ManualTime time)
{
    private const int MostSteps = 400_000;
    private const int MostSeconds = 600;

    private readonly Random _random = new(seed);
    private readonly List<Stop> _stops = [];
    private readonly List<(string Who, string What)> _silences = [];
    private int _thread;
    private long _releases;
    private ulong _trace = 14695981039346656037;
    private string? _strayed;

    /// <summary>The number of times that a task continued.</summary>
    internal int Steps { get; private set; }

    /// <summary>A hash over the order of the tasks and their next actions.</summary>
    internal ulong Trace => _trace;

    /// <summary>Every entry of <see cref="Trace"/> as text, when a list is set.</summary>
    internal List<string>? Log { get; init; }

    /// <summary>Stops before an action; other tasks may run first.</summary>
    internal Task YieldAsync(string who, string what) => StopAsync(who, what, waits: false, Steps);

    /// <summary>Stops for a number of steps, while other tasks run.</summary>
    internal Task LaterAsync(string who, string what, int steps) => StopAsync(who, what, waits: false, Steps + steps);

    /// <summary>Stops until another task releases something.</summary>
    internal Task WaitAsync(string who, string what) => StopAsync(who, what, waits: true, Steps);

    /// <summary>Reports a release for which other tasks may wait.</summary>
    internal void Release() => _releases++;

    /// <summary>Stops until it is cancelled.</summary>
    internal async Task SilenceAsync(string who, string what, CancellationToken cancellation)
    {
        var end = new TaskCompletionSource();
        _silences.Add((who, what));
        await using var registration = cancellation.Register(end.SetResult);
        await end.Task;
        _silences.Remove((who, what));
    }

    /// <summary>Lets the tasks continue, one at a time, until the whole is done.</summary>
    /// <exception cref="HangException">No task can continue, or the run never ends. The message lists the waiting tasks.</exception>
    internal T Run<T>(Func<Task<T>> begin)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            _thread = Environment.CurrentManagedThreadId;
            return Drive(begin());
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private T Drive<T>(Task<T> whole)
    {
        for (var seconds = 0; !whole.IsCompleted;)
        {
            if (_strayed is not null)
                throw new InvalidOperationException($"The simulation left its thread: {_strayed}.");
            if (Steps == MostSteps)
                throw new HangException($"there is no end: {Waiting()}");
            if (TakeNext() is { } next)
            {
                seconds = next.Waits ? seconds : 0;
                Steps++;
                Note(next);
                next.End.SetResult();
            }
            else if (seconds++ < MostSeconds)
            {
                Release();
                time.Advance(TimeSpan.FromSeconds(1));
            }
            else
            {
                throw new HangException($"nobody can go on: {Waiting()}");
            }
        }

        return whole.GetAwaiter().GetResult();
    }

    private Task StopAsync(string who, string what, bool waits, int notBefore)
    {
        if (Environment.CurrentManagedThreadId != _thread)
            _strayed = $"{who}, {what}";
        var stop = new Stop(who, what, waits, _releases, notBefore, new TaskCompletionSource());
        _stops.Add(stop);
        return stop.End.Task;
    }

    private Stop? TakeNext()
    {
        if (_stops.Count == 0)
            return null;
        var start = _random.Next(_stops.Count);
        var earliest = -1;
        for (var offset = 0; offset < _stops.Count; offset++)
        {
            var index = (start + offset) % _stops.Count;
            var stop = _stops[index];
            if (stop.Waits && stop.Since == _releases)
                continue;
            if (stop.NotBefore <= Steps)
                return Take(index);
            if (earliest < 0 || stop.NotBefore < _stops[earliest].NotBefore)
                earliest = index;
        }

        return earliest < 0 ? null : Take(earliest);
    }

    private Stop Take(int index)
    {
        var stop = _stops[index];
        _stops[index] = _stops[^1];
        _stops.RemoveAt(_stops.Count - 1);
        return stop;
    }

    private void Note(Stop stop)
    {
        foreach (var character in stop.Who.AsSpan())
            _trace = (_trace ^ character) * 1099511628211;
        foreach (var character in stop.What.AsSpan())
            _trace = (_trace ^ character) * 1099511628211;
        _trace = (_trace ^ (ulong)time.GetUtcNow().Ticks) * 1099511628211;
        Log?.Add($"{time.GetUtcNow():O} {stop.Who}: {stop.What}");
    }

    private string Waiting() =>
        string.Join("; ", _stops.Select(stop => $"{stop.Who} {(stop.Waits ? "waits for" : "is about to")} {stop.What}")
            .Concat(_silences.Select(silence => $"{silence.Who} gets no answer to {silence.What}"))
            .DefaultIfEmpty("nobody waits for anything that the simulation knows"));

    private sealed record Stop(string Who, string What, bool Waits, long Since, int NotBefore, TaskCompletionSource End);
}

/// <summary>A run that does not end.</summary>
internal sealed class HangException(string message) : Exception(message);
