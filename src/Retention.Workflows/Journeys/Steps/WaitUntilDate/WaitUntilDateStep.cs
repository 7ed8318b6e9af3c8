namespace Retention.Workflows.Journeys;

/// <summary>Waits until a date of the customer, at a time of day in the customer's zone.</summary>
/// <remarks>
/// A yearly date is searched from the day on which the step is reached: the first one of which neither the date nor the shifted time is on
/// an earlier day. The time is fixed when the step is reached; later changes of the date do not move it. A customer without the date, or
/// with an unreadable one, exits with the outcome <c>no-date</c> or <c>unreadable-date</c>; messages queued before are still sent.
/// </remarks>
public sealed record WaitUntilDateStep : JourneyStep
{
    /// <summary>The date, with its shift in days.</summary>
    public required CustomerDate Date { get; init; }

    /// <summary>The local time.</summary>
    public required TimeOnly TimeOfDay { get; init; }

    /// <summary>
    /// What to do if the time was already past when the step was reached. A time that passed because no worker ran is not past: the
    /// enrollment continues normally.
    /// </summary>
    public required WhenPast WhenPast { get; init; }
}
