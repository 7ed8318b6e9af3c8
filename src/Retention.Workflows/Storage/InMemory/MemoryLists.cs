using System.Runtime.InteropServices;

namespace Retention.Workflows.Storage.InMemory;

/// <summary>A sorted list for each key. Writes can be rolled back. Items that arrive in order are appended without a search.</summary>
internal sealed class MemoryLists<TKey, TItem>(UndoLog undo, IComparer<TItem>? order = null)
    where TKey : notnull
{
    private readonly Dictionary<TKey, List<TItem>> _lists = [];
    private readonly IComparer<TItem> _order = order ?? Comparer<TItem>.Default;

    /// <summary>The current list of a key; empty if there is none.</summary>
    internal ReadOnlySpan<TItem> Of(TKey key) =>
        _lists.TryGetValue(key, out var list) ? CollectionsMarshal.AsSpan(list) : [];

    /// <summary>The items of several keys together, in order. Duplicate keys count once.</summary>
    internal List<TItem> OfAll(IReadOnlyCollection<TKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var items = new List<TItem>();
        foreach (var key in keys.Distinct())
            items.AddRange(Of(key));
        if (keys.Count > 1)
            items.Sort(_order);
        return items;
    }

    internal void Add(TKey key, TItem item)
    {
        if (!_lists.TryGetValue(key, out var list))
            _lists.Add(key, list = []);

        var place = list.Count;
        if (place > 0 && _order.Compare(list[^1], item) > 0)
        {
            var found = list.BinarySearch(item, _order);
            place = found < 0 ? ~found : found + 1;
        }

        list.Insert(place, item);
        undo.Push(() => list.RemoveAt(place));
    }

    /// <summary>The keys with non-empty lists, in no particular order.</summary>
    internal IEnumerable<TKey> Keys => _lists.Where(static entry => entry.Value.Count > 0).Select(static entry => entry.Key);

    /// <summary>Replaces the item at a position with an item that is equal in order.</summary>
    internal void Set(TKey key, int place, TItem item)
    {
        var list = _lists[key];
        var before = list[place];
        list[place] = item;
        undo.Push(() => list[place] = before);
    }

    /// <summary>Removes items from a list in one operation.</summary>
    /// <returns>The number of removed items.</returns>
    internal int RemoveAll(TKey key, Predicate<TItem> gone)
    {
        if (!_lists.TryGetValue(key, out var before))
            return 0;
        var left = before.FindAll(item => !gone(item));
        if (left.Count == before.Count)
            return 0;
        if (left.Count > 0)
            _lists[key] = left;
        else
            _lists.Remove(key);
        undo.Push(() => _lists[key] = before);
        return before.Count - left.Count;
    }
}
