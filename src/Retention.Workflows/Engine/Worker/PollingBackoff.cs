namespace Retention.Workflows.Engine.Worker;

/// <summary>How long a loop that found nothing to do sleeps, unless the bell rings: each time twice as long, up to a ceiling.</summary>
/// <remarks>
/// What is known is not slept over: the sleep ends when something is due by the store's clock. Nobody tells that another worker died; while one has
/// something in hand, the loop looks often enough to go on with it within two seconds. For one loop; not thread-safe.
/// </remarks>
internal sealed class PollingBackoff(RetentionOptions options)
{
    internal static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Watchful = TimeSpan.FromSeconds(1);

    private TimeSpan _next = options.PollInterval;

    /// <summary>The sleep after a round that ended with nothing left to do.</summary>
    /// <param name="round">The last round.</param>
    /// <param name="isQuiet">Whether nothing happened since the last sleep: nothing was done, and nobody rang.</param>
    internal TimeSpan After(CycleResult round, bool isQuiet)
    {
        if (!isQuiet || round.IsElsewhere)
            _next = options.PollInterval;
        var pause = round.IsElsewhere && _next > Watchful ? Watchful : _next;
        _next = _next * 2 < options.MaxPollInterval ? _next * 2 : options.MaxPollInterval;
        if (round.Next - round.Now is not { } left || left >= pause)
            return pause;
        return left > Shortest ? left : Shortest; // due, but another worker has it: look again, in a while
    }
}
