using System.Text;

namespace Retention.Workflows.Import.Tests;

/// <summary>Files in memory.</summary>
internal static class Csv
{
    internal static OrderCsv Orders(string text, OrderMapping mapping, ImportOptions? options = null) =>
        OrderCsv.Open(() => new MemoryStream(Encoding.UTF8.GetBytes(text)), "o.csv", mapping, options);

    internal static CustomerCsv Customers(string text, CustomerMapping mapping, ImportOptions? options = null) =>
        CustomerCsv.Open(() => new MemoryStream(Encoding.UTF8.GetBytes(text)), "c.csv", mapping, options);

    /// <summary>The errors of a file as texts.</summary>
    internal static IReadOnlyList<string> Errors(this ImportReport report) => [.. report.Errors.Select(error => error.ToString())];
}
