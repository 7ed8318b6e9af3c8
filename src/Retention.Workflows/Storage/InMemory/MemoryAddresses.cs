namespace Retention.Workflows.Storage.InMemory;

/// <summary>Rows by address of the whole store, as committed. Thread-safe.</summary>
internal sealed class MemoryAddresses<TKey, TRow>
    where TKey : notnull
    where TRow : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<TKey, TRow>> _byAddress = new(StringComparer.Ordinal);

    internal IReadOnlyList<KeyValuePair<TKey, TRow>> Of(string address)
    {
        lock (_lock)
            return _byAddress.TryGetValue(address, out var rows) ? [.. rows] : [];
    }

    /// <summary>All rows with their addresses, in no order.</summary>
    internal IReadOnlyList<KeyValuePair<string, TRow>> All()
    {
        lock (_lock)
            return [.. _byAddress.SelectMany(rows => rows.Value.Values, (rows, row) => KeyValuePair.Create(rows.Key, row))];
    }

    internal void Apply(string address, TKey key, TRow? row)
    {
        lock (_lock)
        {
            if (!_byAddress.TryGetValue(address, out var rows))
                _byAddress[address] = rows = [];
            if (row is null)
                rows.Remove(key);
            else
                rows[key] = row;
            if (rows.Count == 0)
                _byAddress.Remove(address);
        }
    }
}

/// <summary>The rows as the transaction of one partition sees them: the committed ones and its own writes.</summary>
internal sealed class MemoryAddressRows<TKey, TRow>(MemoryAddresses<TKey, TRow> committed, UndoLog undo)
    where TKey : notnull
    where TRow : class
{
    /// <summary>The writes of the current transaction; a null value removes a row.</summary>
    private readonly Dictionary<(string Address, TKey Key), TRow?> _written = [];

    internal IEnumerable<TRow> Of(string address) => committed.Of(address)
        .Where(row => !_written.ContainsKey((address, row.Key))).Select(row => row.Value)
        .Concat(_written.Where(row => row.Key.Address == address).Select(row => row.Value).OfType<TRow>());

    internal void Add(string address, TKey key, TRow row)
    {
        if (!Contains(address, key))
            Write((address, key), row);
    }

    /// <summary>Adds a row, or replaces it.</summary>
    internal void Set(string address, TKey key, TRow row) => Write((address, key), row);

    /// <summary>All rows, in no order.</summary>
    internal IEnumerable<TRow> All() =>
        committed.All().Select(row => row.Key).Concat(_written.Keys.Select(place => place.Address)).Distinct(StringComparer.Ordinal)
            .SelectMany(Of);

    internal void Remove(string address, TKey key)
    {
        if (Contains(address, key))
            Write((address, key), null);
    }

    internal void Commit()
    {
        foreach (var ((address, key), row) in _written)
            committed.Apply(address, key, row);
        _written.Clear();
    }

    private bool Contains(string address, TKey key) => _written.TryGetValue((address, key), out var written)
        ? written is not null : committed.Of(address).Any(row => row.Key.Equals(key));

    private void Write((string Address, TKey Key) place, TRow? row)
    {
        var before = _written.TryGetValue(place, out var written);
        _written[place] = row;
        undo.Push(() =>
        {
            if (before)
                _written[place] = written;
            else
                _written.Remove(place);
        });
    }
}
