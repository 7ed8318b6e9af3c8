namespace Retention.Workflows.Replay.Report.Html;

/// <summary>Builds the HTML page of a report.</summary>
internal static class HtmlPage
{
    private const double NarrowFlow = 640;

    internal static string Render(JourneyReport report)
    {
        var html = new Markup();
        var name = ReportFormat.Spoken(report.Definition.Name.Value);
        html.AddRaw("<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta charset=\"utf-8\"/>");
        html.AddRaw(
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>");
        html.Add($"<title>{name} · {report.Facts.Shop.Name}</title>");
        html.AddRaw($"<style>\n{ReportStyle.Css}</style>\n</head>\n<body>\n<main>");
        AddHead(html, report, name);
        AddKeyFigures(html, report);
        AddPeriods(html, report);
        AddJourney(html, report);
        HtmlTables.Add(html, report);
        html.AddRaw(
            "<footer>Created from the journey's counters by Retention.Workflows. Amounts, messages and vouchers count on the day on which they happened.</footer>\n</main>\n</body>\n</html>");
        return html.ToString();
    }

    private static void AddHead(Markup html, JourneyReport report, string name)
    {
        var facts = report.Facts;
        html.AddRaw("<header>");
        html.Add($"<p class=\"shop\">{facts.Shop.Name}</p><h1>{name}</h1>");
        html.Add($"<p class=\"period\"><b>{ReportFormat.Day(facts.From)}</b> to <b>{ReportFormat.Day(facts.To)}</b>");
        if (facts.Customers is { } customers)
            html.Add($"<span>{ReportFormat.Number(customers)} customers</span>");
        if (facts.Purchases is { } purchases)
            html.Add($"<span>{ReportFormat.Number(purchases)} purchases</span>");
        html.AddRaw("</p>");
        string[] notes = ReportFormat.OtherCurrencies(report.Totals) is { Length: > 0 } others
            ? [.. facts.Notes, $"Amounts in other currencies are not included: {others}."] : [.. facts.Notes];
        if (notes.Length > 0)
        {
            html.AddRaw("<ul class=\"notes\">");
            foreach (var note in notes)
                html.Add($"<li>{note}</li>");
            html.AddRaw("</ul>");
        }

        html.AddRaw("</header>");
    }

    private static void AddKeyFigures(Markup html, JourneyReport report)
    {
        var totals = report.Totals;
        var currency = report.Facts.Currency;
        html.AddRaw("<section class=\"figures\" aria-label=\"Key figures\">");
        AddFigure(html, "Entered", ReportFormat.Number(totals.Entered),
            totals.EnteredBySegment.Count == 0 ? "" : $"{totals.EnteredBySegment.Count} segments", "quiet");
        AddFigure(html, "Messages sent", ReportFormat.Number(totals.Sent), ReportFormat.OpenRate(report), "message");
        AddFigure(html, "Vouchers issued", ReportFormat.Number(totals.VouchersIssued),
            Share(totals.VouchersRedeemed, totals.VouchersIssued, "redeemed"), "voucher");
        AddFigure(html, "Bought after contact", ReportFormat.Number(totals.Contacted.Count),
            totals.Entered == 0 ? "" : $"{ReportFormat.Percent(totals.Contacted.Count, totals.Entered)} of those who entered", "good");
        AddFigure(html, "Revenue after contact", ReportFormat.Headline(totals.Contacted.Revenue, currency), currency, "good");
        AddFigure(html, "Discount given", ReportFormat.Headline(totals.Discount, currency), currency, "voucher");
        html.AddRaw("</section>");
    }

    private static void AddFigure(Markup html, string label, string value, string detail, string colour)
    {
        html.Add($"<div class=\"figure {colour}\"><p>{label}</p><strong>{value}</strong><small>{detail}</small></div>");
    }

    private static string Share(long part, long whole, string what) =>
        whole == 0 ? "" : $"{ReportFormat.Percent(part, whole)} {what} ({ReportFormat.Number(part)})";

    private static void AddPeriods(Markup html, JourneyReport report)
    {
        var unit = ReportFormat.Unit(report.Unit);
        html.Add(
            $"<section class=\"card\" aria-labelledby=\"periods\">\n<div class=\"title\"><h2 id=\"periods\">{unit} by {unit.ToLowerInvariant()}</h2>");
        html.Add(PeriodChart.Legend());
        html.AddRaw("</div>\n");
        html.Add(PeriodChart.Draw(report, isNarrow: false));
        html.Add(PeriodChart.Draw(report, isNarrow: true));
        html.AddRaw("\n</section>");
    }

    private static void AddJourney(Markup html, JourneyReport report)
    {
        var journey = new FlowLayout(report).Measure();
        html.AddRaw(FlowDrawing.WidthOf(journey) <= NarrowFlow ? "<div class=\"beside\">" : "<div class=\"below\">");
        html.AddRaw("<section class=\"card\" aria-labelledby=\"journey\">\n<h2 id=\"journey\">The journey</h2>\n<div class=\"scroll\">");
        html.Add(FlowDrawing.Draw(journey, report.Totals.Entered, report.Definition.Name.Value));
        html.AddRaw("</div>\n</section>\n<div class=\"charts\">");
        AddBars(html, "funnel", "From entry to purchase", "Share of those who entered", Funnel.Of(report), report.Totals.Entered, Funnel.Legend());
        AddBars(html, "segments", "Entries by segment", "The segment on the day of entry", Rows(report.Totals.EnteredBySegment, "quiet"),
            report.Totals.Entered);
        if (report.Totals.NotEnrolled.Count > 0)
            AddBars(html, "not-enrolled", "Not enrolled", "In the audience, but held back by the re-entry rule",
                Rows(report.Totals.NotEnrolled, "exit"), report.Totals.NotEnrolled.Sum(reason => reason.Count));
        AddBars(html, "reasons", "Why messages were not sent", "Share of those not sent", Reasons(report), report.Totals.NotSent);
        HtmlTables.AddMessages(html, report);
        HtmlTables.AddVouchers(html, report);
        html.AddRaw("</div>\n</div>");
    }

    private static void AddBars(Markup html, string id, string heading, string what, IReadOnlyList<BarChart.Row> rows, long whole,
        Markup? legend = null)
    {
        html.Add($"<section class=\"card\" aria-labelledby=\"{id}\">");
        html.Add($"<div class=\"title\"><h2 id=\"{id}\">{heading}</h2><p class=\"what\">{what}</p></div>");
        if (legend is not null)
            html.Add(legend);
        if (rows.Count == 0)
            html.AddRaw("<p class=\"none\">None.</p>");
        else
            html.Add(BarChart.Draw(id, heading, rows, whole));
        html.AddRaw("</section>");
    }

    private static IReadOnlyList<BarChart.Row> Rows(IReadOnlyList<ReportTally> tallies, string colour) =>
        [.. tallies.Select(tally => new BarChart.Row(ReportFormat.Spoken(tally.Name), 0, tally.Count, colour))];

    private static IReadOnlyList<BarChart.Row> Reasons(JourneyReport report) =>
    [
        .. report.Totals.Messages
            .SelectMany(messages => messages.Reasons.Select(reason =>
                new BarChart.Row($"{ReportFormat.Channel(messages.Channel)}: {reason.Name.Replace('-', ' ')}", 0, reason.Count, "exit")))
            .OrderByDescending(row => row.Count),
    ];
}
