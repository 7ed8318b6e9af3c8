using System.Globalization;
using Retention.Workflows.Import.Cells;
using Retention.Workflows.Import.Csv;
using Retention.Workflows.Import.Reports;

namespace Retention.Workflows.Import.Columns;

/// <summary>The columns of a mapping, found in the header of a file.</summary>
internal sealed class BoundColumns
{
    private readonly Dictionary<string, BoundColumn> _byField = new(StringComparer.Ordinal);

    private BoundColumns()
    {
    }

    /// <summary>The columns that the mapping does not use.</summary>
    internal IReadOnlyList<string> Ignored { get; private set; } = [];

    /// <summary>The fields of the mapping whose optional columns the file lacks.</summary>
    internal IReadOnlyList<string> Missing { get; private set; } = [];

    /// <summary>The number of columns of the file.</summary>
    internal int Width { get; private set; }

    /// <summary>The column of a field; one without positions if it is not mapped or the file lacks it.</summary>
    internal BoundColumn this[string field] => _byField[field];

    /// <summary>The form in which names of columns are compared: without case and white space.</summary>
    internal static string Normalize(string name) =>
        string.Concat(name.Where(character => !char.IsWhiteSpace(character) && character != '\ufeff')).ToUpperInvariant();

    /// <summary>The normalized names that a mapping uses.</summary>
    internal static HashSet<string> NamesOf(IEnumerable<(string Field, ColumnName? Column)> columns) =>
        [.. columns.SelectMany(column => column.Column?.Names ?? []).Select(Normalize)];

    /// <summary>Finds the columns, and reports those that are missing, unknown or there twice.</summary>
    internal static BoundColumns Bind(
        CsvFile file, CsvFormat format, IReadOnlyList<(string Field, ColumnName? Column)> columns, ErrorCollector errors)
    {
        var bound = new BoundColumns { Width = file.Header.Count };
        var header = file.Header.Select(Normalize).ToList();
        var names = NamesOf(columns);
        var isOfOtherSeparator = IsOfOtherSeparator(file, names, out var other);
        var missing = new List<string>();
        foreach (var (field, column) in columns)
        {
            var positions = column is null ? [] : Positions(header, column).ToArray();
            bound._byField.Add(field, new BoundColumn(positions.Length > 0 ? file.Header[positions[0]] : column?.Names[0] ?? field, positions));
            if (column is null || positions.Length > 0)
                continue;
            if (column.IsOptional)
                missing.Add(field);
            else if (!isOfOtherSeparator)
                errors.Add(file.HeaderLine, column.ToString(), Cause.Other, "the column is missing");
        }

        if (isOfOtherSeparator)
            errors.Add(file.HeaderLine, null, Cause.Other,
                $"the columns are separated by {Describe(other)}, and the mapping says {Describe(file.Separator)}");
        else
            ReportOthers(bound, file, format, header, names, errors);
        bound.Missing = missing;
        return bound;
    }

    private static IEnumerable<int> Positions(List<string> header, ColumnName column) =>
        column.Names.Select(name => header.IndexOf(Normalize(name))).Where(position => position >= 0).Distinct();

    private static void ReportOthers(
        BoundColumns bound, CsvFile file, CsvFormat format, List<string> header, HashSet<string> names, ErrorCollector errors)
    {
        var ignored = new List<string>();
        var someAreKnown = header.Exists(names.Contains);
        for (var position = 0; position < header.Count; position++)
        {
            if (names.Contains(header[position]))
            {
                if (header.IndexOf(header[position]) < position)
                    errors.Add(file.HeaderLine, file.Header[position], Cause.Other, "the column occurs twice");
            }
            else if (header[position].Length > 0)
            {
                ignored.Add(file.Header[position]);
                if (!format.IgnoreOtherColumns)
                    errors.Add(file.HeaderLine, null, Cause.Other, string.Create(CultureInfo.InvariantCulture,
                        $"column {position + 1} has an unknown name{(someAreKnown ? $" '{file.Header[position]}'" : "")}: correct it, or let the mapping ignore other columns"));
            }
        }

        bound.Ignored = ignored;
    }

    /// <summary>True if the mapping names a separator that the header does not have, and another one makes known names of it.</summary>
    private static bool IsOfOtherSeparator(CsvFile file, HashSet<string> names, out char other)
    {
        other = default;
        if (file.Header.Count != 1 || names.Contains(Normalize(file.Header[0])))
            return false;
        other = CsvFormat.Separators.FirstOrDefault(
            separator => file.Header[0].Split(separator) is { Length: > 1 } cells && cells.Any(cell => names.Contains(Normalize(cell.Trim().Trim('"')))));
        return other != default;
    }

    private static string Describe(char separator) => separator switch
    {
        '\t' => "tabs",
        ',' => "commas",
        ';' => "semicolons",
        '|' => "vertical bars",
        _ => $"'{separator}'",
    };
}
