namespace Retention.Workflows.Storage;

/// <summary>Addresses that nothing more is sent to. They belong to the partition of the customer who had them, and outlive the customer.</summary>
public interface ISuppressionStore
{
    /// <summary>Suppresses addresses; one that is suppressed for the topic already stays as it is.</summary>
    Task SaveAsync(IReadOnlyList<Suppression> suppressions, CancellationToken cancellationToken = default);

    /// <summary>Looks up what is suppressed, by address and then topic.</summary>
    Task<IReadOnlyList<Suppression>> FindAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken = default);

    /// <summary>Takes a suppression back.</summary>
    /// <returns>Whether there was one.</returns>
    Task<bool> RemoveAsync(string address, Topic? topic, CancellationToken cancellationToken = default);
}

/// <summary>An address that nothing more is sent to.</summary>
public sealed record Suppression
{
    /// <summary>A keyed hash of channel and address, in hexadecimal: the address itself is not kept.</summary>
    public required string Address { get; init; }

    /// <summary>Which topic; none suppresses all of them, transactional messages too.</summary>
    public Topic? Topic { get; init; }

    /// <summary>Why, in kebab case: <c>unsubscribed</c>, <c>hard-bounce</c>, <c>complaint</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>Since when, in UTC.</summary>
    public required DateTimeOffset Since { get; init; }
}
