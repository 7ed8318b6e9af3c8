using Retention.Workflows.Time;

namespace Retention.Workflows.Storage.InMemory;

/// <summary>The suppression list as the transaction of one partition sees it: the committed list and its own writes.</summary>
internal sealed class MemorySuppressions(MemorySuppressionList list, UndoLog undo) : ISuppressionStore
{
    /// <summary>The writes of the current transaction; a null value removes a suppression.</summary>
    private readonly Dictionary<(string Address, string Topic), Suppression?> _written = [];

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

    /// <summary>Publishes the writes of the transaction to all partitions.</summary>
    internal void Commit()
    {
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

    private static (string Address, string Topic) KeyOf(Suppression suppression) => (suppression.Address, suppression.Topic?.Name ?? "");
}
