namespace Retention.Workflows.Replay.Report.Html;

/// <summary>Draws named bars one below the other: the funnel, segments, reasons.</summary>
internal static class BarChart
{
    private const double Width = 520;
    private const double LabelWidth = 184;
    private const double ValueWidth = 112;
    private const double RowHeight = 27;
    private const double FontSize = 12.5;

    /// <param name="Label">The label of the bar.</param>
    /// <param name="Indent">The depth of the step in branches.</param>
    /// <param name="Count">The count.</param>
    /// <param name="Colour">The CSS class of the colour.</param>
    internal readonly record struct Row(string Label, int Indent, long Count, string Colour);

    /// <summary>
    /// Draws the bars. The length of a bar is its share of <paramref name="whole"/>, which the percentage beside it shows.
    /// </summary>
    internal static Markup Draw(string id, string title, IReadOnlyList<Row> rows, long whole)
    {
        var height = (rows.Count * RowHeight) + 6;
        var longest = Math.Max(1, Math.Max(whole, rows.Select(row => row.Count).DefaultIfEmpty().Max()));
        var svg = new Markup();
        svg.Add(
            $"<svg class=\"bars\" role=\"list\" aria-labelledby=\"{id}-title\" width=\"{Width}\" viewBox=\"0 0 {Width} {height}\" xmlns=\"http://www.w3.org/2000/svg\">");
        svg.Add($"<title id=\"{id}-title\">{title}</title>");
        foreach (var (index, row) in rows.Index())
            DrawRow(svg, row, 3 + (index * RowHeight), longest, whole);
        svg.AddRaw("</svg>");
        return svg;
    }

    private static void DrawRow(Markup svg, Row row, double top, long longest, long whole)
    {
        var indent = Math.Min(row.Indent, 8) * 12;
        var room = Width - LabelWidth - ValueWidth;
        var length = row.Count == 0 ? 0 : Math.Max(2, room * row.Count / longest);
        var percent = ReportFormat.Percent(row.Count, whole);
        svg.Add(
            $"<g role=\"listitem\" class=\"{row.Colour}\"><title>{row.Label}: {ReportFormat.Number(row.Count)}{(percent.Length > 0 ? $" ({percent})" : "")}</title>");
        svg.Add(
            $"<text class=\"label\" x=\"{indent}\" y=\"{top + 16}\">{SvgText.Fit(row.Label, LabelWidth - indent - 10, FontSize)}</text>");
        svg.Add($"<rect class=\"track\" x=\"{LabelWidth}\" y=\"{top + 2}\" width=\"{room}\" height=\"{RowHeight - 8}\" rx=\"4\"/>");
        if (length > 0)
            svg.Add($"<rect class=\"bar\" x=\"{LabelWidth}\" y=\"{top + 2}\" width=\"{length}\" height=\"{RowHeight - 8}\" rx=\"4\"/>");
        svg.Add(
            $"<text class=\"value\" x=\"{Width - 58}\" y=\"{top + 16}\">{ReportFormat.Number(row.Count)}</text><text class=\"share\" x=\"{Width}\" y=\"{top + 16}\">{percent}</text></g>");
    }
}
