namespace Retention.Workflows.Storage.InMemory;

/// <summary>Ordered keys that are found and paged without a scan. Writes can be rolled back.</summary>
internal sealed class MemoryIndex<T>(UndoLog undo)
    where T : struct, IComparable<T>
{
    private readonly SortedSet<T> _keys = [];

    internal T? First => _keys.Count == 0 ? null : _keys.Min;

    internal int Count => _keys.Count;

    internal void Add(T key)
    {
        if (_keys.Add(key))
            undo.Push(() => _keys.Remove(key));
    }

    internal void Remove(T key)
    {
        if (_keys.Remove(key))
            undo.Push(() => _keys.Add(key));
    }

    /// <summary>All keys after the given one, in order; all keys if none is given.</summary>
    internal IEnumerable<T> After(T? after)
    {
        if (after is not { } start)
            return _keys;
        var last = _keys.Count == 0 ? start : _keys.Max;
        return start.CompareTo(last) >= 0
            ? []
            : _keys.GetViewBetween(start, last).SkipWhile(key => key.CompareTo(start) == 0);
    }
}
