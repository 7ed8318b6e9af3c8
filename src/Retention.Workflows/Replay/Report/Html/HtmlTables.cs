namespace Retention.Workflows.Replay.Report.Html;

/// <summary>The tables of the page: the numbers of the charts, and numbers without a chart.</summary>
internal static class HtmlTables
{
    internal static void Add(Markup html, JourneyReport report)
    {
        AddPeriods(html, report);
        AddSteps(html, report);
    }

    private static void AddPeriods(Markup html, JourneyReport report)
    {
        string[] channels = [.. report.Totals.Messages.Select(messages => messages.Channel)];
        string[] headings = [ReportFormat.Unit(report.Unit), "Entered", .. channels.Select(
            channel => $"{ReportFormat.Channel(channel)} sent"), "Not sent", "Vouchers issued", "Redeemed", "Bought after contact", "Revenue",
            "Bought without contact"];
        Open(html, "table-periods", $"{headings[0]}s", $"Revenue in {report.Facts.Currency}");
        Heads(html, headings);
        foreach (var period in report.Periods)
            Add("", ReportFormat.Period(period, report.Unit), period.Figures);
        if (report.Periods.Count > 1)
            Add("sum", "All", report.Totals);
        Close(html);

        void Add(string style, string period, JourneyFigures figures) =>
            Row(html, style, headings, ReportFormat.Cells(period, figures, channels, report.Facts.Currency));
    }

    private static void AddSteps(Markup html, JourneyReport report)
    {
        Open(html, "table-steps", "Steps", "How many customers reached each step, and how they continued");
        string[] headings = ["Step", "Reached", "Continued", "Ended", "Stuck", "Still here"];
        Heads(html, headings, "Next steps", "Ended as");
        foreach (var step in report.Steps)
        {
            var indent = Math.Min(step.Depth, 8);
            html.Add(
                $"<tr><th scope=\"row\" class=\"step d{indent}\">{step.Name}<small>{StepPresentation.Of(step.Step, report.Facts.StepTypes).Detail}</small></th>");
            foreach (var (heading, count) in headings.Skip(1).Zip([step.Came, step.WentOn, step.EndedHere, step.Stuck, step.StillHere]))
                Cell(html, heading, ReportFormat.Number(count));
            html.Add(
                $"<td class=\"words\" data-label=\"Next steps\">{ReportFormat.Tallies(step.Next)}{ReportFormat.Assumed(step)}</td><td class=\"words\" data-label=\"Ended as\">{ReportFormat.Tallies(step.Ended)}</td></tr>");
        }

        Close(html);
    }

    internal static void AddMessages(Markup html, JourneyReport report)
    {
        if (report.Totals.Messages.Count == 0)
            return;
        string[] headings = ["Channel", "Queued", "Sent", "Delivered", "In doubt", "Opened", "Not sent"];
        Open(html, "table-messages", "Messages", report.Facts.OpensAreAssumed ? "By channel; opens are assumed" : "By channel");
        Heads(html, headings);
        foreach (var messages in report.Totals.Messages)
            Row(html, "", headings, [ReportFormat.Channel(messages.Channel), ReportFormat.Number(messages.Queued),
                ReportFormat.Number(messages.Sent), ReportFormat.Number(messages.Delivered), ReportFormat.Number(messages.Ambiguous),
                messages.Opened == 0 ? "0"
                    : $"{ReportFormat.Number(messages.Opened)} ({ReportFormat.Percent(messages.Opened, messages.Delivered)})",
                ReportFormat.Number(messages.NotSent)]);
        Close(html);
    }

    internal static void AddVouchers(Markup html, JourneyReport report)
    {
        if (report.Totals.Vouchers.Count == 0)
            return;
        string[] headings = ["Offer", "Issued", "Redeemed", "Share", $"Discount {report.Facts.Currency}"];
        Open(html, "table-vouchers", "Vouchers", "By offer");
        Heads(html, headings);
        foreach (var vouchers in report.Totals.Vouchers)
            Row(html, "", headings, [vouchers.Offer, ReportFormat.Number(vouchers.Issued), ReportFormat.Number(vouchers.Redeemed),
                ReportFormat.Percent(vouchers.Redeemed, vouchers.Issued), ReportFormat.Amount(vouchers.Discount, report.Facts.Currency)]);
        Close(html);
    }

    /// <summary>A row; on a phone its cells stand below each other, each with its heading.</summary>
    private static void Row(Markup html, string css, string[] headings, string[] cells)
    {
        html.Add($"<tr class=\"{css}\"><th scope=\"row\">{cells[0]}</th>");
        for (var index = 1; index < cells.Length; index++)
            Cell(html, headings[index], cells[index]);
        html.AddRaw("</tr>");
    }

    private static void Cell(Markup html, string heading, string text) =>
        html.Add($"<td class=\"{(text == "0" ? "zero" : "number")}\" data-label=\"{heading}\">{text}</td>");

    private static void Open(Markup html, string id, string heading, string what)
    {
        html.Add(
            $"<section class=\"card\" aria-labelledby=\"{id}\">\n<div class=\"title\"><h2 id=\"{id}\">{heading}</h2><p class=\"what\">{what}</p></div>");
        html.Add($"<div class=\"scroll\"><table aria-labelledby=\"{id}\"><thead><tr>");
    }

    private static void Heads(Markup html, string[] headings, params string[] words)
    {
        foreach (var heading in headings)
            html.Add($"<th scope=\"col\">{heading}</th>");
        foreach (var heading in words)
            html.Add($"<th scope=\"col\" class=\"words\">{heading}</th>");
        html.AddRaw("</tr></thead><tbody>");
    }

    private static void Close(Markup html) => html.AddRaw("</tbody></table></div>\n</section>");
}
