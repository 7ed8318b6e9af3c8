using Retention.Workflows.Replay.Report.Html;

namespace Retention.Workflows.Replay;

/// <summary>Writes a report as one HTML page with the journey drawn, charts and tables.</summary>
/// <remarks>
/// The page is complete in itself: styles and pictures (SVG) are inside, there is no script, and nothing is loaded. It follows
/// the reader's light or dark setting, prints on paper, is well-formed XML, and every name in it is escaped. The same report
/// always gives the same page.
/// </remarks>
public static class HtmlReport
{
    /// <summary>Renders the page, to be written as UTF-8.</summary>
    public static string Render(JourneyReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return HtmlPage.Render(report);
    }
}
