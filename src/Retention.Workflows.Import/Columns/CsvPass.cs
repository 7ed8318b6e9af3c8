using Retention.Workflows.Import.Reports;

namespace Retention.Workflows.Import.Columns;

/// <summary>One reading of a file.</summary>
/// <param name="Columns">The columns of the mapping, found in the file.</param>
/// <param name="Errors">Collects the errors.</param>
/// <param name="Row">The current row.</param>
internal sealed record CsvPass(BoundColumns Columns, ErrorCollector Errors, Row Row);
