using Retention.Workflows.Journeys.Building;

namespace Retention.Workflows;

/// <summary>Describes which customers enter a journey: <c>journey.Enroll.Monthly(day: 1, at: new TimeOnly(9, 0)).When(...)</c>.</summary>
public sealed class EnrollmentBuilder
{
    private readonly BuilderLock _lock;
    private EnrollmentTrigger? _trigger;
    private Condition? _audience;
    private ReEntry? _reEntry;

    internal EnrollmentBuilder(BuilderLock builderLock) => _lock = builderLock;

    /// <summary>Enrolls every day at a time in the host's zone.</summary>
    /// <exception cref="InvalidOperationException">The journey already has a trigger.</exception>
    public EnrollmentBuilder Daily(TimeOnly at) => On(EnrollmentTrigger.On(Schedule.Daily(at)));

    /// <summary>Enrolls every week on a day, at a time in the host's zone.</summary>
    /// <exception cref="InvalidOperationException">The journey already has a trigger.</exception>
    public EnrollmentBuilder Weekly(DayOfWeek day, TimeOnly at) => On(EnrollmentTrigger.On(Schedule.Weekly(day, at)));

    /// <summary>Enrolls every month on a day, at a time in the host's zone.</summary>
    /// <param name="day">1 to 31; in a shorter month its last day.</param>
    /// <param name="at">The local time.</param>
    /// <exception cref="InvalidOperationException">The journey already has a trigger.</exception>
    public EnrollmentBuilder Monthly(int day, TimeOnly at) => On(EnrollmentTrigger.On(Schedule.Monthly(day, at)));

    /// <summary>Enrolls when an event of the customer is stored.</summary>
    /// <remarks>An event older than <see cref="IngestionOptions.MaxTriggerAge"/> does not enroll, so an imported history enrolls
    /// nobody.</remarks>
    /// <exception cref="InvalidOperationException">The journey already has a trigger.</exception>
    public EnrollmentBuilder On(EventPattern pattern) => On(EnrollmentTrigger.On(pattern));

    /// <summary>Enrolls on a date of each customer: <c>OnDate(CustomerDate.Birthday.DaysBefore(7), at: new TimeOnly(9, 0))</c>.</summary>
    /// <param name="date">The date, with its shift in days. Each birthday, anniversary, day or voucher enrolls once, even if the date is
    /// corrected afterwards.</param>
    /// <param name="at">The time in the customer's zone.</param>
    /// <remarks>
    /// The enrollments of a day are determined at its start in the host's zone; the audience is evaluated then. After downtime, times older
    /// than <see cref="IngestionOptions.MaxTriggerAge"/> do not enroll.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The journey already has a trigger.</exception>
    public EnrollmentBuilder OnDate(CustomerDate date, TimeOnly at) => On(EnrollmentTrigger.On(date, at));

    /// <summary>Enrolls when the customer moves into one of these segments from a segment outside them.</summary>
    /// <exception cref="InvalidOperationException">The journey already has a trigger.</exception>
    public EnrollmentBuilder OnEntering(params IReadOnlyList<RfmSegment> segments) => On(EnrollmentTrigger.Enters(segments));

    /// <summary>Enrolls when the customer moves from one of these segments to a segment outside them.</summary>
    /// <exception cref="InvalidOperationException">The journey already has a trigger.</exception>
    public EnrollmentBuilder OnLeaving(params IReadOnlyList<RfmSegment> segments) => On(EnrollmentTrigger.Leaves(segments));

    /// <summary>Enrolls only customers whom the host enrolls through the client.</summary>
    /// <exception cref="InvalidOperationException">The journey already has a trigger.</exception>
    public EnrollmentBuilder ByHand() => On(EnrollmentTrigger.ByHand);

    /// <summary>Enrolls only customers for whom the condition is true at that time. Conditions of several calls must all be true.</summary>
    public EnrollmentBuilder When(Condition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        _lock.ThrowIfLocked("An audience");
        _audience = _audience is null ? condition : _audience & condition;
        return this;
    }

    /// <summary>Sets how often a customer may enter; default: again after the last enrollment ended, without a pause.</summary>
    /// <exception cref="InvalidOperationException">The journey already has a re-entry rule.</exception>
    public EnrollmentBuilder ReEntry(ReEntry rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        _lock.ThrowIfLocked("A re-entry rule");
        if (_reEntry is not null)
            throw new InvalidOperationException($"The journey already has a re-entry rule: {_reEntry.Describe()}.");
        _reEntry = rule;
        return this;
    }

    internal EnrollmentRule Build()
    {
        var rule = new EnrollmentRule { Audience = _audience };
        return rule with { Trigger = _trigger ?? rule.Trigger, ReEntry = _reEntry ?? rule.ReEntry };
    }

    private EnrollmentBuilder On(EnrollmentTrigger trigger)
    {
        _lock.ThrowIfLocked("An enrollment");
        if (_trigger is not null)
            throw new InvalidOperationException(
                $"The journey enrolls {_trigger.Describe()} already. A journey has one trigger, so {trigger.Describe()} cannot be added.");
        _trigger = trigger;
        return this;
    }
}
