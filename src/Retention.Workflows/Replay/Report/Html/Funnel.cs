namespace Retention.Workflows.Replay.Report.Html;

/// <summary>
/// The way from entry to purchase in a marketer's words: messages, opens and vouchers. Waits and conditions are in the drawing.
/// </summary>
internal static class Funnel
{
    private const string Customers = "good";
    private const string Messages = "message";
    private const string Opens = "quiet";
    private const string Vouchers = "voucher";

    internal static IReadOnlyList<BarChart.Row> Of(JourneyReport report) =>
    [
        new("Entered", 0, report.Totals.Entered, Customers),
        .. report.Steps.Where(step => step.Step is not null).SelectMany(RowsOf),
        .. report.Totals.VouchersIssued == 0 ? Array.Empty<BarChart.Row>()
            : [new("Redeemed a voucher", 0, report.Totals.VouchersRedeemed, Vouchers)],
        new("Bought after contact", 0, report.Totals.Contacted.Count, Customers),
    ];

    internal static Markup Legend()
    {
        var html = new Markup();
        html.AddRaw("<ul class=\"legend\" aria-hidden=\"true\">");
        foreach (var (name, colour) in ((string, string)[])[("Customers", Customers), ("Got a message", Messages), ("Opened it", Opens),
            ("Vouchers", Vouchers)])
            html.Add($"<li class=\"{colour}\"><i></i>{name}</li>");
        html.AddRaw("</ul>");
        return html;
    }

    private static IEnumerable<BarChart.Row> RowsOf(JourneyStepFigures step)
    {
        foreach (var messages in step.Messages.Where(messages => messages.Queued > 0))
        {
            yield return new BarChart.Row(
                $"Got {ReportFormat.Spoken(step.Name)} ({ReportFormat.Channel(messages.Channel)})", step.Depth, messages.Delivered, Messages);
            if (messages.Opened > 0)
                yield return new BarChart.Row("Opened it", step.Depth + 1, messages.Opened, Opens);
        }

        foreach (var vouchers in step.Vouchers)
            yield return new BarChart.Row($"Got voucher {vouchers.Offer}", step.Depth, vouchers.Issued, Vouchers);
    }
}
