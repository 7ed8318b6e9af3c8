namespace Retention.Workflows.Import.Csv;

/// <summary>The limits that keep the memory of a reader constant, whatever a file contains.</summary>
internal static class CsvLimits
{
    /// <summary>The maximum length of a record, and of a line of it, in UTF-16 code units.</summary>
    internal const int MaxRecordLength = 131_072;

    /// <summary>The maximum length of a cell that is used, in UTF-16 code units.</summary>
    internal const int MaxCellLength = 10_000;

    /// <summary>The maximum number of columns.</summary>
    internal const int MaxColumns = 2_000;

    /// <summary>The maximum number of separators in one line. Cells in quotes may contain separators, so it is above the columns.</summary>
    internal const int MaxSeparators = 20_000;
}
