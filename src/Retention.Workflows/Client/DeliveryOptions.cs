namespace Retention.Workflows;

/// <summary>How messages are handed over. A group of <see cref="RetentionOptions"/>.</summary>
public sealed class DeliveryOptions
{
    /// <summary>How many messages are sent at once, and so are in doubt if the process dies then; 1 to 1,000, default 8.</summary>
    public int SendConcurrency { get; set; } = 8;

    /// <summary>
    /// How long a channel may take for one message before the result is ambiguous; at least 1 second, default 30 seconds.
    /// </summary>
    /// <remarks>The host's recommender, catalogue, store availability and voucher issuer have the same timeout; their calls are retried
    /// later.</remarks>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
