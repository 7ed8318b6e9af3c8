namespace Retention.Workflows.Journeys;

/// <summary>Time passes until the clock of the customer's zone next shows a time of day, on a day of the week where one is named.</summary>
public sealed record WaitUntilStep : JourneyStep
{
    /// <summary>The local time.</summary>
    public required TimeOnly TimeOfDay { get; init; }

    /// <summary>The day of the week; default any.</summary>
    public DayOfWeek? Day { get; init; }
}
