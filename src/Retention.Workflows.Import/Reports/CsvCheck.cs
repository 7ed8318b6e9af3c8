namespace Retention.Workflows.Import.Reports;

/// <summary>The result of checking a file.</summary>
/// <param name="Report">What the caller sees.</param>
/// <param name="InvalidLines">The lines that are wrong beside others of the file; their own rows have no errors.</param>
/// <param name="HasTooManyInvalid">True if there are more of them than can be kept.</param>
internal sealed record CsvCheck<TReport>(TReport Report, IReadOnlySet<int> InvalidLines, bool HasTooManyInvalid)
    where TReport : ImportReport
{
    /// <summary>This check, if the file can be imported.</summary>
    /// <exception cref="ImportException">The file cannot be imported.</exception>
    internal CsvCheck<TReport> Usable(ImportOptions options)
    {
        if (!options.LeaveOutInvalidRows || Report.IsUnreadable || HasTooManyInvalid)
            Report.ThrowIfInvalid();
        return this;
    }
}
