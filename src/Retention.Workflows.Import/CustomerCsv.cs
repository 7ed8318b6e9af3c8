using Retention.Workflows.Import.Columns;
using Retention.Workflows.Import.Csv;
using Retention.Workflows.Import.Customers;
using Retention.Workflows.Import.Index;
using Retention.Workflows.Import.Mapping;
using Retention.Workflows.Import.Reports;

namespace Retention.Workflows.Import;

/// <summary>A CSV file of customers, read with a mapping.</summary>
/// <remarks>
/// Addresses get their canonical form. The file is read once for a check and once more for each use, in constant memory;
/// <see cref="ReadAll"/> alone holds all of it. The same limits hold as for <see cref="OrderCsv"/>. Not thread-safe.
/// </remarks>
public sealed class CustomerCsv
{
    private readonly CsvSource _source;
    private readonly CustomerMapping _mapping;

    private CustomerCsv(CsvSource source, CustomerMapping mapping, ImportOptions? options)
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
    /// <param name="mapping">The mapping, such as <see cref="CustomerMapping.Shopify"/>.</param>
    /// <param name="options">Limits and sizes; the defaults if null.</param>
    /// <exception cref="ImportMappingException">The mapping is invalid.</exception>
    public static CustomerCsv Open(string path, CustomerMapping mapping, ImportOptions? options = null) =>
        new(CsvSource.Of(path), mapping, options);

    /// <summary>Names a file that is not on this machine's disk.</summary>
    /// <param name="open">Opens the file at its start; it is called once for each time that the file is read.</param>
    /// <param name="name">The name of the file in errors.</param>
    /// <param name="mapping">The mapping, such as <see cref="CustomerMapping.Shopify"/>.</param>
    /// <param name="options">Limits and sizes; the defaults if null.</param>
    /// <exception cref="ImportMappingException">The mapping is invalid.</exception>
    public static CustomerCsv Open(Func<Stream> open, string name, CustomerMapping mapping, ImportOptions? options = null) =>
        new(new CsvSource(open, name), mapping, options);

    /// <summary>Reads the whole file and says what it holds. Stores nothing. Content that cannot be used is an error in the report.</summary>
    /// <param name="progress">Reported every 10,000 rows; may be null.</param>
    /// <param name="cancellationToken">Cancels between two rows.</param>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public CustomerReport Check(IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Inspect(progress, cancellationToken).Report;

    /// <summary>Reads all customers into memory, for a replay. A customer that is there twice is returned once.</summary>
    /// <param name="cancellationToken">Cancels between two rows.</param>
    /// <exception cref="ImportException">The file is invalid. All errors are listed and nothing is returned.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public IReadOnlyList<Customer> ReadAll(CancellationToken cancellationToken = default) =>
        [.. Items(Usable(null, cancellationToken), null, cancellationToken).Select(item => item.Customer).DistinctBy(customer => customer.Id)];

    /// <summary>Checks the file for use.</summary>
    /// <exception cref="ImportException">The file cannot be imported.</exception>
    internal CustomerCheck Usable(IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var check = Inspect(progress, cancellationToken);
        if (!Options.LeaveOutInvalidRows || check.Report.IsUnreadable || check.HasTooManyInvalid)
            check.Report.ThrowIfInvalid();
        return check;
    }

    /// <summary>Reads the customers of a checked file.</summary>
    internal IEnumerable<CustomerItem> Items(
        CustomerCheck check, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var errors = new ErrorCollector(Name);
        var tally = new CustomerTally();
        using var file = Open();
        if (CsvBinding.Bind(file, _mapping.Format, [.. _mapping.AllColumns()], errors) is not { } columns)
            throw new IOException($"{Name} changed while it was imported.");
        var pulse = new ReadingPulse(progress, isApplying: true, () => _source.Share, cancellationToken);
        foreach (var item in new CustomerReader(file, columns, _mapping, errors, tally, pulse).Read())
        {
            if (!check.InvalidLines.Contains(item.Line))
                yield return item;
        }

        _source.Close();
    }

    private CustomerCheck Inspect(IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var errors = new ErrorCollector(Name);
        using var file = Open();
        if (CsvBinding.Bind(file, _mapping.Format, [.. _mapping.AllColumns()], errors) is not { } columns)
            return new CustomerCheck(new CustomerReport
            {
                File = Name, Separator = file.Separator, Errors = errors.List(), TotalErrors = errors.Total, IsUnreadable = true,
            }, new HashSet<int>(), HasTooManyInvalid: false);

        var tally = new CustomerTally();
        var figures = new CustomerFigures(Options.PreviewCount);
        var invalid = new InvalidLines();
        using var index = new CustomerIndex();
        var pulse = new ReadingPulse(progress, isApplying: false, () => _source.Share, cancellationToken);
        foreach (var item in new CustomerReader(file, columns, _mapping, errors, tally, pulse).Read())
        {
            index.Add(item);
            figures.Add(item);
        }

        var isUnreadable = CsvBinding.ReportEnd(file, errors);
        index.Check((line, conflict) =>
        {
            invalid.Add(line);
            errors.Add(line, null, conflict);
        });
        _source.Close();
        return new CustomerCheck(new CustomerReport
        {
            File = Name,
            Separator = file.Separator,
            Rows = tally.Rows,
            Customers = index.Customers,
            Guests = index.Guests,
            Anonymous = tally.Anonymous,
            Duplicates = index.Duplicates,
            Addresses = figures.Addresses,
            LeftOutAddresses = tally.LeftOutAddresses,
            ConsentsGiven = figures.ConsentsGiven,
            ConsentsRefused = figures.ConsentsRefused,
            First = figures.First,
            IgnoredColumns = columns.Ignored,
            MissingColumns = columns.Missing,
            Errors = errors.List(),
            TotalErrors = errors.Total,
            InvalidRows = tally.Invalid + invalid.Lines.Count,
            IsUnreadable = isUnreadable,
        }, invalid.Lines, invalid.IsFull);
    }

    private CsvFile Open()
    {
        var names = BoundColumns.NamesOf(_mapping.AllColumns());
        return CsvFile.Open(_source.Open, _mapping.Format, name => names.Contains(BoundColumns.Normalize(name)));
    }
}
