using System.Globalization;
using Retention.Workflows.Import.Index;
using Retention.Workflows.Import.Orders;

namespace Retention.Workflows.Import;

/// <summary>Makes the report of a file of orders.</summary>
internal static class OrderReports
{
    internal static OrderReport Make(string name, OrderTally tally, OrderFigures figures, OrderIndex index) => new()
    {
        File = name,
        Rows = tally.Rows,
        Orders = index.Purchases,
        Refunds = index.Refunds,
        Withdrawn = figures.Withdrawn,
        Duplicates = index.Duplicates,
        Customers = index.Customers,
        Guests = index.Guests,
        Anonymous = tally.Anonymous,
        LeftOutByStatus = tally.LeftOut,
        UnknownStatuses = tally.UnknownStatuses,
        Currencies = figures.Currencies,
        Earliest = figures.Earliest,
        Latest = figures.Latest,
        First = figures.First,
        Warnings = [.. WarningsOf(tally, figures, index)],
        InvalidRows = tally.Invalid,
    };

    private static IEnumerable<string> WarningsOf(OrderTally tally, OrderFigures figures, OrderIndex index)
    {
        if (tally.UnknownStatuses is { Count: > 0 } unknown)
            yield return $"The mapping does not name the status {string.Join(", ", unknown.Take(5).Select(status => $"'{status}'"))}"
                + $"{(unknown.Count > 5 ? " and others" : "")}; its orders are left out.";
        if (figures.Currencies.Count > 1)
            yield return $"The orders are in several currencies ({string.Join(", ", figures.Currencies.OrderByDescending(entry => entry.Value)
                .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key} {entry.Value}")))}): RFM scores one of them and leaves the others out.";
        if (tally.Rows > 0 && index.Purchases == 0 && tally.Invalid == 0)
            yield return "No order of the file counts.";
    }
}
