using Retention.Workflows.Customers;

namespace Retention.Workflows.Engine.Resilience;

/// <summary>How long to wait before a retry: doubling, capped, with up to a quarter of jitter that follows from the key and the attempt.</summary>
internal static class Backoff
{
    private static readonly TimeSpan WidestSpread = TimeSpan.FromMinutes(10);

    /// <summary>Up to ten minutes that follow from the key, so that what waited for the same moment does not leave all at once.</summary>
    internal static TimeSpan Spread(string key) => WidestSpread * Chance.Share(key);

    internal static TimeSpan After(int attempt, string key, RetentionOptions options)
    {
        var pause = options.RetryDelay * Math.Pow(2, Math.Min(attempt - 1, 30));
        if (pause > options.MaxRetryDelay)
            pause = options.MaxRetryDelay;
        return pause * (1 + (Chance.Share($"{key}#{attempt}") / 4));
    }
}
