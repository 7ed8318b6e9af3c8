using Retention.Workflows.Journeys;

namespace Retention.Workflows.Engine.Programs;

/// <summary>One step of a compiled journey: where it stands, and where each way out of it leads. All ways lead forward, but for the end of what is repeated.</summary>
internal sealed class Instruction(int index, JourneyStep step)
{
    internal int Index { get; } = index;

    internal JourneyStep Step { get; } = step;

    /// <summary>Where it goes on behind the step and its branches.</summary>
    internal int Next { get; init; }

    /// <summary>The workflow whose guide leads on from here; none where the step leads on by itself.</summary>
    internal int? OwningWorkflow { get; init; }

    /// <summary>Where each branch begins, in the order of <see cref="JourneyStep.Branches"/>.</summary>
    internal int[] Branches { get; init; } = [];
}
