namespace Retention.Workflows.Storage;

/// <summary>A counter for reports: how often something happened in a journey on one day.</summary>
public sealed record JourneyCounter
{
    /// <summary>The journey.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The journey's version.</summary>
    public required int Version { get; init; }

    /// <summary>The day, in the shop's time zone.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The step; empty if the counter belongs to the journey as a whole.</summary>
    public required string Step { get; init; }

    /// <summary>The measure; see <see cref="JourneyMeasures"/>.</summary>
    public required string Measure { get; init; }

    /// <summary>A detail of the measure, such as the next step, or the channel and reason; may be empty.</summary>
    public required string Detail { get; init; }

    /// <summary>The number of occurrences.</summary>
    public required long Count { get; init; }

    /// <summary>The sum of money of these occurrences, in the shop's currency; 0 if the measure has no amount.</summary>
    public decimal Amount { get; init; }
}
