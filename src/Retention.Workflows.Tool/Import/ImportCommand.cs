using System.CommandLine;
using Retention.Workflows.Tool.Shell;

namespace Retention.Workflows.Tool.Import;

/// <summary><c>retention import FILE --mapping NAME</c></summary>
internal static class ImportCommand
{
    /// <summary>Holds the connection string, so that its password is not in the list of processes.</summary>
    private const string ConnectionVariable = "RETENTION_POSTGRESQL";

    internal static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The CSV file." };
        var mapping = new Option<string>("--mapping")
        {
            Description = "How the file is read: plain, shopify, woocommerce, magento, or a JSON file with a mapping.",
            HelpName = "name or file",
            DefaultValueFactory = _ => Mappings.Plain,
        };
        var customers = new Option<bool>("--customers") { Description = "The file holds customers; without it, orders." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Shows what would be stored, and stores nothing." };
        var rows = new Option<int>("--rows") { Description = "How many orders or customers are shown.", DefaultValueFactory = _ => 10 };
        var leaveOut = new Option<bool>("--leave-out-invalid")
        {
            Description = "Imports a file with errors without the rows that have them; without it, such a file is not imported at all.",
        };
        var sqlite = new Option<string?>("--sqlite") { Description = "The store: a SQLite file.", HelpName = "file" };
        var postgreSql = new Option<string?>("--postgresql")
        {
            Description = $"The store: a PostgreSQL connection string; without a value it is in the environment variable {ConnectionVariable}.",
            HelpName = "connection",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var currency = new Option<string?>("--currency") { Description = "The ISO 4217 code of totals without a currency." };
        var region = new Option<string?>("--region") { Description = "The shop's country, for national phone numbers, such as CZ." };
        var zone = new Option<string?>("--time-zone") { Description = "The shop's IANA time zone, for local times." };
        var command = new Command(
            "import",
            "Stores the orders or customers of a CSV file. The whole file is checked first: with an error, nothing is stored. A second import "
            + "of the same file changes nothing.")
        {
            file, mapping, customers, dryRun, rows, leaveOut, sqlite, postgreSql, currency, region, zone,
        };
        rows.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 1_000)
                result.AddError("--rows takes a whole number from 0 to 1000.");
        });
        command.Validators.Add(result =>
        {
            var stores = (result.GetResult(sqlite) is null ? 0 : 1) + (result.GetResult(postgreSql) is null ? 0 : 1);
            if (stores > 1)
                result.AddError("Name one store: --sqlite FILE or --postgresql CONNECTION.");
            else if (stores == 0 && !result.GetValue(dryRun))
                result.AddError("Name the store, --sqlite FILE or --postgresql CONNECTION, or try the file with --dry-run.");
        });
        command.SetAction((parsed, cancellationToken) => ImportRun.RunAsync(
            new ImportArguments
            {
                File = parsed.GetRequiredValue(file),
                Mapping = parsed.GetRequiredValue(mapping),
                IsCustomers = parsed.GetValue(customers),
                IsDryRun = parsed.GetValue(dryRun),
                Rows = parsed.GetValue(rows),
                LeaveOutInvalid = parsed.GetValue(leaveOut),
                Sqlite = parsed.GetValue(sqlite),
                PostgreSql = parsed.GetResult(postgreSql) is null ? null : parsed.GetValue(postgreSql) ?? FromEnvironment(),
                Currency = parsed.GetValue(currency),
                Region = parsed.GetValue(region),
                TimeZone = parsed.GetValue(zone),
            },
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancellationToken));
        return command;
    }

    private static string FromEnvironment() => Environment.GetEnvironmentVariable(ConnectionVariable) is { Length: > 0 } connection
        ? connection : throw new ToolException($"--postgresql: has no value, and {ConnectionVariable} is not set.");
}
