using Retention.Workflows.Journeys;

namespace Retention.Workflows.Replay;

/// <summary>What happened at one step: who came, and what became of them.</summary>
public sealed record JourneyStepFigures
{
    /// <summary>The step's name.</summary>
    public required string Name { get; init; }

    /// <summary>The step; none when only an earlier version of the journey had it.</summary>
    public JourneyStep? Step { get; init; }

    /// <summary>How deep it stands in branches: 0 at the top level.</summary>
    public int Depth { get; init; }

    /// <summary>The branch it begins or stands in, such as <c>then</c>; none at the top level.</summary>
    public string? Branch { get; init; }

    /// <summary>How many enrollments came.</summary>
    public long Came { get; init; }

    /// <summary>The steps that enrollments went on to, most first.</summary>
    public IReadOnlyList<ReportTally> Next { get; init; } = [];

    /// <summary>The outcomes of those that ended here, most first.</summary>
    public IReadOnlyList<ReportTally> Ended { get; init; } = [];

    /// <summary>How many failed here for good and are stuck.</summary>
    public long Stuck { get; init; }

    /// <summary>The messages of this step, a channel each.</summary>
    public IReadOnlyList<MessageFigures> Messages { get; init; } = [];

    /// <summary>The vouchers of this step, an offer each. Redemptions belong to no step.</summary>
    public IReadOnlyList<VoucherFigures> Vouchers { get; init; } = [];

    /// <summary>How many went on to another step.</summary>
    public long WentOn => Next.Sum(next => next.Count);

    /// <summary>How many ended here.</summary>
    public long EndedHere => Ended.Sum(ended => ended.Count);

    /// <summary>How many came and had neither gone on, ended nor got stuck when the report was made; never negative.</summary>
    public long StillHere => Math.Max(0, Came - WentOn - EndedHere - Stuck);
}
