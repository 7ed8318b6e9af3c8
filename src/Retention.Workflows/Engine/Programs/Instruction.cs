using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Programs;

/// <summary>
/// One step of a compiled journey, with its position and the targets of its branches. All targets are ahead, except at the end of a
/// repeated block.
/// </summary>
internal sealed class Instruction(int index, JourneyStep step, StepType type)
{
    internal int Index { get; } = index;

    internal JourneyStep Step { get; } = step;

    /// <summary>The kind of the step.</summary>
    internal StepType Type { get; } = type;

    /// <summary>The position after the step and its branches.</summary>
    internal int Next { get; init; }

    /// <summary>The position of the workflow that decides the next step; null if the step itself does.</summary>
    internal int? OwningWorkflow { get; init; }

    /// <summary>The start of each branch, in the order of <see cref="JourneyStep.Branches"/>.</summary>
    internal int[] Branches { get; init; } = [];
}
