namespace Retention.Workflows.Journeys;

/// <summary>Time passes: a period from the moment the step was reached.</summary>
/// <remarks>Days and months are calendar days and months at the same local time in the customer's zone; hours are elapsed time.</remarks>
public sealed record WaitStep : JourneyStep
{
    /// <summary>How long.</summary>
    public required Period Period { get; init; }
}

/// <summary>Time passes until the clock of the customer's zone next shows a time of day, on a day of the week where one is named.</summary>
public sealed record WaitUntilStep : JourneyStep
{
    /// <summary>The local time.</summary>
    public required TimeOnly TimeOfDay { get; init; }

    /// <summary>The day of the week; default any.</summary>
    public DayOfWeek? Day { get; init; }
}

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

/// <summary>Time passes until an event happens to the customer, or for a period at most; what is done then depends on which came first.</summary>
/// <remarks>
/// Only events that happened after the step was reached count. Where the event and the end of the time meet, the event wins. The log
/// decides, by when the event happened: one that comes late, but before the customer went on, counts as if it had come in time.
/// </remarks>
public sealed record WaitForEventStep : JourneyStep
{
    /// <summary>What is waited for.</summary>
    public required EventPattern Event { get; init; }

    /// <summary>How long at most; days and months by the calendar of the customer's zone.</summary>
    public required Period Timeout { get; init; }

    /// <summary>What is done when the event happened; default nothing.</summary>
    public IReadOnlyList<JourneyStep> Received { get; init => field = StepList.Copy(value); } = [];

    /// <summary>What is done when the time ran out; default nothing.</summary>
    public IReadOnlyList<JourneyStep> TimedOut { get; init => field = StepList.Copy(value); } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<StepBranch> Branches => [new("received", Received), new("timeout", TimedOut)];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(WaitForEventStep? other) =>
        other is not null && Name == other.Name && Event == other.Event && Timeout == other.Timeout
        && Received.SequenceEqual(other.Received) && TimedOut.SequenceEqual(other.TimedOut);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Event, Timeout);
}

/// <summary>Time passes until nothing of a kind has happened to the customer for a period: each matching event begins it anew. So a cart becomes abandoned.</summary>
/// <remarks>Only events that happened after the step was reached count; without any, the period runs from that moment.</remarks>
public sealed record WaitForSilenceStep : JourneyStep
{
    /// <summary>What breaks the silence; one at least.</summary>
    public required IReadOnlyList<EventPattern> Events { get; init => field = [.. value]; }

    /// <summary>How long nothing must happen.</summary>
    public required Period Period { get; init; }

    /// <summary>Whether both say the same.</summary>
    public bool Equals(WaitForSilenceStep? other) =>
        other is not null && Name == other.Name && Period == other.Period && Events.SequenceEqual(other.Events);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Period, Events.Count);
}
