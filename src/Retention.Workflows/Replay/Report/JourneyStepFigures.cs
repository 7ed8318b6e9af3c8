using Retention.Workflows.Journeys;

namespace Retention.Workflows.Replay;

/// <summary>The figures of one step: how many enrollments reached it, and how they continued.</summary>
public sealed record JourneyStepFigures
{
    /// <summary>The step's name.</summary>
    public required string Name { get; init; }

    /// <summary>The step; null if only an earlier version of the journey had it.</summary>
    public JourneyStep? Step { get; init; }

    /// <summary>The depth of the step in branches; 0 at the top level.</summary>
    public int Depth { get; init; }

    /// <summary>The branch that contains the step, such as <c>then</c>; null at the top level.</summary>
    public string? Branch { get; init; }

    /// <summary>The number of enrollments that reached the step.</summary>
    public long Came { get; init; }

    /// <summary>The steps to which enrollments continued, the most frequent first.</summary>
    public IReadOnlyList<ReportTally> Next { get; init; } = [];

    /// <summary>The outcomes of enrollments that ended here, the most frequent first.</summary>
    public IReadOnlyList<ReportTally> Ended { get; init; } = [];

    /// <summary>The number of enrollments that failed here permanently and are stuck.</summary>
    public long Stuck { get; init; }

    /// <summary>The number of outcomes of the step that were assumed, because a replay calls no external handler.</summary>
    public long Assumed { get; init; }

    /// <summary>The messages of this step, one entry for each channel.</summary>
    public IReadOnlyList<MessageFigures> Messages { get; init; } = [];

    /// <summary>The vouchers of this step, one entry for each offer. Redemptions belong to no step.</summary>
    public IReadOnlyList<VoucherFigures> Vouchers { get; init; } = [];

    /// <summary>The number of enrollments that continued to another step.</summary>
    public long WentOn => Next.Sum(next => next.Count);

    /// <summary>The number of enrollments that ended here.</summary>
    public long EndedHere => Ended.Sum(ended => ended.Count);

    /// <summary>
    /// The number of enrollments that were at this step when the report was created: neither continued nor ended nor stuck. Never negative.
    /// </summary>
    public long StillHere => Math.Max(0, Came - WentOn - EndedHere - Stuck);
}
