using System.Globalization;

namespace Retention.Workflows.Replay.Report.Html;

/// <summary>Draws the periods as groups of bars: entered, sent, bought after contact. A narrow drawing fits a phone.</summary>
internal sealed class PeriodChart
{
    private const double Height = 290;
    private const double Left = 58;
    private const double Right = 12;
    private const double Top = 14;
    private const double Bottom = 46;
    private const double MaxBar = 26;

    private static readonly (string Name, string Colour, Func<JourneyFigures, long> Count)[] _series =
    [
        ("Entered", "quiet", figures => figures.Entered),
        ("Messages sent", "message", figures => figures.Sent),
        ("Bought after contact", "good", figures => figures.Contacted.Count),
    ];

    private readonly ReportUnit _unit;
    private readonly double _width;

    private PeriodChart(ReportUnit unit, double width) => (_unit, _width) = (unit, width);

    internal static Markup Draw(JourneyReport report, bool isNarrow) =>
        new PeriodChart(report.Unit, isNarrow ? 340 : 1100).Draw(report.Periods, isNarrow ? "narrow" : "wide");

    private Markup Draw(IReadOnlyList<JourneyPeriod> periods, string css)
    {
        var svg = new Markup();
        svg.Add(
            $"<svg class=\"periods {css}\" role=\"img\" aria-labelledby=\"periods-{css}-title\" viewBox=\"0 0 {_width} {Height}\" xmlns=\"http://www.w3.org/2000/svg\">");
        svg.Add(
            $"<title id=\"periods-{css}-title\">Customers who entered, messages sent and purchases after contact, by {ReportFormat.Unit(_unit)}</title>");
        var (step, lines) = Scale(periods.SelectMany(period => _series.Select(series => series.Count(period.Figures))).DefaultIfEmpty().Max());
        DrawScale(svg, step, lines);
        var slot = (_width - Left - Right) / Math.Max(1, periods.Count);
        var labelEvery = Math.Max(1, (int)Math.Ceiling((_unit == ReportUnit.Month ? 40 : 50) / slot));
        foreach (var (index, period) in periods.Index())
        {
            var middle = Left + ((index + 0.5) * slot);
            DrawGroup(svg, period, middle, Math.Min(MaxBar, slot * 0.8 / _series.Length), step * lines);
            if (index % labelEvery == 0)
                DrawLabel(svg, period.From, middle, index == 0 || period.From.AddDays(-1).Year < period.From.Year);
        }

        svg.AddRaw("</svg>");
        return svg;
    }

    internal static Markup Legend()
    {
        var html = new Markup();
        html.AddRaw("<ul class=\"legend\" aria-hidden=\"true\">");
        foreach (var (name, colour, _) in _series)
            html.Add($"<li class=\"{colour}\"><i></i>{name}</li>");
        html.AddRaw("</ul>");
        return html;
    }

    private void DrawGroup(Markup svg, JourneyPeriod period, double middle, double width, long greatest)
    {
        var left = middle - (width * _series.Length / 2);
        foreach (var (name, colour, count) in _series)
        {
            var value = count(period.Figures);
            var top = Y(value, greatest);
            svg.Add($"<g class=\"{colour}\"><title>{ReportFormat.Period(period, _unit)}, {name}: {ReportFormat.Number(value)}</title>");
            svg.Add(
                $"<rect class=\"bar\" x=\"{left}\" y=\"{top}\" width=\"{Math.Max(1, width - (width > 6 ? 2 : 0.5))}\" height=\"{Height - Bottom - top}\" rx=\"{Math.Min(2, width / 4)}\"/></g>");
            left += width;
        }
    }

    private void DrawLabel(Markup svg, DateOnly first, double middle, bool withYear)
    {
        svg.Add(
            $"<text class=\"axis\" x=\"{middle}\" y=\"{Height - Bottom + 17}\">{first.ToString(_unit == ReportUnit.Month ? "MMM" : "d MMM", CultureInfo.InvariantCulture)}</text>");
        if (withYear)
            svg.Add(
                $"<text class=\"axis year\" x=\"{middle}\" y=\"{Height - Bottom + 33}\">{first.ToString("yyyy", CultureInfo.InvariantCulture)}</text>");
    }

    private void DrawScale(Markup svg, long step, int lines)
    {
        for (var line = 0; line <= lines; line++)
        {
            var y = Y(line * step, lines * step);
            svg.Add(
                $"<path class=\"{(line == 0 ? "grid base" : "grid")}\" d=\"M{Left} {y}H{_width - Right}\"/><text class=\"axis tick\" x=\"{Left - 8}\" y=\"{y + 4}\">{ReportFormat.Number(line * step)}</text>");
        }
    }

    private static double Y(long value, long greatest) => Height - Bottom - ((Height - Top - Bottom) * value / greatest);

    /// <summary>The smallest round step with which at most five grid lines reach the greatest value, and the number of lines.</summary>
    private static (long Step, int Lines) Scale(long greatest)
    {
        for (long power = 1; ; power *= 10)
        {
            foreach (var round in new[] { power, 2 * power, 5 * power })
            {
                if (greatest <= 5 * round)
                    return (round, (int)Math.Max(1, (greatest + round - 1) / round));
            }
        }
    }
}
