namespace Retention.Workflows.Storage.InMemory;

/// <summary>The committed suppression list of the whole store. Thread-safe.</summary>
/// <param name="partitions">The store's number of partitions.</param>
internal sealed class MemorySuppressionList(int partitions)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, Suppression>> _byAddress = [];

    /// <summary>The store's number of partitions.</summary>
    internal int Partitions => partitions;

    /// <summary>The owners of addresses.</summary>
    internal MemoryAddresses<string, AddressOwner> Owners { get; } = new();

    /// <summary>The messages to shared addresses.</summary>
    internal MemoryAddresses<MessageId, AddressSend> Sends { get; } = new();

    /// <summary>The suppressions of an address.</summary>
    internal IReadOnlyList<Suppression> Of(string address)
    {
        lock (_lock)
            return _byAddress.TryGetValue(address, out var topics) ? [.. topics.Values] : [];
    }

    /// <summary>
    /// Applies the writes of a transaction. If two partitions suppressed the same address at once, the first entry is kept.
    /// </summary>
    internal void Apply(IReadOnlyDictionary<(string Address, string Topic), Suppression?> written)
    {
        lock (_lock)
        {
            foreach (var ((address, topic), suppression) in written)
            {
                if (!_byAddress.TryGetValue(address, out var topics))
                    _byAddress[address] = topics = [];
                if (suppression is null)
                    topics.Remove(topic);
                else
                    topics.TryAdd(topic, suppression);
                if (topics.Count == 0)
                    _byAddress.Remove(address);
            }
        }
    }
}
