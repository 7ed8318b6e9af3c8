using System.Globalization;
using System.Text;

namespace Retention.Workflows.Replay.Report;

/// <summary>Writes a report as plain text.</summary>
internal static class TextReport
{
    private const string Indent = "  ";

    internal static string Write(JourneyReport report)
    {
        var text = new StringBuilder();
        WriteHead(text, report);
        WriteTotals(text, report);
        WritePeriods(text, report);
        WriteSteps(text, report);
        WriteMessages(text, report);
        WriteVouchers(text, report);
        return text.ToString();
    }

    private static void WriteHead(StringBuilder text, JourneyReport report)
    {
        var facts = report.Facts;
        text.Append(CultureInfo.InvariantCulture,
            $"{facts.Shop.Name}: journey {report.Definition.Name}, {ReportFormat.Day(facts.From)} to {ReportFormat.Day(facts.To)}\n");
        var counts = new[]
        {
            facts.Customers is { } customers ? $"{ReportFormat.Number(customers)} customers" : null,
            facts.Purchases is { } purchases ? $"{ReportFormat.Number(purchases)} purchases" : null,
        };
        if (counts.Any(count => count is not null))
            text.Append(CultureInfo.InvariantCulture, $"{string.Join(", ", counts.Where(count => count is not null))}\n");
        foreach (var note in facts.Notes)
            text.Append(CultureInfo.InvariantCulture, $"Note: {note}\n");
    }

    private static void WriteTotals(StringBuilder text, JourneyReport report)
    {
        var totals = report.Totals;
        var currency = report.Facts.Currency;
        var table = new TextTable(Indent, "Totals", "", "") { EndsWithWords = true };
        table.Add("entered", ReportFormat.Number(totals.Entered), ReportFormat.Tallies(totals.EnteredBySegment));
        if (totals.NotEnrolled.Count > 0)
            table.Add("not enrolled", ReportFormat.Number(totals.NotEnrolled.Sum(reason => reason.Count)),
                ReportFormat.Tallies(totals.NotEnrolled));
        table.Add("messages sent", ReportFormat.Number(totals.Sent), ReportFormat.Tallies(
            [.. totals.Messages.Where(sent => sent.Sent > 0).Select(sent => new ReportTally(sent.Channel, sent.Sent))]));
        table.Add("messages opened", ReportFormat.Number(totals.Opened), ReportFormat.OpenRate(report));
        table.Add("messages not sent", ReportFormat.Number(totals.NotSent), "");
        table.Add("vouchers issued", ReportFormat.Number(totals.VouchersIssued), "");
        table.Add("vouchers redeemed", ReportFormat.Number(totals.VouchersRedeemed), Sentence(ReportFormat.Percent(
            totals.VouchersRedeemed, totals.VouchersIssued), $"discount {ReportFormat.Money(totals.Discount, currency)}"));
        table.Add("bought after contact", ReportFormat.Number(totals.Contacted.Count), Sentence(ReportFormat.Percent(
            totals.Contacted.Count, totals.Entered), $"revenue {ReportFormat.Money(totals.Contacted.Revenue, currency)}"));
        table.Add("bought without contact", ReportFormat.Number(totals.NotContacted.Count), Sentence(ReportFormat.Percent(
            totals.NotContacted.Count, totals.Entered), $"revenue {ReportFormat.Money(totals.NotContacted.Revenue, currency)}"));
        if (totals.OtherCurrencies.Count > 0)
            table.Add("in other currencies", ReportFormat.Number(totals.OtherCurrencies.Sum(other => other.Converted)),
                $"{ReportFormat.OtherCurrencies(totals)}; not in the amounts above");
        if (totals.Stuck > 0)
            table.Add("stuck", ReportFormat.Number(totals.Stuck), "failed permanently; an operator must resume them");
        Section(text, table);
    }

    private static void WritePeriods(StringBuilder text, JourneyReport report)
    {
        string[] channels = [.. report.Totals.Messages.Select(messages => messages.Channel)];
        var table = new TextTable(
            Indent, [$"{ReportFormat.Unit(report.Unit)}s", "entered", .. channels, "not sent", "issued", "redeemed", "bought after", "revenue", "uncontacted"]);
        foreach (var period in report.Periods)
            table.Add(ReportFormat.Cells(ReportFormat.Period(period, report.Unit), period.Figures, channels, report.Facts.Currency));
        if (report.Periods.Count > 1)
            table.Add(ReportFormat.Cells("all", report.Totals, channels, report.Facts.Currency));
        Section(text, table);
    }

    private static void WriteSteps(StringBuilder text, JourneyReport report)
    {
        var table = new TextTable(Indent, "Steps", "reached", "continued", "ended", "stuck", "here", "next") { EndsWithWords = true };
        foreach (var step in report.Steps)
        {
            table.Add(
                $"{new string(' ', 2 * step.Depth)}{step.Name}{(step.Step is null ? " (earlier)" : "")}",
                ReportFormat.Number(step.Came),
                ReportFormat.Number(step.WentOn),
                ReportFormat.Number(step.EndedHere),
                ReportFormat.Number(step.Stuck),
                ReportFormat.Number(step.StillHere),
                Sentence(ReportFormat.Tallies(step.Next) + ReportFormat.Assumed(step),
                    step.Ended.Count == 0 ? "" : $"ended: {ReportFormat.Tallies(step.Ended)}", "; "));
        }

        Section(text, table);
    }

    private static void WriteMessages(StringBuilder text, JourneyReport report)
    {
        var totals = report.Totals;
        var table = new TextTable(
            Indent, "Messages", "queued", "sent", "unknown", "delivered", "opened", "rate", "not sent", "reasons") { EndsWithWords = true };
        foreach (var messages in totals.Messages)
        {
            table.Add(
                messages.Channel,
                ReportFormat.Number(messages.Queued),
                ReportFormat.Number(messages.Sent),
                ReportFormat.Number(messages.Ambiguous),
                ReportFormat.Number(messages.Delivered),
                ReportFormat.Number(messages.Opened),
                ReportFormat.OpenRate(messages, report.Facts.OpensAreAssumed),
                ReportFormat.Number(messages.NotSent),
                ReportFormat.Tallies(messages.Reasons));
        }

        if (totals.Messages.Count > 0)
            Section(text, table);
    }

    private static void WriteVouchers(StringBuilder text, JourneyReport report)
    {
        var table = new TextTable(Indent, "Vouchers", "issued", "redeemed", "share", $"discount {report.Facts.Currency}");
        foreach (var vouchers in report.Totals.Vouchers)
            table.Add(vouchers.Offer, ReportFormat.Number(vouchers.Issued), ReportFormat.Number(vouchers.Redeemed),
                ReportFormat.Percent(vouchers.Redeemed, vouchers.Issued), ReportFormat.Amount(vouchers.Discount, report.Facts.Currency));
        if (report.Totals.Vouchers.Count > 0)
            Section(text, table);
    }

    private static void Section(StringBuilder text, TextTable table)
    {
        text.Append('\n');
        table.WriteTo(text);
    }

    private static string Sentence(string first, string second, string separator = ", ") =>
        string.Join(separator, new[] { first, second }.Where(part => part.Length > 0));
}
