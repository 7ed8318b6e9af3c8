namespace Retention.Workflows.Journeys;

/// <summary>Waits until the next occurrence of a time of day in the customer's zone, optionally on a day of the week.</summary>
public sealed record WaitUntilStep : JourneyStep
{
    /// <summary>The local time.</summary>
    public required TimeOnly TimeOfDay { get; init; }

    /// <summary>The day of the week; default null: any day.</summary>
    public DayOfWeek? Day { get; init; }
}
