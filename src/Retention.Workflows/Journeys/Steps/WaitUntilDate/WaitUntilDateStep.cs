namespace Retention.Workflows.Journeys;

/// <summary>Time passes until a date of the customer, at a time of day in the customer's zone.</summary>
/// <remarks>
/// What comes every year is waited for from the day on which the step is reached: the first one of which neither the date itself nor the moment that
/// is waited for lies on an earlier day. The moment is fixed when the step is reached: what the shop changes later does not move it. Who has no such date, or one
/// that cannot be read, leaves the journey as <c>no-date</c> or <c>unreadable-date</c>; what was queued before is still sent.
/// </remarks>
public sealed record WaitUntilDateStep : JourneyStep
{
    /// <summary>Which date, and how many days before or after it.</summary>
    public required CustomerDate Date { get; init; }

    /// <summary>The local time.</summary>
    public required TimeOnly TimeOfDay { get; init; }

    /// <summary>What is done when the moment lies before the one at which the step was reached. A moment that passed because no worker ran is not past: who waited for it goes on.</summary>
    public required WhenPast WhenPast { get; init; }
}
