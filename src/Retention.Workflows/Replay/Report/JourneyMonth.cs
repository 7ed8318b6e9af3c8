namespace Retention.Workflows.Replay;

/// <summary>One month of a report.</summary>
public sealed record JourneyMonth
{
    /// <summary>The first day of the month; the report's own first and last day may cut the month short.</summary>
    public required DateOnly Month { get; init; }

    /// <summary>What happened in it. A message, voucher or purchase counts in its own month, not in that of the enrollment.</summary>
    public required JourneyFigures Figures { get; init; }
}
