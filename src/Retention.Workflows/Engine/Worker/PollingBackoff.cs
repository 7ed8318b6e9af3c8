namespace Retention.Workflows.Engine.Worker;

/// <summary>Computes how long an idle loop sleeps if no pulse wakes it. Each sleep is twice as long as the last, up to a maximum.</summary>
/// <remarks>
/// The sleep ends at the latest when the next known work is due by the store's clock. The death of another worker causes no signal. While
/// another worker has work in hand, the loop polls often enough to take it over within two seconds. Each loop has its own instance; not
/// thread-safe.
/// </remarks>
internal sealed class PollingBackoff(RetentionOptions options)
{
    internal static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    private TimeSpan _next = options.Worker.PollInterval;

    /// <summary>Returns the sleep after a cycle that left nothing to do.</summary>
    /// <param name="cycle">The last cycle.</param>
    /// <param name="isQuiet">True if nothing happened since the last sleep: no work was done and no pulse came.</param>
    internal TimeSpan After(CycleResult cycle, bool isQuiet)
    {
        if (!isQuiet || cycle.IsElsewhere)
            _next = options.Worker.PollInterval;
        var pause = cycle.IsElsewhere && _next > WatchInterval ? WatchInterval : _next;
        _next = _next * 2 < options.Worker.MaxPollInterval ? _next * 2 : options.Worker.MaxPollInterval;
        if (cycle.Next - cycle.Now is not { } left || left >= pause)
            return pause;
        return left > Shortest ? left : Shortest; // due, but another worker has it: poll again soon
    }
}
