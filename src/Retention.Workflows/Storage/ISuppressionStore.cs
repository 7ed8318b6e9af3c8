namespace Retention.Workflows.Storage;

/// <summary>
/// The suppression list: addresses that get no more messages. It is one list for the whole store, read and written by the transactions of
/// every partition. It is kept when customers are erased.
/// </summary>
/// <remarks>
/// An address does not belong to a customer: a bounce for one customer applies to all customers with the address, in every partition. A
/// transaction sees its own writes at once; transactions of other partitions see them after the commit. A transaction may see what others
/// commit while it runs. No partition's lock protects the list: if two transactions suppress the same address at once, both succeed, and
/// the entry that commits first is kept. In a store whose keys start with a partition, the partition of an entry is derived from its
/// address.
/// </remarks>
public interface ISuppressionStore
{
    /// <summary>
    /// Suppresses addresses. An address that is already suppressed for the topic does not change. The call may wait for another transaction
    /// that writes the same entry.
    /// </summary>
    Task SaveAsync(IReadOnlyList<Suppression> suppressions, CancellationToken cancellationToken = default);

    /// <summary>Finds the suppressions of addresses, ordered by address and topic.</summary>
    Task<IReadOnlyList<Suppression>> FindAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken = default);

    /// <summary>Removes a suppression.</summary>
    /// <returns>True if the suppression existed.</returns>
    Task<bool> RemoveAsync(string address, Topic? topic, CancellationToken cancellationToken = default);

    /// <summary>Adds owners of addresses, in the same way as suppressions. Known ones are ignored.</summary>
    Task AddOwnersAsync(IReadOnlyList<AddressOwner> owners, CancellationToken cancellationToken = default);

    /// <summary>Removes owners of addresses; unknown ones are ignored.</summary>
    Task RemoveOwnersAsync(IReadOnlyList<AddressOwner> owners, CancellationToken cancellationToken = default);

    /// <summary>Returns which of the addresses have more than one owner.</summary>
    Task<IReadOnlySet<string>> FindSharedAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds messages to shared addresses. A known message to the same address is replaced: it counts at its latest time.
    /// </summary>
    Task AddSendsAsync(IReadOnlyList<AddressSend> sends, CancellationToken cancellationToken = default);

    /// <summary>Reads the messages to addresses after a time, exclusive; ordered by address, time and id.</summary>
    Task<IReadOnlyList<AddressSend>> ReadSendsAsync(
        IReadOnlyCollection<string> addresses, DateTimeOffset after, CancellationToken cancellationToken = default);

    /// <summary>Removes messages to addresses because they failed for good or were withdrawn; unknown ones are ignored.</summary>
    Task RemoveSendsAsync(
        IReadOnlyCollection<(string Address, MessageId Message)> sends, CancellationToken cancellationToken = default);
}
