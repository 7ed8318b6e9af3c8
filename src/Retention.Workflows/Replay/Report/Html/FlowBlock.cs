namespace Retention.Workflows.Replay.Report.Html;

/// <summary>A piece of the drawn journey with its size: how far it reaches to both sides of its vertical axis, and down.</summary>
/// <param name="Left">From the axis to the left edge.</param>
/// <param name="Right">From the axis to the right edge.</param>
/// <param name="Height">From top to bottom.</param>
/// <param name="GoesOn">Whether the journey goes on below it.</param>
internal abstract record FlowBlock(double Left, double Right, double Height, bool GoesOn);

/// <summary>A box: a step, the entry or the end.</summary>
internal sealed record FlowBox(double Width, double Height, double Right, bool GoesOn) : FlowBlock(Width / 2, Right, Height, GoesOn)
{
    internal required StepSymbol Symbol { get; init; }

    internal required string Title { get; init; }

    /// <summary>All that can be said, for who points at the box.</summary>
    internal required string Tooltip { get; init; }

    internal required IReadOnlyList<string> Details { get; init; }

    /// <summary>Last lines that count, such as <c>120 sent</c>.</summary>
    internal IReadOnlyList<string> Counts { get; init; } = [];

    /// <summary>What leaves the journey here to the side; 0 draws nothing.</summary>
    internal long Leaves { get; init; }

    /// <summary>Whether the box has round ends: an entry or an end.</summary>
    internal bool IsTerminal { get; init; }

    /// <summary>Whether it is a wait, which is less than a step that does something: one line, no frame of its own.</summary>
    internal bool IsPlain { get; init; }
}

/// <summary>A box and its branches beside each other.</summary>
internal sealed record FlowFork(FlowBox Head, IReadOnlyList<FlowBranch> Branches, double Left, double Right, double Height, bool GoesOn)
    : FlowBlock(Left, Right, Height, GoesOn);

/// <summary>One branch with what stands on its line, how many took it where that is known, and where its axis lies from that of the fork.</summary>
internal sealed record FlowBranch(string Label, long? Count, FlowSequence Steps, double Offset);

/// <summary>Blocks one below the other on one axis, each with the number of those who came to it.</summary>
internal sealed record FlowSequence(IReadOnlyList<(FlowBlock Block, long Came)> Blocks, double Left, double Right, double Height, bool GoesOn)
    : FlowBlock(Left, Right, Height, GoesOn);
