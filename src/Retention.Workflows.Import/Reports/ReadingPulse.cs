namespace Retention.Workflows.Import.Reports;

/// <summary>What happens at every row: cancellation, and from time to time a report of the progress.</summary>
/// <param name="progress">The caller's progress; may be null.</param>
/// <param name="isApplying">False while the file is checked.</param>
/// <param name="share">The share of the file that was read.</param>
/// <param name="cancellationToken">The caller's token.</param>
internal sealed class ReadingPulse(
    IProgress<ImportProgress>? progress, bool isApplying, Func<double> share, CancellationToken cancellationToken)
{
    private const int ReportEvery = 10_000;

    private long _rows;

    /// <summary>Counts a row.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    internal void Next()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (++_rows % ReportEvery == 0)
            progress?.Report(new ImportProgress(_rows, isApplying, share()));
    }
}
