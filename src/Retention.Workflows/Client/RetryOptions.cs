namespace Retention.Workflows;

/// <summary>How often and when failed work is retried. A group of <see cref="RetentionOptions"/>.</summary>
public sealed class RetryOptions
{
    /// <summary>The maximum number of attempts before a message is dead or an enrollment stuck; 1 to 100, default 8.</summary>
    public int MaxAttempts { get; set; } = 8;

    /// <summary>
    /// The pause before the first retry. It doubles with every attempt, with up to a quarter of jitter. At least 1 second, default 30
    /// seconds.
    /// </summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause between two retries; default 6 hours.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromHours(6);
}
