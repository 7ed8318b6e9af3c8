namespace Retention.Workflows.Replay.Report.Html;

/// <summary>The tables of the page: the numbers of the charts, and numbers without a chart.</summary>
internal static class HtmlTables
{
    internal static void Add(Markup html, JourneyReport report)
    {
        AddMonths(html, report);
        AddSteps(html, report);
    }

    private static void AddMonths(Markup html, JourneyReport report)
    {
        string[] channels = [.. report.Totals.Messages.Select(messages => messages.Channel)];
        Open(html, "table-months", "Months", $"Revenue in {report.Facts.Currency}");
        Heads(html, ["Month", "Entered", .. channels.Select(channel => $"{ReportFormat.Channel(channel)} sent"), "Not sent",
            "Vouchers issued", "Redeemed", "Bought after contact", "Revenue", "Bought without contact"]);
        foreach (var month in report.Months)
            Month(html, ReportFormat.Month(month.Month), month.Figures, channels, "");
        if (report.Months.Count > 1)
            Month(html, "All", report.Totals, channels, "sum");
        Close(html);
    }

    private static void Month(Markup html, string name, JourneyFigures figures, string[] channels, string css)
    {
        html.Add($"<tr class=\"{css}\"><th scope=\"row\">{name}</th>");
        Number(html, figures.Entered);
        foreach (var channel in channels)
            Number(html, figures.Messages.FirstOrDefault(messages => messages.Channel == channel)?.Sent ?? 0);
        Number(html, figures.NotSent);
        Number(html, figures.VouchersIssued);
        Number(html, figures.VouchersRedeemed);
        Number(html, figures.Contacted.Count);
        html.Add($"<td>{ReportFormat.Amount(figures.Contacted.Revenue)}</td>");
        Number(html, figures.NotContacted.Count);
        html.AddRaw("</tr>");
    }

    private static void AddSteps(Markup html, JourneyReport report)
    {
        Open(html, "table-steps", "Steps", "How many customers reached each step, and how they continued");
        Heads(html, ["Step", "Reached", "Continued", "Ended", "Stuck", "Still here"], "Next steps", "Ended as");
        foreach (var step in report.Steps)
        {
            var indent = Math.Min(step.Depth, 8);
            html.Add(
                $"<tr><th scope=\"row\" class=\"step d{indent}\">{step.Name}<small>{StepPresentation.Of(step.Step, report.Facts.StepTypes).Detail}</small></th>");
            Number(html, step.Came);
            Number(html, step.WentOn);
            Number(html, step.EndedHere);
            Number(html, step.Stuck);
            Number(html, step.StillHere);
            html.Add(
                $"<td class=\"words\">{ReportFormat.Tallies(step.Next)}{ReportFormat.Assumed(step)}</td><td class=\"words\">{ReportFormat.Tallies(step.Ended)}</td></tr>");
        }

        Close(html);
    }

    internal static void AddMessages(Markup html, JourneyReport report)
    {
        if (report.Totals.Messages.Count == 0)
            return;
        Open(html, "table-messages", "Messages", "By channel");
        Heads(html, ["Channel", "Queued", "Sent", "In doubt", "Opened", "Not sent"]);
        foreach (var messages in report.Totals.Messages)
        {
            html.Add($"<tr><th scope=\"row\">{ReportFormat.Channel(messages.Channel)}</th>");
            Number(html, messages.Queued);
            Number(html, messages.Sent);
            Number(html, messages.Ambiguous);
            Number(html, messages.Opened);
            Number(html, messages.NotSent);
            html.AddRaw("</tr>");
        }

        Close(html);
    }

    internal static void AddVouchers(Markup html, JourneyReport report)
    {
        if (report.Totals.Vouchers.Count == 0)
            return;
        Open(html, "table-vouchers", "Vouchers", "By offer");
        Heads(html, ["Offer", "Issued", "Redeemed", "Share", $"Discount {report.Facts.Currency}"]);
        foreach (var vouchers in report.Totals.Vouchers)
        {
            html.Add($"<tr><th scope=\"row\">{vouchers.Offer}</th>");
            Number(html, vouchers.Issued);
            Number(html, vouchers.Redeemed);
            html.Add(
                $"<td>{ReportFormat.Percent(vouchers.Redeemed, vouchers.Issued)}</td><td>{ReportFormat.Amount(vouchers.Discount)}</td></tr>");
        }

        Close(html);
    }

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

    private static void Number(Markup html, long count) =>
        html.Add($"<td class=\"{(count == 0 ? "zero" : "number")}\">{ReportFormat.Number(count)}</td>");

    private static void Close(Markup html) => html.AddRaw("</tbody></table></div>\n</section>");
}
