using Retention.Workflows.Customers;

namespace Retention.Workflows.Engine.Resilience;

/// <summary>
/// Computes the wait before a retry. It doubles up to a maximum, plus up to a quarter of jitter that follows from key and attempt.
/// </summary>
internal static class Backoff
{
    /// <summary>
    /// The longest wait of what is left to other processes. After it, work of journeys that are not registered here is held.
    /// </summary>
    internal static readonly TimeSpan LongestForOthers = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan WidestSpread = TimeSpan.FromMinutes(10);

    /// <summary>Returns up to ten minutes that follow from the key, so that work due at the same time does not run all at once.</summary>
    internal static TimeSpan Spread(string key) => WidestSpread * Chance.Share(key);

    /// <summary>Returns the wait of something that has failed for some time: about as long again, within the limits of retries.</summary>
    internal static TimeSpan Since(TimeSpan elapsed, string key, RetentionOptions options)
    {
        var pause = elapsed < options.Retries.MaxDelay - options.Retries.Delay ? elapsed + options.Retries.Delay : options.Retries.MaxDelay;
        return pause * (1 + (Chance.Share($"{key}#{elapsed.Ticks}") / 4));
    }

    /// <summary>
    /// Returns the wait of something that no process could do for some time: as long again, between the delay of retries and ten minutes.
    /// </summary>
    internal static TimeSpan ForOthers(TimeSpan elapsed, string key, RetentionOptions options)
    {
        var pause = elapsed > options.Retries.Delay ? elapsed : options.Retries.Delay;
        return (pause < LongestForOthers ? pause : LongestForOthers) * (1 + (Chance.Share($"{key}#{elapsed.Ticks}") / 4));
    }

    internal static TimeSpan After(int attempt, string key, RetentionOptions options)
    {
        var pause = options.Retries.Delay * Math.Pow(2, Math.Min(attempt - 1, 30));
        if (pause > options.Retries.MaxDelay)
            pause = options.Retries.MaxDelay;
        return pause * (1 + (Chance.Share($"{key}#{attempt}") / 4));
    }
}
