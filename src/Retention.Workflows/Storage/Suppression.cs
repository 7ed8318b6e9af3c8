namespace Retention.Workflows.Storage;

/// <summary>A suppressed address.</summary>
public sealed record Suppression
{
    /// <summary>A keyed hash of channel and address, in hexadecimal. The address itself is not stored.</summary>
    public required string Address { get; init; }

    /// <summary>The topic; null suppresses all topics, including transactional messages.</summary>
    public Topic? Topic { get; init; }

    /// <summary>The reason, in kebab case: <c>unsubscribed</c>, <c>hard-bounce</c>, <c>complaint</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The time of the suppression, in UTC.</summary>
    public required DateTimeOffset Since { get; init; }
}
