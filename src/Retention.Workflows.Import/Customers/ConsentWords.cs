using System.Collections.Frozen;
using Retention.Workflows.Import.Cells;

namespace Retention.Workflows.Import.Customers;

/// <summary>The words of one column of consents.</summary>
internal sealed class ConsentWords(ConsentColumn column)
{
    private readonly FrozenSet<string> _yes = Words(column.Yes, FlagWords.Yes);
    private readonly FrozenSet<string> _no = Words(column.No, FlagWords.No);

    /// <summary>Reads a cell that is not empty.</summary>
    /// <param name="word">The cell.</param>
    /// <param name="granted">The decision; null if the word is none.</param>
    /// <returns>False if the word is not known.</returns>
    internal bool Read(string word, out bool? granted)
    {
        granted = _no.Contains(word) ? false : _yes.Contains(word) ? true : null;
        return granted is not null || FlagWords.Open.Contains(word);
    }

    private static FrozenSet<string> Words(IReadOnlyList<string> own, FrozenSet<string> usual) =>
        own.Count == 0 ? usual : own.Select(word => word.Trim()).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
