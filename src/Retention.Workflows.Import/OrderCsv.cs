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
/// Each order that counts becomes a <c>purchase</c> with the order's number as its id. A negative row becomes a <c>refund</c> that names
/// the order, by its own number or by <see cref="OrderColumns.RefundOf"/>, and so does what the refund column says. The ids come from the
/// file, so a second import of it changes nothing.
/// </para>
/// <para>
/// The file is read once for a check and once more for each use, in constant memory; <see cref="ReadAll"/> alone holds all of it. The check
/// puts its notes about files of more than 100,000 orders into a temporary file. A line has at most 131,072 characters, a file 2,000
/// columns. Not thread-safe.
/// </para>
/// </remarks>
public sealed class OrderCsv
{
    private readonly MappedCsv _csv;
    private readonly OrderMapping _mapping;

    private OrderCsv(CsvSource source, OrderMapping mapping, ImportOptions? options)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        _mapping = mapping;
        _csv = new MappedCsv(source, mapping.Format, mapping.Columns.All(), MappingProblems.Of(mapping), options);
    }

    /// <summary>The file, as errors name it.</summary>
    public string Name => _csv.Name;

    internal ImportOptions Options => _csv.Options;

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

    /// <summary>
    /// Reads the whole file and says what it holds. Stores nothing. Content that cannot be used is an error in the report.
    /// </summary>
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
    internal CsvCheck<OrderReport> Usable(IProgress<ImportProgress>? progress, CancellationToken cancellationToken) =>
        Inspect(progress, cancellationToken).Usable(Options);

    /// <summary>Reads the orders of a checked file.</summary>
    internal IEnumerable<OrderItem> Items(
        CsvCheck<OrderReport> check, IProgress<ImportProgress>? progress, CancellationToken cancellationToken) =>
        _csv.Items(check.InvalidLines, pass => Read(pass, new OrderTally()), progress, cancellationToken);

    private CsvCheck<OrderReport> Inspect(IProgress<ImportProgress>? progress, CancellationToken cancellationToken) =>
        _csv.Check(new OrderReport { File = Name }, Report, progress, cancellationToken);

    private OrderReport Report(CsvPass pass, InvalidLines invalid)
    {
        var tally = new OrderTally();
        var figures = new OrderFigures(Options.PreviewCount);
        using var index = new OrderIndex();
        foreach (var item in Read(pass, tally))
        {
            index.Add(item);
            figures.Add(item);
        }

        var fields = new OrderFields(pass.Columns, _mapping.Columns);
        index.Check((line, isRefund, conflict) =>
        {
            invalid.Add(line);
            pass.Errors.Add(
                line, (isRefund && fields.Refunded.IsThere ? fields.Refunded : isRefund ? fields.Total : fields.Order).Name, conflict);
        });
        return OrderReports.Make(Name, tally, figures, index);
    }

    private IEnumerable<OrderItem> Read(CsvPass pass, OrderTally tally) =>
        new OrderReader(pass, _mapping, Options.EffectiveLimits, tally).Read();
}
