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
    private readonly MappedCsv _csv;
    private readonly CustomerMapping _mapping;

    private CustomerCsv(CsvSource source, CustomerMapping mapping, ImportOptions? options)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        _mapping = mapping;
        _csv = new MappedCsv(source, mapping.Format, mapping.AllColumns(), MappingProblems.Of(mapping), options);
    }

    /// <summary>The file, as errors name it.</summary>
    public string Name => _csv.Name;

    internal ImportOptions Options => _csv.Options;

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

    /// <summary>
    /// Reads the whole file and says what it holds. Stores nothing. Content that cannot be used is an error in the report.
    /// </summary>
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
    internal CsvCheck<CustomerReport> Usable(IProgress<ImportProgress>? progress, CancellationToken cancellationToken) =>
        Inspect(progress, cancellationToken).Usable(Options);

    /// <summary>Reads the customers of a checked file.</summary>
    internal IEnumerable<CustomerItem> Items(
        CsvCheck<CustomerReport> check, IProgress<ImportProgress>? progress, CancellationToken cancellationToken) =>
        _csv.Items(check.InvalidLines, pass => Read(pass, new CustomerTally()), progress, cancellationToken);

    private CsvCheck<CustomerReport> Inspect(IProgress<ImportProgress>? progress, CancellationToken cancellationToken) =>
        _csv.Check(new CustomerReport { File = Name }, Report, progress, cancellationToken);

    private CustomerReport Report(CsvPass pass, InvalidLines invalid)
    {
        var tally = new CustomerTally();
        var figures = new CustomerFigures(Options.PreviewCount);
        using var index = new CustomerIndex();
        foreach (var item in Read(pass, tally))
        {
            index.Add(item);
            figures.Add(item);
        }

        index.Check((line, conflict) =>
        {
            invalid.Add(line);
            pass.Errors.Add(line, null, conflict);
        });
        return new CustomerReport
        {
            File = Name,
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
            InvalidRows = tally.Invalid,
        };
    }

    private IEnumerable<CustomerItem> Read(CsvPass pass, CustomerTally tally) => new CustomerReader(pass, _mapping, tally).Read();
}
