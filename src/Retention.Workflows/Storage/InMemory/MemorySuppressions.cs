using Retention.Workflows.Customers;
using Retention.Workflows.Time;

namespace Retention.Workflows.Storage.InMemory;

/// <summary>The suppression list as the transaction of one partition sees it: the committed list and its own writes.</summary>
internal sealed class MemorySuppressions(MemorySuppressionList list, UndoLog undo) : ISuppressionStore
{
    /// <summary>The writes of the current transaction; a null value removes a suppression.</summary>
    private readonly Dictionary<(string Address, string Topic), Suppression?> _written = [];
    private readonly MemoryAddressRows<string, AddressOwner> _owners = new(list.Owners, undo);
    private readonly MemoryAddressRows<MessageId, AddressSend> _sends = new(list.Sends, undo);

    public Task SaveAsync(IReadOnlyList<Suppression> suppressions, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(suppressions);
        foreach (var suppression in suppressions)
        {
            var key = (suppression.Address, suppression.Topic?.Name ?? "");
            if (!IsThere(key))
                Write(key, suppression with { Since = Instants.Normalize(suppression.Since) });
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Suppression>> FindAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(addresses);
        var wanted = addresses.ToHashSet(StringComparer.Ordinal);
        var found = wanted.SelectMany(list.Of).Where(suppression => !_written.ContainsKey(KeyOf(suppression)));
        var written = _written.Values.OfType<Suppression>().Where(suppression => wanted.Contains(suppression.Address));
        return Task.FromResult<IReadOnlyList<Suppression>>(
            [
                .. found.Concat(written)
                    .OrderBy(suppression => suppression.Address, StringComparer.Ordinal)
                    .ThenBy(suppression => suppression.Topic?.Name ?? "", StringComparer.Ordinal),
            ]);
    }

    public Task<bool> RemoveAsync(string address, Topic? topic, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var key = (address, topic?.Name ?? "");
        if (!IsThere(key))
            return Task.FromResult(false);
        Write(key, null);
        return Task.FromResult(true);
    }

    public Task AddOwnersAsync(IReadOnlyList<AddressOwner> owners, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var owner in owners)
            _owners.Add(owner.Address, owner.Owner, owner);
        return Task.CompletedTask;
    }

    public Task RemoveOwnersAsync(IReadOnlyList<AddressOwner> owners, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var owner in owners)
            _owners.Remove(owner.Address, owner.Owner);
        return Task.CompletedTask;
    }

    public Task<IReadOnlySet<string>> FindSharedAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlySet<string>>(addresses.Where(address => _owners.Of(address).Count() > 1).ToHashSet());
    }

    public Task AddSendsAsync(IReadOnlyList<AddressSend> sends, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var send in sends)
            _sends.Set(send.Address, send.Message, send with { At = Instants.Normalize(send.At) });
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<AddressSend>> ReadSendsAsync(
        IReadOnlyCollection<string> addresses, DateTimeOffset after, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<AddressSend>>(
        [
            .. addresses.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).SelectMany(address => _sends.Of(address)
                .Where(send => send.At > after).OrderBy(send => send.At).ThenBy(send => send.Message.Partition)
                .ThenBy(send => send.Message.Number)),
        ]);
    }

    public Task RemoveSendsAsync(
        IReadOnlyCollection<(string Address, MessageId Message)> sends, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var (address, message) in sends)
            _sends.Remove(address, message);
        return Task.CompletedTask;
    }

    /// <summary>The messages to the addresses of a partition after a position, in order.</summary>
    internal IEnumerable<AddressSend> SendsAfter((string Address, MessageId Message)? start, int partition) => _sends.All()
        .Where(send => Partitioning.Of(send.Address, list.Partitions) == partition && (start is not { } after || Compare(KeyOf(send), after) > 0))
        .Order(Comparer<AddressSend>.Create(static (left, right) => Compare(KeyOf(left), KeyOf(right))));

    internal void RemoveSends(IReadOnlyList<AddressSend> sends)
    {
        foreach (var send in sends)
            _sends.Remove(send.Address, send.Message);
    }

    /// <summary>Publishes the writes of the transaction to all partitions.</summary>
    internal void Commit()
    {
        _owners.Commit();
        _sends.Commit();
        if (_written.Count == 0)
            return;
        list.Apply(_written);
        _written.Clear();
    }

    private bool IsThere((string Address, string Topic) key) =>
        _written.TryGetValue(key, out var written)
            ? written is not null
            : list.Of(key.Address).Any(suppression => KeyOf(suppression) == key);

    private void Write((string Address, string Topic) key, Suppression? suppression)
    {
        var before = _written.TryGetValue(key, out var written);
        _written[key] = suppression;
        undo.Push(() =>
        {
            if (before)
                _written[key] = written;
            else
                _written.Remove(key);
        });
    }

    private static (string Address, MessageId Message) KeyOf(AddressSend send) => (send.Address, send.Message);

    private static int Compare((string Address, MessageId Message) left, (string Address, MessageId Message) right)
    {
        var byAddress = string.CompareOrdinal(left.Address, right.Address);
        return byAddress != 0 ? byAddress
            : (left.Message.Partition, left.Message.Number).CompareTo((right.Message.Partition, right.Message.Number));
    }

    private static (string Address, string Topic) KeyOf(Suppression suppression) => (suppression.Address, suppression.Topic?.Name ?? "");
}
