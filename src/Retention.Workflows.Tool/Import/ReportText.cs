using System.Globalization;
using Retention.Workflows.Import;

namespace Retention.Workflows.Tool.Import;

/// <summary>Writes what a file holds, as the mapping understands it.</summary>
internal static class ReportText
{
    internal static void Write(OrderReport report, TextWriter output)
    {
        Head(report, output);
        Line(output, "orders", string.Join(", ", [Number(report.Orders), .. report.Currencies.Select(one => $"{one.Key} {Number(one.Value)}"),
            .. report is { Earliest: { } earliest, Latest: { } latest } ? [$"{Time(earliest)} to {Time(latest)}"] : Array.Empty<string>()]));
        Line(output, "refunds", Number(report.Refunds));
        if (report.Withdrawn > 0)
            Line(output, "withdrawn", $"{Number(report.Withdrawn)} by their status");
        Customers(report, output);
        foreach (var (status, count) in report.LeftOutByStatus)
            Line(output, "left out", $"{Number(count)} with the status '{status}'{(report.UnknownStatuses.Contains(status)
                ? ", which the mapping does not name" : "")}");
        Foot(report, output);
        TextTable.Write(output, ["line", "customer", "event", "id", "when", "amount", "lines"], report.First.Select(Row));
    }

    internal static void Write(CustomerReport report, TextWriter output)
    {
        Head(report, output);
        Customers(report, output);
        foreach (var (channel, count) in report.Addresses)
            Line(output, "addresses", $"{channel} {Number(count)}{(report.LeftOutAddresses.TryGetValue(channel, out var left)
                ? $", {Number(left)} left out because they cannot be addresses" : "")}");
        Line(output, "consents", $"{Number(report.ConsentsGiven)} given, {Number(report.ConsentsRefused)} refused");
        Foot(report, output);
        TextTable.Write(output, ["line", "customer", "name", "addresses", "consents", "attributes"], report.First.Select(Row));
    }

    private static void Head(ImportReport report, TextWriter output) => output.WriteLine(
        $"{report.File}: {Number(report.Rows)} rows{(report.Separator == '\0' ? "" : $", separated by {NameOf(report.Separator)}")}");

    private static void Customers(ImportReport report, TextWriter output)
    {
        Line(output, "customers", report.Guests == 0
            ? Number(report.Customers) : $"{Number(report.Customers)}, {Number(report.Guests)} of them known by their e-mail address only");
        if (report.Anonymous > 0)
            Line(output, "left out", $"{Number(report.Anonymous)} without a customer");
        if (report.Duplicates > 0)
            Line(output, "twice", $"{Number(report.Duplicates)} with the same content");
    }

    private static void Foot(ImportReport report, TextWriter output)
    {
        if (report.IgnoredColumns.Count > 0)
            Line(output, "ignored", $"the columns {string.Join(", ", report.IgnoredColumns)}");
        if (report.MissingColumns.Count > 0)
            Line(output, "missing", $"optional columns: {string.Join(", ", report.MissingColumns)}");
        foreach (var warning in report.Warnings)
            Line(output, "note", warning);
        if (report.InvalidRows > 0)
            Line(output, "errors", $"in {Number(report.InvalidRows)} rows");
    }

    private static string[] Row(ImportedEvent one) =>
    [
        Number(one.Line), one.Event.Customer.Value, one.Event.Name.Value, one.Event.Id, Time(one.Event.OccurredAt),
        one.Event.Amount is { } amount ? $"{amount.ToString(CultureInfo.InvariantCulture)} {one.Event.Currency}" : "",
        string.Join(", ", one.Event.Lines.Select(line => $"{line.Quantity} x {line.Product}")),
    ];

    private static string[] Row(ImportedCustomer one) =>
    [
        Number(one.Line), one.Customer.Id.Value, $"{one.Customer.FirstName} {one.Customer.LastName}".Trim(),
        string.Join(", ", one.Customer.Addresses.Select(address => $"{address.Key} {address.Value}")
            .Concat(one.Customer.PushTokens.Select(token => $"{Channel.Push} {token}"))),
        string.Join(", ", one.Customer.Consents.Select(consent => $"{(consent.Granted ? "yes" : "no")} {consent.Channel}")),
        string.Join(", ", one.Customer.Attributes.Select(attribute => $"{attribute.Key} {attribute.Value}")),
    ];

    private static string NameOf(char separator) => separator switch
    {
        ',' => "commas",
        ';' => "semicolons",
        '\t' => "tabs",
        _ => "vertical bars",
    };

    private static void Line(TextWriter output, string name, string text) => output.WriteLine($"  {name,-10} {text}");

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
