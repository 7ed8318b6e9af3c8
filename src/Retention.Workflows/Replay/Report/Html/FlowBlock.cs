using Retention.Workflows.Journeys.Steps;

namespace Retention.Workflows.Replay.Report.Html;

/// <summary>A part of the drawn journey with its size: the distances from its vertical axis to both sides, and its height.</summary>
/// <param name="Left">The distance from the axis to the left edge.</param>
/// <param name="Right">The distance from the axis to the right edge.</param>
/// <param name="Height">The distance from top to bottom.</param>
/// <param name="GoesOn">True if the journey continues below it.</param>
internal abstract record FlowBlock(double Left, double Right, double Height, bool GoesOn);

/// <summary>A box: a step, the entry or the end.</summary>
internal sealed record FlowBox(double Width, double Height, double Right, bool GoesOn) : FlowBlock(Width / 2, Right, Height, GoesOn)
{
    internal required StepSymbol Symbol { get; init; }

    internal required string Title { get; init; }

    /// <summary>The full description, shown when the pointer is over the box.</summary>
    internal required string Tooltip { get; init; }

    internal required IReadOnlyList<string> Details { get; init; }

    /// <summary>The last lines of the box with counts, such as <c>120 sent</c>.</summary>
    internal IReadOnlyList<string> Counts { get; init; } = [];

    /// <summary>The number of enrollments that leave the journey here; 0 draws nothing.</summary>
    internal long Leaves { get; init; }

    /// <summary>True if the box has round ends: the entry or the end.</summary>
    internal bool IsTerminal { get; init; }

    /// <summary>True for a wait, which is drawn smaller than other steps: one line, without a frame.</summary>
    internal bool IsPlain { get; init; }
}

/// <summary>A box and its branches beside each other.</summary>
internal sealed record FlowFork(FlowBox Head, IReadOnlyList<FlowBranch> Branches, double Left, double Right, double Height, bool GoesOn)
    : FlowBlock(Left, Right, Height, GoesOn);

/// <summary>
/// A branch: the label on its line, the number of enrollments that took it if known, and the distance of its axis from the fork's axis.
/// </summary>
internal sealed record FlowBranch(string Label, long? Count, FlowSequence Steps, double Offset);

/// <summary>Blocks one below the other on one axis, each with the number of enrollments that reached it.</summary>
internal sealed record FlowSequence(
    IReadOnlyList<(FlowBlock Block, long Came)> Blocks, double Left, double Right, double Height, bool GoesOn)
    : FlowBlock(Left, Right, Height, GoesOn);
