using System.Diagnostics.CodeAnalysis;

namespace Retention.Workflows.Storage.InMemory;

/// <summary>Rows by key. Writes can be rolled back.</summary>
internal sealed class MemoryTable<TKey, TRow>(UndoLog undo, IEqualityComparer<TKey>? keys = null)
    where TKey : notnull
{
    private readonly Dictionary<TKey, TRow> _rows = new(keys);

    internal IEnumerable<TKey> Keys => _rows.Keys;

    internal IEnumerable<TRow> Rows => _rows.Values;

    internal TRow this[TKey key] => _rows[key];

    internal bool TryGet(TKey key, [MaybeNullWhen(false)] out TRow row) => _rows.TryGetValue(key, out row);

    /// <summary>Finds rows; keys without a row are omitted.</summary>
    internal IReadOnlyDictionary<TKey, TRow> Find(IReadOnlyCollection<TKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var found = new Dictionary<TKey, TRow>(keys.Count, _rows.Comparer);
        foreach (var key in keys)
        {
            if (_rows.TryGetValue(key, out var row))
                found[key] = row;
        }

        return found;
    }

    internal bool TryAdd(TKey key, TRow row)
    {
        if (!_rows.TryAdd(key, row))
            return false;
        undo.Push(() => _rows.Remove(key));
        return true;
    }

    internal bool Remove(TKey key, [MaybeNullWhen(false)] out TRow row)
    {
        if (!_rows.Remove(key, out row))
            return false;
        var before = row;
        undo.Push(() => _rows.Add(key, before));
        return true;
    }

    /// <summary>Adds or replaces a row; returns true if it is new.</summary>
    internal bool Set(TKey key, TRow row)
    {
        if (TryAdd(key, row))
            return true;
        var before = _rows[key];
        _rows[key] = row;
        undo.Push(() => _rows[key] = before);
        return false;
    }
}
