using Retention.Workflows.Replay.Report.Html;

namespace Retention.Workflows.Replay;

/// <summary>Writes a report as one HTML page with a drawing of the journey, charts and tables.</summary>
/// <remarks>
/// The page is self-contained: it includes styles and pictures (SVG), has no script and loads nothing. It follows the reader's light or
/// dark setting, can be printed, is well-formed XML, and every name in it is escaped. The same report always gives the same page.
/// </remarks>
public static class HtmlReport
{
    /// <summary>Renders the page. Write it as UTF-8.</summary>
    public static string Render(JourneyReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return HtmlPage.Render(report);
    }
}
