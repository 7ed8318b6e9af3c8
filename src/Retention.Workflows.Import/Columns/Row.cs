using System.Globalization;
using Retention.Workflows.Import.Cells;
using Retention.Workflows.Import.Csv;
using Retention.Workflows.Import.Reports;

namespace Retention.Workflows.Import.Columns;

/// <summary>The current row of a file, by the columns of a mapping. Problems are reported with line and column.</summary>
internal sealed class Row(CsvRows rows, BoundColumns columns, ErrorCollector errors, ReadingPulse pulse)
{
    /// <summary>The line on which the row starts.</summary>
    internal int Line => rows.Line;

    /// <summary>True if a problem of the row was reported.</summary>
    internal bool IsInvalid { get; private set; }

    /// <summary>Moves to the next row; rows with another number of cells than the header are reported and passed over.</summary>
    /// <param name="isWhole">False if the row has another number of cells.</param>
    internal bool Read(out bool isWhole)
    {
        isWhole = true;
        IsInvalid = false;
        if (!rows.Read())
            return false;
        pulse.Next();
        if (rows.Count == columns.Width || HasOnlyEmptyCellsBehind())
            return true;
        isWhole = false;
        Report(null, Cause.OtherCells, string.Create(CultureInfo.InvariantCulture,
            $"has {rows.Count} cells, while the header names {columns.Width} columns"));
        return true;
    }

    /// <summary>
    /// The cleaned cell of a column: the first that is not empty, if it has several. Valid until another cell is asked for.
    /// </summary>
    internal ReadOnlySpan<char> Cell(BoundColumn column)
    {
        foreach (var position in column.Positions)
        {
            var cell = CellText.Clean(rows[position]);
            if (!cell.IsEmpty)
                return cell;
        }

        return default;
    }

    /// <summary>The cleaned cell as a text; null if it is empty or too long.</summary>
    internal string? Text(BoundColumn column, int maxLength)
    {
        var cell = Cell(column);
        if (cell.IsEmpty)
            return null;
        if (cell.Length <= maxLength)
            return cell.ToString();
        Report(column, Cause.TooLong, string.Create(CultureInfo.InvariantCulture,
            $"has {cell.Length} characters; at most {maxLength} are allowed"));
        return null;
    }

    /// <summary>The cleaned cell as an id; null if it is empty or unusable.</summary>
    internal string? Id(BoundColumn column, int maxLength)
    {
        var id = Text(column, maxLength);
        if (id is null || !id.Any(char.IsControl))
            return id;
        Report(column, Cause.NotAnId, "contains a control character such as a tab or a line end");
        return null;
    }

    internal void Report(BoundColumn? column, CellProblem problem) => Report(column, problem.Cause, problem.Reason);

    internal void Report(BoundColumn? column, Cause cause, string reason)
    {
        IsInvalid = true;
        errors.Add(Line, column?.Name, cause, reason);
    }

    private bool HasOnlyEmptyCellsBehind()
    {
        if (rows.Count < columns.Width)
            return false;
        for (var position = columns.Width; position < rows.Count; position++)
        {
            if (!rows[position].IsWhiteSpace())
                return false;
        }

        return true;
    }
}
