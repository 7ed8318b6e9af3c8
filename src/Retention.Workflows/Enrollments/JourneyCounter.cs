namespace Retention.Workflows.Storage;

/// <summary>A number that a report is made of: how often something happened in a journey on a day.</summary>
public sealed record JourneyCounter
{
    /// <summary>The journey.</summary>
    public required JourneyName Journey { get; init; }

    /// <summary>The journey's version.</summary>
    public required int Version { get; init; }

    /// <summary>The day, in the shop's zone.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The step; empty where the journey as a whole is meant.</summary>
    public required string Step { get; init; }

    /// <summary>What is counted; see <see cref="JourneyMeasures"/>.</summary>
    public required string Measure { get; init; }

    /// <summary>More about it, such as the step that was gone to, or the channel and reason; may be empty.</summary>
    public required string Detail { get; init; }

    /// <summary>How often.</summary>
    public required long Count { get; init; }

    /// <summary>An amount of money that belongs to it, in the shop's currency; 0 where there is none.</summary>
    public decimal Amount { get; init; }
}
