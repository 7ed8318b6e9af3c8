using Retention.Workflows.Import.Csv;
using Retention.Workflows.Import.Mapping;
using Retention.Workflows.Import.Reports;

namespace Retention.Workflows.Import.Columns;

/// <summary>A file with the columns of its mapping: it is read once for a check and once more for each use.</summary>
internal sealed class MappedCsv
{
    private readonly CsvSource _source;
    private readonly CsvFormat _format;
    private readonly IReadOnlyList<(string Field, ColumnName? Column)> _columns;

    /// <param name="source">The file.</param>
    /// <param name="format">Separator and encoding.</param>
    /// <param name="columns">The columns of the mapping.</param>
    /// <param name="problems">The problems of the mapping.</param>
    /// <param name="options">Limits and sizes; the defaults if null.</param>
    /// <exception cref="ImportMappingException">The mapping has problems.</exception>
    internal MappedCsv(CsvSource source, CsvFormat format, IEnumerable<(string Field, ColumnName? Column)> columns,
        IReadOnlyList<string> problems, ImportOptions? options)
    {
        if (problems.Count > 0)
            throw new ImportMappingException(problems);
        (_source, _format, _columns, Options) = (source, format, [.. columns], options ?? new ImportOptions());
    }

    internal string Name => _source.Name;

    internal ImportOptions Options { get; }

    /// <summary>Reads the whole file and says what it holds.</summary>
    /// <param name="empty">The report of a file without rows.</param>
    /// <param name="read">Reads the rows. It notes the lines that are wrong beside others, and fills what is special in the report.</param>
    /// <param name="progress">Reported from time to time; may be null.</param>
    /// <param name="cancellationToken">Cancels between two rows.</param>
    internal CsvCheck<TReport> Check<TReport>(TReport empty, Func<CsvPass, InvalidLines, TReport> read,
        IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
        where TReport : ImportReport
    {
        using var file = Open();
        var errors = new ErrorCollector(Name);
        var invalid = new InvalidLines();
        var report = empty;
        var isUnreadable = true;
        if (CsvBinding.Bind(file, _format, _columns, errors) is { } columns)
        {
            report = read(Pass(file, columns, errors, isApplying: false, progress, cancellationToken), invalid);
            isUnreadable = CsvBinding.ReportEnd(file, errors);
            report = report with
            {
                IgnoredColumns = columns.Ignored,
                MissingColumns = columns.Missing,
                InvalidRows = report.InvalidRows + invalid.Lines.Count,
            };
            _source.Close();
        }

        return new CsvCheck<TReport>(report with
        {
            Separator = file.Separator,
            Errors = errors.List(),
            TotalErrors = errors.Total,
            IsUnreadable = isUnreadable,
        }, invalid.Lines, invalid.IsFull);
    }

    /// <summary>Reads the items of a checked file.</summary>
    internal IEnumerable<TItem> Items<TItem>(IReadOnlySet<int> invalidLines, Func<CsvPass, IEnumerable<TItem>> read,
        IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
        where TItem : ICsvItem
    {
        using var file = Open();
        var errors = new ErrorCollector(Name);
        if (CsvBinding.Bind(file, _format, _columns, errors) is not { } columns)
            throw new IOException($"{Name} changed while it was imported.");
        foreach (var item in read(Pass(file, columns, errors, isApplying: true, progress, cancellationToken)))
        {
            if (!invalidLines.Contains(item.Line))
                yield return item;
        }

        _source.Close();
    }

    private CsvPass Pass(CsvFile file, BoundColumns columns, ErrorCollector errors, bool isApplying, IProgress<ImportProgress>? progress,
        CancellationToken cancellationToken) =>
        new(columns, errors,
            new Row(file.Rows, columns, errors, new ReadingPulse(progress, isApplying, () => _source.Share, cancellationToken)));

    private CsvFile Open()
    {
        var names = BoundColumns.NamesOf(_columns);
        return CsvFile.Open(_source.Open, _format, name => names.Contains(BoundColumns.Normalize(name)));
    }
}
