using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Retention.Workflows.Import;
using Retention.Workflows.Tool.Shell;

namespace Retention.Workflows.Tool.Import;

/// <summary>One import: checks the file, shows what it holds, and stores it.</summary>
internal static class ImportRun
{
    /// <summary>The host's <c>Privacy.Key</c>: the list of those who want no messages is kept by hashes with it.</summary>
    private const string KeyVariable = "RETENTION_PRIVACY_KEY";

    internal static async Task<int> RunAsync(
        ImportArguments arguments, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var options = new ImportOptions { LeaveOutInvalidRows = arguments.LeaveOutInvalid, PreviewCount = arguments.Rows };
        return arguments.IsCustomers
            ? await CustomersAsync(arguments, options, output, errors, cancellationToken).ConfigureAwait(false)
            : await OrdersAsync(arguments, options, output, errors, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<int> OrdersAsync(
        ImportArguments arguments, ImportOptions options, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var file = OrderCsv.Open(
            arguments.File, Mappings.Orders(arguments.Mapping, arguments.Currency, arguments.TimeZone), options);
        if (arguments.IsDryRun)
        {
            var report = file.Check(null, cancellationToken);
            ReportText.Write(report, output);
            return await EndAsync(report, output, errors).ConfigureAwait(false);
        }

        var provider = Open(arguments);
        await using (provider.ConfigureAwait(false))
        {
            var result = await provider.GetRequiredService<IRetentionClient>()
                .ImportAsync(file, null, cancellationToken).ConfigureAwait(false);
            ReportText.Write(result.Report, output);
            return await EndAsync(result, output, errors).ConfigureAwait(false);
        }
    }

    private static async Task<int> CustomersAsync(
        ImportArguments arguments, ImportOptions options, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var file = CustomerCsv.Open(arguments.File, Mappings.Customers(arguments.Mapping, arguments.Region), options);
        if (arguments.IsDryRun)
        {
            var report = file.Check(null, cancellationToken);
            ReportText.Write(report, output);
            return await EndAsync(report, output, errors).ConfigureAwait(false);
        }

        if (Environment.GetEnvironmentVariable(KeyVariable) is null)
            throw new ToolException(
                $"Customers are stored with {KeyVariable} only: the host's Privacy.Key, or an empty text if the host has none. With another key, somebody who wants no messages would get them.");
        var provider = Open(arguments);
        await using (provider.ConfigureAwait(false))
        {
            var result = await provider.GetRequiredService<IRetentionClient>()
                .ImportAsync(file, null, cancellationToken).ConfigureAwait(false);
            ReportText.Write(result.Report, output);
            return await EndAsync(result, output, errors).ConfigureAwait(false);
        }
    }

    private static ServiceProvider Open(ImportArguments arguments)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddSimpleConsole(simple => simple.SingleLine = true).SetMinimumLevel(LogLevel.Error));
        services.AddRetentionWorkflows(retention =>
        {
            retention.Configure(options => options.Privacy.Key = Environment.GetEnvironmentVariable(KeyVariable) ?? "");
            if (arguments.Sqlite is { } path)
                retention.Store.UseSqlite(Path.GetFullPath(path));
            else
                retention.Store.UsePostgreSql(arguments.PostgreSql!);
        });
        return services.BuildServiceProvider();
    }

    private static async Task<int> EndAsync(ImportReport report, TextWriter output, TextWriter errors)
    {
        await WriteErrorsAsync(report.Errors, report.TotalErrors, errors).ConfigureAwait(false);
        await output.WriteLineAsync("Nothing was stored: this was a dry run.").ConfigureAwait(false);
        return report.IsValid ? ExitCodes.Done : ExitCodes.Problems;
    }

    private static async Task<int> EndAsync<TReport>(ImportResult<TReport> result, TextWriter output, TextWriter errors)
        where TReport : ImportReport
    {
        await WriteErrorsAsync(result.Report.Errors, result.Report.TotalErrors, errors).ConfigureAwait(false);
        await WriteErrorsAsync(result.Problems, result.NotStored, errors).ConfigureAwait(false);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"Stored {result.Stored:N0}, stored before {result.StoredBefore:N0}, withdrawn {result.Withdrawn:N0}, left out {result.Report.InvalidRows + result.NotStored:N0}, of erased customers {result.Erased:N0}."))
            .ConfigureAwait(false);
        return result.Report.IsValid && result.NotStored == 0 ? ExitCodes.Done : ExitCodes.Problems;
    }

    private static async Task WriteErrorsAsync(IReadOnlyList<ImportError> problems, long total, TextWriter errors)
    {
        foreach (var problem in problems)
            await errors.WriteLineAsync(problem.ToString()).ConfigureAwait(false);
        if (total - problems.Sum(problem => problem.Count) is > 0 and var more)
            await errors.WriteLineAsync(FormattableString.Invariant($"and {more:N0} more")).ConfigureAwait(false);
    }
}
