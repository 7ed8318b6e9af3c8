using System.Text.RegularExpressions;

namespace Retention.Workflows.Events.Import;

/// <summary>Collects the errors of one file in constant memory. Many errors of one kind become one.</summary>
internal sealed partial class ImportErrors(string file)
{
    /// <summary>From this number on, errors of one kind in a field have one cause and are listed as one.</summary>
    private const int OneCause = 10;

    /// <summary>More kinds than a list of errors can show; the errors of further ones are only counted.</summary>
    private const int MaxKinds = 1_000;

    private readonly Dictionary<string, Kind> _kinds = new(StringComparer.Ordinal);

    private int _count;

    internal void Add(int line, string? column, string reason)
    {
        _count++;
        var key = Content().Replace($"{column}: {reason}", "");
        if (!_kinds.TryGetValue(key, out var kind))
        {
            if (_kinds.Count == MaxKinds)
                return;
            _kinds.Add(key, kind = new Kind());
        }

        kind.Count++;
        if (kind.First.Count < OneCause)
            kind.First.Add(new ImportError { File = file, Line = line, Column = column, Reason = reason });
    }

    /// <exception cref="ImportException">There are errors: first those that stand for many, then the others by line.</exception>
    internal void ThrowIfAny()
    {
        if (_count == 0)
            return;
        var many = _kinds.Values.Where(kind => kind.Count >= OneCause)
            .OrderByDescending(kind => kind.Count).Select(kind => kind.First[0] with { Count = kind.Count });
        var single = _kinds.Values.Where(kind => kind.Count < OneCause).SelectMany(kind => kind.First).OrderBy(error => error.Line);
        throw new ImportException([.. many.Concat(single).Take(ImportException.MaxErrors)], _count);
    }

    /// <summary>What differs between errors of one kind: what the input contains, and numbers.</summary>
    [GeneratedRegex("'[^']*'|[0-9]+")]
    private static partial Regex Content();

    private sealed class Kind
    {
        internal int Count { get; set; }

        internal List<ImportError> First { get; } = [];
    }
}
