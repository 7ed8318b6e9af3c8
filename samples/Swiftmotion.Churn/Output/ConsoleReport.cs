using System.Globalization;
using Retention.Workflows.Replay;
using Spectre.Console;

namespace Swiftmotion.Churn;

/// <summary>Shows a report as tables that fit into 80 columns, with or without colour.</summary>
public static class ConsoleReport
{
    private const int MaxBar = 16;

    /// <summary>Writes the report.</summary>
    public static void Write(IAnsiConsole console, JourneyReport report)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(report);
        WriteHead(console, report);
        WritePeriods(console, report);
        WriteSteps(console, report);
        WriteMessages(console, report.Totals);
        WriteVouchers(console, report);
    }

    private static void WriteHead(IAnsiConsole console, JourneyReport report)
    {
        var facts = report.Facts;
        var totals = report.Totals;
        console.WriteLine();
        console.Write(new Text($"{facts.Shop.Name}: {report.Definition.Name}, {Day(facts.From)} to {Day(facts.To)}",
            new Style(Color.Blue, decoration: Decoration.Bold)));
        console.WriteLine();
        if (facts.Customers is { } customers && facts.Purchases is { } purchases)
            console.Write(new Text($"{Number(customers)} customers, {Number(purchases)} purchases\n"));
        foreach (var note in facts.Notes)
            console.Write(new Text($"{note}\n", new Style(Color.Grey)));
        console.WriteLine();

        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3))
            .AddColumn(new GridColumn().NoWrap().RightAligned().PadRight(3)).AddColumn();
        AddFigure(grid, "Entered", Number(totals.Entered), Tallies(totals.EnteredBySegment));
        AddFigure(grid, "Messages sent", Number(totals.Sent), Percent(totals.Emails.Opened, totals.Emails.Delivered,
            facts.OpensAreAssumed ? "of e-mails opened (assumed)" : "of e-mails opened"));
        AddFigure(
            grid, "Vouchers issued", Number(totals.VouchersIssued), Percent(totals.VouchersRedeemed, totals.VouchersIssued, "redeemed"));
        AddFigure(grid, "Bought after contact", Number(totals.Contacted.Count),
            Percent(totals.Contacted.Count, totals.Entered, "of those who entered"));
        AddFigure(
            grid, "Revenue after contact", Amount(totals.Contacted.Revenue), $"{facts.Currency}, {Amount(totals.Discount)} discount given");
        if (totals.NotContacted.Count > 0)
            AddFigure(grid, "Bought without contact", Number(totals.NotContacted.Count),
                $"for {Amount(totals.NotContacted.Revenue)} {facts.Currency}");
        if (totals.Stuck > 0)
            AddFigure(grid, "Stuck", Number(totals.Stuck), "failed permanently, need attention");
        console.Write(grid);
        console.WriteLine();
    }

    private static void AddFigure(Grid grid, string name, string value, string more) =>
        grid.AddRow(new Text(name), new Text(value, new Style(decoration: Decoration.Bold)), new Text(more, new Style(Color.Grey)));

    private static void WritePeriods(IAnsiConsole console, JourneyReport report)
    {
        string[] channels = [.. report.Totals.Messages.Select(messages => messages.Channel)];
        var bySum = channels.Length > 2;
        var table = Table($"{report.Unit}s", report.Unit.ToString(),
            ["Entered", .. bySum ? ["Sent"] : channels.Select(Channel), "Unsent", "Issued", "Redeemed", "Bought", "Revenue"]);
        foreach (var period in report.Periods)
            AddPeriod(
                table, Name(period, report.Unit), period.Figures, bySum ? null : channels, Style.Plain);
        if (report.Periods.Count > 1)
            AddPeriod(table, "all", report.Totals, bySum ? null : channels, new Style(decoration: Decoration.Bold));
        console.Write(table);
        console.WriteLine();
    }

    private static string Name(JourneyPeriod period, ReportUnit unit) =>
        period.From.ToString(unit == ReportUnit.Month ? "yyyy-MM" : "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void AddPeriod(Table table, string name, JourneyFigures figures, string[]? channels, Style style)
    {
        IEnumerable<string> sent = channels is null
            ? [Number(figures.Sent)]
            : channels.Select(channel => Number(figures.Messages.FirstOrDefault(messages => messages.Channel == channel)?.Sent ?? 0));
        string[] cells =
        [
            name, Number(figures.Entered), .. sent, Number(figures.NotSent), Number(figures.VouchersIssued),
            Number(figures.VouchersRedeemed),
            Number(figures.Contacted.Count), Amount(figures.Contacted.Revenue),
        ];
        table.AddRow(cells.Select(cell => new Text(cell, style)));
    }

    private static void WriteSteps(IAnsiConsole console, JourneyReport report)
    {
        var full = console.Profile.Capabilities.Unicode ? '█' : '#';
        var table = Table("Steps", "Step", ["Came", "Share", "Ended"]);
        table.AddColumn(new TableColumn("").NoWrap());
        foreach (var step in report.Steps)
        {
            var share = report.Totals.Entered == 0 ? 0 : Math.Min(1, (double)step.Came / report.Totals.Entered);
            var name = new string(' ', 2 * Math.Min(step.Depth, 6)) + step.Name;
            table.AddRow(
                new Text(name.Length <= 40 ? name : string.Concat(name.AsSpan(0, 37), "...")),
                new Text(Number(step.Came)),
                new Text(Percent(step.Came, report.Totals.Entered)),
                new Text(step.EndedHere == 0 ? "" : Number(step.EndedHere), new Style(Color.Grey)),
                new Text(new string(full, (int)Math.Ceiling(share * MaxBar)).PadRight(MaxBar), new Style(Color.Blue)));
        }

        console.Write(table);
        console.WriteLine();
    }

    private static void WriteMessages(IAnsiConsole console, JourneyFigures totals)
    {
        if (totals.Messages.Count == 0)
            return;
        var table = Table("Messages", "Channel", ["Queued", "Sent", "Opened", "Unsent"]);
        table.AddColumn(new TableColumn("Why not"));
        foreach (var messages in totals.Messages)
        {
            table.AddRow(
                new Text(Channel(messages.Channel)),
                new Text(Number(messages.Queued)),
                new Text(Number(messages.Sent)),
                new Text(Number(messages.Opened)),
                new Text(Number(messages.NotSent)),
                new Text(Tallies(messages.Reasons), new Style(Color.Grey)));
        }

        console.Write(table);
        console.WriteLine();
    }

    private static void WriteVouchers(IAnsiConsole console, JourneyReport report)
    {
        if (report.Totals.Vouchers.Count == 0)
            return;
        var table = Table("Vouchers", "Offer", ["Issued", "Redeemed", "Share", $"Discount {report.Facts.Currency}"]);
        foreach (var vouchers in report.Totals.Vouchers)
            table.AddRow(new Text(vouchers.Offer), new Text(Number(vouchers.Issued)), new Text(Number(vouchers.Redeemed)),
                new Text(Percent(vouchers.Redeemed, vouchers.Issued)), new Text(Amount(vouchers.Discount)));
        console.Write(table);
        console.WriteLine();
    }

    private static Table Table(string title, string first, string[] numbers)
    {
        var table = new Table().Border(TableBorder.Simple).BorderStyle(new Style(Color.Grey));
        table.Title = new TableTitle(title, new Style(decoration: Decoration.Bold));
        table.AddColumn(new TableColumn(new Text(first)));
        foreach (var heading in numbers)
            table.AddColumn(new TableColumn(new Text(heading)).RightAligned().NoWrap());
        foreach (var column in table.Columns)
            column.Padding(0, 1);
        return table;
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Amount(decimal amount) => amount.ToString("N2", CultureInfo.InvariantCulture);

    private static string Percent(long part, long whole, string what = "") =>
        whole == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100m * part / whole:0.0} % {what}").TrimEnd();

    private static string Tallies(IReadOnlyList<ReportTally> tallies) =>
        string.Join(", ", tallies.Select(tally => $"{tally.Name} {Number(tally.Count)}"));

    private static string Channel(string name) => name switch { "email" => "E-mail", "sms" => "SMS", _ => name };
}
