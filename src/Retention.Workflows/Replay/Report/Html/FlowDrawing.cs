using Retention.Workflows.Journeys.Steps;

namespace Retention.Workflows.Replay.Report.Html;

/// <summary>Draws a measured journey as SVG. A line is thicker if more customers passed it.</summary>
internal sealed class FlowDrawing
{
    private const double Margin = 14;

    // A drawing that is wider than the page shrinks down to this scale; then the page scrolls.
    private const double SmallestScale = 0.72;

    private readonly Markup _lines = new();
    private readonly Markup _boxes = new();
    private readonly long _entered;

    private FlowDrawing(long entered) => _entered = entered;

    /// <summary>The width of the drawing, in pixels.</summary>
    internal static double WidthOf(FlowSequence journey) => journey.Left + journey.Right + (2 * Margin);

    internal static Markup Draw(FlowSequence journey, long entered, string name)
    {
        var drawing = new FlowDrawing(entered);
        drawing.DrawSequence(journey, journey.Left + Margin, Margin);
        var (width, height) = (WidthOf(journey), journey.Height + (2 * Margin));
        var svg = new Markup();
        svg.Add(
            $"<svg class=\"flow\" role=\"img\" aria-labelledby=\"flow-title flow-text\" width=\"{width}\" style=\"min-width:{width * SmallestScale}px\" viewBox=\"0 0 {width} {height}\" xmlns=\"http://www.w3.org/2000/svg\">");
        svg.Add($"<title id=\"flow-title\">The journey {name} as a flow</title>");
        svg.AddRaw(
            "<desc id=\"flow-text\">Boxes are steps from top to bottom, lines are customers on their way. The table of steps holds the same numbers.</desc>");
        svg.Add(drawing._lines);
        svg.Add(drawing._boxes);
        svg.AddRaw("</svg>");
        return svg;
    }

    /// <summary>Draws blocks one below the other and returns the bottom of the last one.</summary>
    private double DrawSequence(FlowSequence sequence, double axis, double top)
    {
        foreach (var (index, (block, came)) in sequence.Blocks.Index())
        {
            if (index > 0)
            {
                if (sequence.Blocks[index - 1].Block.GoesOn)
                    DrawEdge(axis, top, top + FlowLayout.EdgeHeight, came, ReportFormat.Number(came));
                top += FlowLayout.EdgeHeight;
            }

            if (block is FlowFork fork)
                DrawFork(fork, axis, top);
            else if (block is FlowBox box)
                DrawBox(box, axis, top);
            top += block.Height;
        }

        return top;
    }

    private void DrawFork(FlowFork fork, double axis, double top)
    {
        DrawBox(fork.Head, axis, top);
        var fan = top + fork.Head.Height;
        var start = fan + FlowLayout.ForkHeight;
        var join = top + fork.Height;
        foreach (var branch in fork.Branches)
        {
            var x = axis + branch.Offset;
            var count = branch.Count ?? 0;
            Line(Bend(axis, fan, x, fan + 12, start), count);
            var bottom = DrawSequence(branch.Steps, x, start);
            if (branch.Steps.Blocks.Count > 0)
                Arrow(x, start);
            if (branch.Steps.GoesOn)
                Line(Bend(x, bottom, axis, join - 10, join), Passing(branch));
            Label(x, (fan + 12 + start) / 2, branch.Label, isBranch: true);
        }
    }

    // The number of enrollments that leave a branch at its end is not counted. The line shows those who reached the last box and did not
    // leave there.
    private static long Passing(FlowBranch branch) =>
        branch.Steps.Blocks.Count == 0
            ? branch.Count ?? 0
            : branch.Steps.Blocks[^1].Came - (branch.Steps.Blocks[^1].Block is FlowBox box ? box.Leaves : 0);

    private void DrawBox(FlowBox box, double axis, double top)
    {
        var left = axis - box.Left;
        var radius = box.IsTerminal ? 24 : box.IsPlain ? FlowLayout.PillHeight / 2 : 9;
        var middle = top + (box.IsPlain ? FlowLayout.PillHeight / 2 : 24);
        var disc = box.IsPlain ? 11 : 14;
        var colour = Symbols.Colour(box.Symbol);
        _boxes.Add($"<g class=\"{colour}\"><title>{box.Tooltip}</title>");
        _boxes.Add(
            $"<rect class=\"{(box.IsTerminal ? "box terminal" : box.IsPlain ? "box plain" : "box")}\" x=\"{left}\" y=\"{top}\" width=\"{box.Width}\" height=\"{box.Height}\" rx=\"{radius}\"/>");
        _boxes.Add(
            $"<circle class=\"disc\" cx=\"{left + 24}\" cy=\"{middle}\" r=\"{disc}\"/><path class=\"symbol\" transform=\"translate({left + 15} {middle - 9}) scale(.75)\" d=\"{Symbols.Path(box.Symbol)}\"/>");
        var text = left + FlowLayout.TextLeft;
        _boxes.Add($"<text class=\"name\" x=\"{text}\" y=\"{(box.IsPlain ? middle + 5 : top + 22)}\">{box.Title}</text>");
        var line = top + (box.IsPlain ? 40 : 39);
        foreach (var detail in box.Details)
        {
            _boxes.Add($"<text class=\"detail\" x=\"{text}\" y=\"{line}\">{detail}</text>");
            line += FlowLayout.LineHeight;
        }

        foreach (var counts in box.Counts)
        {
            _boxes.Add($"<text class=\"counts\" x=\"{text}\" y=\"{line}\">{counts}</text>");
            line += FlowLayout.LineHeight;
        }

        _boxes.AddRaw("</g>");
        if (box.Leaves > 0)
            DrawLeaving(left + box.Width, top + (box.Height / 2), box.Leaves);
    }

    private void DrawLeaving(double left, double middle, long count)
    {
        var end = left + FlowLayout.LeaveGap;
        var width = FlowLayout.LeaveWidth(count);
        Line($"M{Number(left)} {Number(middle)}H{Number(end - 6)}", count);
        _lines.Add($"<path class=\"arrow\" d=\"M{end - 7} {middle - 4}l7 4l-7 4z\"/>");
        _boxes.Add(
            $"<g class=\"exit\"><title>{ReportFormat.Number(count)} left the journey here ({ReportFormat.Percent(count, _entered)} of those who entered)</title>");
        _boxes.Add($"<rect class=\"leave\" x=\"{end}\" y=\"{middle - 13}\" width=\"{width}\" height=\"26\" rx=\"13\"/>");
        _boxes.Add(
            $"<path class=\"symbol\" transform=\"translate({end + 9} {middle - 7.5}) scale(.62)\" d=\"{Symbols.Path(StepSymbol.Exit)}\"/>");
        _boxes.Add($"<text class=\"detail\" x=\"{end + 28}\" y=\"{middle + 4}\">{ReportFormat.Number(count)}</text></g>");
    }

    private void DrawEdge(double axis, double from, double to, long count, string label)
    {
        Line($"M{Number(axis)} {Number(from)}V{Number(to - 5)}", count);
        Arrow(axis, to);
        Label(axis, ((from + to) / 2) - 2, label, isBranch: false);
    }

    private void Line(string path, long count)
    {
        var width = count <= 0 || _entered <= 0 ? 1.3 : 1.8 + (5 * Math.Min(1, (double)count / _entered));
        _lines.Add($"<path class=\"{(count > 0 ? "line" : "line unused")}\" stroke-width=\"{width}\" d=\"{path}\"/>");
    }

    private void Arrow(double x, double tip) => _lines.Add($"<path class=\"arrow\" d=\"M{x - 5.5} {tip - 8}h11l-5.5 8z\"/>");

    private void Label(double x, double middle, string label, bool isBranch)
    {
        var width = FlowLayout.LabelWidth(label);
        _boxes.Add(
            $"<rect class=\"{(isBranch ? "count branch" : "count")}\" x=\"{x - (width / 2)}\" y=\"{middle - 9}\" width=\"{width}\" height=\"18\" rx=\"9\"/>");
        _boxes.Add($"<text class=\"on-line\" x=\"{x}\" y=\"{middle + 4}\">{label}</text>");
    }

    /// <summary>A path down to a level, across with round corners, and down again.</summary>
    private static string Bend(double x, double y, double toX, double level, double toY)
    {
        if (Math.Abs(toX - x) < 1)
            return $"M{Number(x)} {Number(y)}V{Number(toY)}";
        var radius = Math.Min(8, Math.Abs(toX - x) / 2);
        var side = Math.Sign(toX - x) * radius;
        return $"M{Number(x)} {Number(y)}V{Number(level - radius)}Q{Number(x)} {Number(level)} {Number(x + side)} {Number(level)}"
            + $"H{Number(toX - side)}Q{Number(toX)} {Number(level)} {Number(toX)} {Number(level + radius)}V{Number(toY)}";
    }

    private static string Number(double value) => value.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);
}
