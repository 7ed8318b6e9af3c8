namespace Retention.Workflows.Replay;

/// <summary>One day, week or month of a report.</summary>
public sealed record JourneyPeriod
{
    /// <summary>The first day of the period. The report's first day may shorten it.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day of the period, inclusive. The report's last day may shorten it.</summary>
    public required DateOnly To { get; init; }

    /// <summary>
    /// The figures of the period. A message, voucher or purchase counts in its own period, not in that of the enrollment.
    /// </summary>
    public required JourneyFigures Figures { get; init; }
}
