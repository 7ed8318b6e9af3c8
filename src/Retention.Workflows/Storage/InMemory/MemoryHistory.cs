namespace Retention.Workflows.Storage.InMemory;

/// <summary>The history of enrollments, in the order of writing.</summary>
internal sealed class MemoryHistory(UndoLog undo)
{
    private readonly MemoryLists<EnrollmentId, HistoryEntry> _entries = new(undo, AsWritten.Instance);

    internal void Append(IReadOnlyList<HistoryEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries)
            _entries.Add(entry.Enrollment, RowNormalizer.Row(entry));
    }

    internal IReadOnlyList<HistoryEntry> Of(EnrollmentId enrollment) => _entries.Of(enrollment).ToArray();

    internal int Remove(EnrollmentId enrollment) => _entries.RemoveAll(enrollment, static _ => true);

    /// <summary>An order in which all entries are equal, so that each entry is added at the end.</summary>
    private sealed class AsWritten : IComparer<HistoryEntry>
    {
        internal static AsWritten Instance { get; } = new();

        public int Compare(HistoryEntry? x, HistoryEntry? y) => 0;
    }
}
