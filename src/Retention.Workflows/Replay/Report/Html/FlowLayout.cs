using Retention.Workflows.Journeys;
using Retention.Workflows.Journeys.Rendering;
using Retention.Workflows.Journeys.Steps;

namespace Retention.Workflows.Replay.Report.Html;

/// <summary>
/// Computes the layout of a journey: boxes from top to bottom, branches side by side, each level on the axis of its fork.
/// </summary>
internal sealed class FlowLayout(JourneyReport report)
{
    internal const double EdgeHeight = 36;
    internal const double ForkHeight = 62;
    internal const double JoinHeight = 24;
    internal const double LeaveGap = 34;
    internal const double TitleSize = 13.5;
    internal const double DetailSize = 11.5;
    internal const double LineHeight = 15;
    internal const double TextLeft = 46;

    internal const double PillHeight = 34;

    private const double BoxWidth = 260;
    private const double StartWidth = 330;
    private const double BranchGap = 26;
    private const double MaxLabelWidth = 90;
    private const int MaxDetailLines = 5;

    private readonly Dictionary<string, JourneyStepFigures> _figures = report.Steps.DistinctBy(step => step.Name)
        .ToDictionary(step => step.Name, StringComparer.Ordinal);

    private StepTypes Types => report.Facts.StepTypes;

    /// <summary>The layout of the whole journey, from the entry to the end.</summary>
    internal FlowSequence Measure()
    {
        var steps = Sequence(StepTree.Of(report.Definition.Steps, Types), following: null);
        var completed = report.Steps.Sum(step => Ended(step, "completed"));
        var blocks = new List<(FlowBlock, long)> { (Start(), 0) };
        blocks.AddRange(steps.Blocks);
        if (steps.GoesOn)
            blocks.Add((End(), completed));
        return Stack(blocks);
    }

    /// <summary>The width of a label on a line.</summary>
    internal static double LabelWidth(string label) => SvgText.Width(label, DetailSize) + 14;

    internal static double LeaveWidth(long count) => 42 + SvgText.Width(ReportFormat.Number(count), DetailSize);

    private FlowSequence Sequence(IReadOnlyList<JourneyStep> steps, string? following)
    {
        var blocks = new List<(FlowBlock, long)>();
        for (var index = 0; index < steps.Count; index++)
        {
            var figures = _figures[steps[index].Name];
            var next = index + 1 < steps.Count ? steps[index + 1].Name : following;
            blocks.Add((Block(steps[index], figures, next), figures.Came));
        }

        return Stack(blocks);
    }

    private static FlowSequence Stack(List<(FlowBlock Block, long Came)> blocks) => new(
        blocks,
        blocks.Select(entry => entry.Block.Left).DefaultIfEmpty().Max(),
        blocks.Select(entry => entry.Block.Right).DefaultIfEmpty().Max(),
        blocks.Sum(entry => entry.Block.Height) + (Math.Max(0, blocks.Count - 1) * EdgeHeight),
        blocks.Count == 0 || blocks[^1].Block.GoesOn);

    private FlowBlock Block(JourneyStep step, JourneyStepFigures figures, string? following)
    {
        var head = Box(step, figures);
        if (step.Branches.Count == 0)
            return head;

        var empty = step.Branches.Count(branch => branch.Steps.Count == 0);
        var branches = new List<FlowBranch>();
        var width = 0.0;
        foreach (var branch in step.Branches)
        {
            var steps = Sequence(branch.Steps, following);
            long? count = branch.Steps.Count > 0 ? _figures[branch.Steps[0].Name].Came
                : empty > 1 ? null
                : following is null ? Ended(figures, "completed")
                : figures.Next.FirstOrDefault(next => next.Name == following).Count;
            var label = Label(step, branch.Label) + (count is { } known ? $" · {ReportFormat.Number(known)}" : "");
            if (branch.Steps.Count == 0)
                steps = steps with { Left = LabelWidth(label) / 2, Right = LabelWidth(label) / 2 };
            branches.Add(new FlowBranch(label, count, steps, width + steps.Left));
            width += steps.Left + steps.Right + BranchGap;
        }

        width -= BranchGap;
        var axis = (branches[0].Offset + branches[^1].Offset) / 2;
        var goesOn = branches.Any(branch => branch.Steps.GoesOn);
        return new FlowFork(
            head,
            [.. branches.Select(branch => branch with { Offset = branch.Offset - axis })],
            Math.Max(head.Left, axis),
            Math.Max(head.Right, width - axis),
            head.Height + ForkHeight + branches.Max(branch => branch.Steps.Height) + (goesOn ? JoinHeight : 0),
            goesOn);
    }

    private string Label(JourneyStep step, string label) =>
        Types.Of(step).BranchText(step, label, name => SvgText.Fit(name, MaxLabelWidth, DetailSize));

    private FlowBox Box(JourneyStep step, JourneyStepFigures figures)
    {
        var presentation = StepPresentation.Of(step, Types);
        var isEnd = Types.Of(step).EndOf(step) == StepEnd.Always;
        var leaves = isEnd ? 0 : figures.EndedHere - Ended(figures, "completed");
        var details = isEnd
            ? [$"{ReportFormat.Number(figures.Came)} left here"]
            : SvgText.Wrap(presentation.Detail, BoxWidth - TextLeft - 12, DetailSize, MaxDetailLines);
        var counts = Counts(figures);
        var title = ReportFormat.Spoken(step.Name);
        var isPlain = presentation.Symbol == StepSymbol.Wait
            && SvgText.Width($"{title}: {presentation.Detail}", TitleSize) <= BoxWidth - TextLeft - 12;
        if (isPlain)
            (title, details) = ($"{title}: {presentation.Detail}", []);
        return new FlowBox(BoxWidth, isPlain && counts.Count == 0 ? PillHeight : HeightOf(details.Count + counts.Count),
            (BoxWidth / 2) + (leaves > 0 ? LeaveGap + LeaveWidth(leaves) : 0), !isEnd)
        {
            Symbol = presentation.Symbol,
            Title = SvgText.Fit(title, BoxWidth - TextLeft - 12, TitleSize),
            Tooltip = Tooltip(figures, presentation),
            Details = details,
            Counts = counts,
            Leaves = leaves,
            IsTerminal = isEnd,
            IsPlain = isPlain,
        };
    }

    private FlowBox Start()
    {
        var enrollment = report.Definition.Enrollment;
        var trigger = enrollment.Trigger.Describe();
        var audience = enrollment.Audience?.Describe() ?? "everybody";
        var details = new List<string>(SvgText.Wrap(trigger, StartWidth - TextLeft - 20, DetailSize, 3));
        details.AddRange(SvgText.Wrap(audience, StartWidth - TextLeft - 20, DetailSize, 5));
        if (report.Definition.Goal is { } goal)
            details.AddRange(SvgText.Wrap($"Goal: {goal.Event} within {goal.Within.ToText()}", StartWidth - TextLeft - 20, DetailSize, 2));
        return new FlowBox(StartWidth, HeightOf(details.Count), StartWidth / 2, true)
        {
            Symbol = StepSymbol.Enroll,
            Title = $"{ReportFormat.Number(report.Totals.Entered)} entered",
            Tooltip = $"Enters {trigger}: {audience}",
            Details = details,
            IsTerminal = true,
        };
    }

    private static FlowBox End() => new(BoxWidth, HeightOf(1), BoxWidth / 2, false)
    {
        Symbol = StepSymbol.Done,
        Title = "Completed",
        Tooltip = "The end of the journey",
        Details = ["reached the end of the journey"],
        IsTerminal = true,
    };

    private static double HeightOf(int lines) => 36 + (lines * LineHeight);

    private static long Ended(JourneyStepFigures step, string outcome) => step.Ended.FirstOrDefault(ended => ended.Name == outcome).Count;

    private static List<string> Counts(JourneyStepFigures figures)
    {
        var parts = new List<string>();
        AddCount(parts, figures.Messages.Sum(messages => messages.Sent), "sent");
        AddCount(parts, figures.Messages.Sum(messages => messages.Opened), "opened");
        AddCount(parts, figures.Messages.Sum(messages => messages.NotSent), "not sent");
        AddCount(parts, figures.Vouchers.Sum(vouchers => vouchers.Issued), "issued");
        AddCount(parts, figures.Assumed, "assumed");
        AddCount(parts, figures.StillHere, "still here");
        AddCount(parts, figures.Stuck, "stuck");
        return [.. parts.Chunk(2).Select(pair => SvgText.Fit(string.Join(" · ", pair), BoxWidth - TextLeft - 8, DetailSize))];
    }

    private static void AddCount(List<string> parts, long count, string what)
    {
        if (count > 0)
            parts.Add($"{ReportFormat.Number(count)} {what}");
    }

    private static string Tooltip(JourneyStepFigures figures, StepPresentation presentation)
    {
        var ended = figures.Ended.Count == 0 ? "" : $"; ended: {ReportFormat.Tallies(figures.Ended)}";
        return $"{figures.Name}: {presentation.Detail}; {ReportFormat.Number(figures.Came)} came{ended}";
    }
}
