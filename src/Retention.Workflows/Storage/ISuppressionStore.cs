namespace Retention.Workflows.Storage;

/// <summary>Addresses that nothing more is sent to: one list of the whole store, which every partition's transactions read and write. It outlives the customers.</summary>
/// <remarks>
/// <para>
/// An address is nobody's: what comes back from it for one customer holds for all who have it, wherever they are. What a transaction wrote is seen by itself at once, and by
/// transactions of all other partitions from its commit on; a transaction may see what others commit while it runs. The list is no customer's, so no partition's lock guards it: two transactions that suppress the
/// same address at once both succeed, and the one that commits first is kept. Where keys lead with a partition, that of an entry follows from its address.
/// </para>
/// </remarks>
public interface ISuppressionStore
{
    /// <summary>Suppresses addresses; one that is suppressed for the topic already stays as it is. May wait until another transaction that writes the same ends.</summary>
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
