using System.Globalization;
using Retention.Workflows.Import.Cells;

namespace Retention.Workflows.Import.Reports;

/// <summary>Collects the errors of one file in constant memory. Many errors of one kind in a column become one.</summary>
internal sealed class ErrorCollector(string file)
{
    /// <summary>From this number on, errors of one kind in a column have one cause and are listed as one.</summary>
    private const int OneCause = 10;

    private readonly Dictionary<(string? Column, Cause Cause), Kind> _kinds = [];
    private readonly Dictionary<string, (char Sign, int Line, bool IsMixed)> _signs = new(StringComparer.Ordinal);

    /// <summary>The number of errors, listed or not.</summary>
    internal long Total { get; private set; }

    internal void Add(int line, string? column, CellProblem problem) => Add(line, column, problem.Cause, problem.Reason);

    internal void Add(int line, string? column, Cause cause, string reason)
    {
        Total++;
        if (!_kinds.TryGetValue((column, cause), out var kind))
            _kinds.Add((column, cause), kind = new Kind());
        kind.Count++;
        if (kind.First.Count < (cause == Cause.Other ? ImportException.MaxErrors : OneCause))
            kind.First.Add(new ImportError { File = file, Line = line, Column = column, Reason = reason });
    }

    /// <summary>Notes that a number of a column certainly has this decimal sign, which explains other numbers of the column.</summary>
    internal void NoteDecimalSign(int line, string column, char sign)
    {
        if (!_signs.TryGetValue(column, out var known))
            _signs.Add(column, (sign, line, false));
        else if (known.Sign != sign && !known.IsMixed)
            _signs[column] = known with { IsMixed = true };
    }

    /// <summary>The errors: first those of the file itself, then those that stand for many, then the others by line.</summary>
    internal IReadOnlyList<ImportError> List()
    {
        var ofFile = new List<ImportError>();
        var many = new List<ImportError>();
        var single = new List<ImportError>();
        foreach (var ((column, cause), kind) in _kinds)
        {
            if (kind.Count >= OneCause && cause != Cause.Other)
                many.Add(AsOne(column, cause, kind));
            else
                (column is null && cause == Cause.Other ? ofFile : single).AddRange(kind.First);
        }

        return
        [
            .. ofFile.OrderBy(error => error.Line)
                .Concat(many.OrderByDescending(error => error.Count).ThenBy(error => error.Line))
                .Concat(single.OrderBy(error => error.Line))
                .Take(ImportException.MaxErrors),
        ];
    }

    private ImportError AsOne(string? column, Cause cause, Kind kind)
    {
        var first = kind.First.MinBy(error => error.Line)!;
        var reason = first.Reason;
        if (cause == Cause.AmbiguousNumber && column is not null && _signs.TryGetValue(column, out var sign) && !sign.IsMixed)
            reason = string.Create(CultureInfo.InvariantCulture,
                $"{reason}; other cells of the column have the decimal sign '{sign.Sign}', such as on line {sign.Line}");
        return first with { Reason = reason, Count = kind.Count };
    }

    private sealed class Kind
    {
        internal long Count { get; set; }

        internal List<ImportError> First { get; } = [];
    }
}
