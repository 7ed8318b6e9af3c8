namespace Retention.Workflows.Storage;

internal sealed class MemorySuppressions(UndoLog undo) : ISuppressionStore
{
    private readonly Dictionary<(string Address, string Topic), Suppression> _rows = [];

    public Task SaveAsync(IReadOnlyList<Suppression> suppressions, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(suppressions);
        foreach (var suppression in suppressions)
        {
            var key = (suppression.Address, suppression.Topic?.Name ?? "");
            if (_rows.TryAdd(key, suppression with { Since = Instants.Normalize(suppression.Since) }))
                undo.Push(() => _rows.Remove(key));
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Suppression>> FindAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArgumentNullException.ThrowIfNull(addresses);
        var wanted = addresses.ToHashSet(StringComparer.Ordinal);
        return Task.FromResult<IReadOnlyList<Suppression>>(
            [.. _rows.Where(row => wanted.Contains(row.Key.Address)).OrderBy(row => row.Key.Address, StringComparer.Ordinal).ThenBy(row => row.Key.Topic, StringComparer.Ordinal).Select(row => row.Value)]);
    }

    public Task<bool> RemoveAsync(string address, Topic? topic, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var key = (address, topic?.Name ?? "");
        if (!_rows.Remove(key, out var before))
            return Task.FromResult(false);
        undo.Push(() => _rows[key] = before);
        return Task.FromResult(true);
    }
}
