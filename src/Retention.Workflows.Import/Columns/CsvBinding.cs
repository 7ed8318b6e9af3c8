using Retention.Workflows.Import.Cells;
using Retention.Workflows.Import.Csv;
using Retention.Workflows.Import.Reports;

namespace Retention.Workflows.Import.Columns;

/// <summary>Reports what is wrong with a file as a whole, at its header and at its end.</summary>
internal static class CsvBinding
{
    /// <summary>Finds the columns of a mapping; null if the header has errors, which are reported.</summary>
    internal static BoundColumns? Bind(
        CsvFile file, CsvFormat format, IReadOnlyList<(string Field, ColumnName? Column)> mapped, ErrorCollector errors)
    {
        if (file.Problem is { } problem)
        {
            var names = string.Join(", ", mapped.Select(column => column.Column).Where(column => column?.IsOptional == false).Take(4));
            errors.Add(problem.Length == 0 ? 0 : file.HeaderLine, null, Cause.Other,
                problem.Length == 0 ? $"is empty; the first line names the columns, such as {names}" : problem);
            return null;
        }

        var columns = BoundColumns.Bind(file, format, mapped, errors);
        return errors.Total == 0 ? columns : null;
    }

    /// <summary>Reports why the file could not be read to its end.</summary>
    /// <returns>True if it could not.</returns>
    internal static bool ReportEnd(CsvFile file, ErrorCollector errors)
    {
        if (file.Rows.Problem is not { } problem)
            return false;
        errors.Add(file.Rows.Line, null, Cause.Other, problem);
        return true;
    }
}
