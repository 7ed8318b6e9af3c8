using Retention.Workflows.Import.Columns;
using Retention.Workflows.Import.Csv;
using Retention.Workflows.Import.Index;
using Retention.Workflows.Import.Mapping;
using Retention.Workflows.Import.Orders;
using Retention.Workflows.Import.Reports;

namespace Retention.Workflows.Import;

/// <summary>A CSV file of orders, read with a mapping.</summary>
/// <remarks>
/// <para>
/// Each order that counts becomes a <c>purchase</c> with the order's number as its id. A negative row becomes a <c>refund</c> that names the
/// order, by its own number or by <see cref="OrderColumns.RefundOf"/>, and so does what the refund column says. The ids come from the file,
/// so a second import of it changes nothing.
/// </para>
/// <para>
/// The file is read once for a check and once more for each use, in constant memory; <see cref="ReadAll"/> alone holds all of it. The check
/// puts its notes about files of more than 100,000 orders into a temporary file. A line has at most 131,072 characters, a file 2,000
/// columns. Not thread-safe.
/// </para>
/// </remarks>
public sealed class OrderCsv
{
    private readonly CsvSource _source;
    private readonly OrderMapping _mapping;

    private OrderCsv(CsvSource source, OrderMapping mapping, ImportOptions? options)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        if (MappingProblems.Of(mapping) is { Count: > 0 } problems)
            throw new ImportMappingException(problems);
        (_source, _mapping, Options) = (source, mapping, options ?? new ImportOptions());
    }

    /// <summary>The file, as errors name it.</summary>
    public string Name => _source.Name;

    internal ImportOptions Options { get; }

    /// <summary>Names a file; it is opened when it is read.</summary>
    /// <param name="path">The path; errors contain it unchanged.</param>
    /// <param name="mapping">The mapping, such as <see cref="OrderMapping.Shopify"/>.</param>
    /// <param name="options">Limits and sizes; the defaults if null.</param>
    /// <exception cref="ImportMappingException">The mapping is invalid.</exception>
    public static OrderCsv Open(string path, OrderMapping mapping, ImportOptions? options = null) =>
        new(CsvSource.Of(path), mapping, options);

    /// <summary>Names a file that is not on this machine's disk.</summary>
    /// <param name="open">Opens the file at its start; it is called once for each time that the file is read.</param>
    /// <param name="name">The name of the file in errors.</param>
    /// <param name="mapping">The mapping, such as <see cref="OrderMapping.Shopify"/>.</param>
    /// <param name="options">Limits and sizes; the defaults if null.</param>
    /// <exception cref="ImportMappingException">The mapping is invalid.</exception>
    public static OrderCsv Open(Func<Stream> open, string name, OrderMapping mapping, ImportOptions? options = null) =>
        new(new CsvSource(open, name), mapping, options);

    /// <summary>Reads the whole file and says what it holds. Stores nothing. Content that cannot be used is an error in the report.</summary>
    /// <param name="progress">Reported every 10,000 rows; may be null.</param>
    /// <param name="cancellationToken">Cancels between two rows.</param>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public OrderReport Check(IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Inspect(progress, cancellationToken).Report;

    /// <summary>Reads all events into memory, for a replay.</summary>
    /// <param name="cancellationToken">Cancels between two rows.</param>
    /// <exception cref="ImportException">The file is invalid. All errors are listed and nothing is returned.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public ImportedEvents ReadAll(CancellationToken cancellationToken = default)
    {
        var check = Usable(null, cancellationToken);
        var events = new List<CustomerEvent>();
        var seen = new HashSet<(CustomerId, string)>();
        foreach (var item in Items(check, null, cancellationToken))
        {
            if (item.Event is { } @event && seen.Add((@event.Customer, @event.Id)))
                events.Add(@event);
        }

        return new ImportedEvents { Events = events, Duplicates = (int)Math.Min(check.Report.Duplicates, int.MaxValue) };
    }

    /// <summary>Checks the file for use.</summary>
    /// <exception cref="ImportException">The file cannot be imported.</exception>
    internal OrderCheck Usable(IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var check = Inspect(progress, cancellationToken);
        if (!Options.LeaveOutInvalidRows || check.Report.IsUnreadable || check.HasTooManyInvalid)
            check.Report.ThrowIfInvalid();
        return check;
    }

    /// <summary>Reads the orders of a checked file.</summary>
    internal IEnumerable<OrderItem> Items(
        OrderCheck check, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var errors = new ErrorCollector(Name);
        var tally = new OrderTally();
        using var file = Open();
        if (CsvBinding.Bind(file, _mapping.Format, [.. _mapping.Columns.All()], errors) is not { } columns)
            throw new IOException($"{Name} changed while it was imported.");
        var pulse = new ReadingPulse(progress, isApplying: true, () => _source.Share, cancellationToken);
        foreach (var item in new OrderReader(file, columns, _mapping, Options.EffectiveLimits, errors, tally, pulse).Read())
        {
            if (!check.InvalidLines.Contains(item.Line))
                yield return item;
        }

        _source.Close();
    }

    private OrderCheck Inspect(IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var errors = new ErrorCollector(Name);
        using var file = Open();
        if (CsvBinding.Bind(file, _mapping.Format, [.. _mapping.Columns.All()], errors) is not { } columns)
            return new OrderCheck(new OrderReport
            {
                File = Name, Separator = file.Separator, Errors = errors.List(), TotalErrors = errors.Total, IsUnreadable = true,
            }, new HashSet<int>(), HasTooManyInvalid: false);

        var tally = new OrderTally();
        var figures = new OrderFigures(Options.PreviewCount);
        var invalid = new InvalidLines();
        using var index = new OrderIndex();
        var pulse = new ReadingPulse(progress, isApplying: false, () => _source.Share, cancellationToken);
        foreach (var item in new OrderReader(file, columns, _mapping, Options.EffectiveLimits, errors, tally, pulse).Read())
        {
            index.Add(item);
            figures.Add(item);
        }

        var isUnreadable = CsvBinding.ReportEnd(file, errors);
        var fields = new OrderFields(columns, _mapping.Columns);
        index.Check((line, isRefund, conflict) =>
        {
            invalid.Add(line);
            errors.Add(line, (isRefund && fields.Refunded.IsThere ? fields.Refunded : isRefund ? fields.Total : fields.Order).Name, conflict);
        });
        _source.Close();
        return new OrderCheck(
            OrderReports.Make(Name, file, columns, tally, figures, index, errors, invalid, isUnreadable), invalid.Lines, invalid.IsFull);
    }

    private CsvFile Open()
    {
        var names = BoundColumns.NamesOf(_mapping.Columns.All());
        return CsvFile.Open(_source.Open, _mapping.Format, name => names.Contains(BoundColumns.Normalize(name)));
    }
}
