namespace Retention.Workflows.Replay;

/// <summary>One month of a report.</summary>
public sealed record JourneyMonth
{
    /// <summary>The first day of the month. The report's first and last day may shorten the month.</summary>
    public required DateOnly Month { get; init; }

    /// <summary>The figures of the month. A message, voucher or purchase counts in its own month, not in that of the enrollment.</summary>
    public required JourneyFigures Figures { get; init; }
}
