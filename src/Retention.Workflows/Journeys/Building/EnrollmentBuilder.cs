using Retention.Workflows.Journeys.Building;

namespace Retention.Workflows;

/// <summary>Describes who enters a journey: <c>journey.Enroll.Monthly(day: 1, at: new TimeOnly(9, 0)).When(...)</c>.</summary>
public sealed class EnrollmentBuilder
{
    private readonly BuilderLock _lock;
    private EnrollmentTrigger? _trigger;
    private Condition? _audience;
    private ReEntry? _reEntry;

    internal EnrollmentBuilder(BuilderLock builderLock) => _lock = builderLock;

    /// <summary>Every day at a time of the shop's clock.</summary>
    /// <exception cref="InvalidOperationException">Something else enrolls already.</exception>
    public EnrollmentBuilder Daily(TimeOnly at) => On(EnrollmentTrigger.On(Schedule.Daily(at)));

    /// <summary>Every week on a day, at a time of the shop's clock.</summary>
    /// <exception cref="InvalidOperationException">Something else enrolls already.</exception>
    public EnrollmentBuilder Weekly(DayOfWeek day, TimeOnly at) => On(EnrollmentTrigger.On(Schedule.Weekly(day, at)));

    /// <summary>Every month on a day, at a time of the shop's clock.</summary>
    /// <param name="day">1 to 31; in a shorter month its last day.</param>
    /// <param name="at">The local time.</param>
    /// <exception cref="InvalidOperationException">Something else enrolls already.</exception>
    public EnrollmentBuilder Monthly(int day, TimeOnly at) => On(EnrollmentTrigger.On(Schedule.Monthly(day, at)));

    /// <summary>The moment something happens to the customer.</summary>
    /// <remarks>An event that happened longer ago than <c>RetentionOptions.OldestTrigger</c> does not enroll: a history that is imported moves nobody.</remarks>
    /// <exception cref="InvalidOperationException">Something else enrolls already.</exception>
    public EnrollmentBuilder On(EventPattern pattern) => On(EnrollmentTrigger.On(pattern));

    /// <summary>A date of each customer: <c>OnDate(CustomerDate.Birthday.DaysBefore(7), at: new TimeOnly(9, 0))</c>.</summary>
    /// <param name="date">Which date, and how many days before or after it. Each birthday, anniversary, day or voucher enrolls once, also when the shop corrects it afterwards.</param>
    /// <param name="at">The time in the customer's zone.</param>
    /// <remarks>
    /// Who is enrolled on a day is found out at its start by the shop's clock; the audience is asked then. After downtime, moments that lie longer
    /// ago than <c>RetentionOptions.OldestTrigger</c> do not enroll.
    /// </remarks>
    /// <exception cref="InvalidOperationException">Something else enrolls already.</exception>
    public EnrollmentBuilder OnDate(CustomerDate date, TimeOnly at) => On(EnrollmentTrigger.On(date, at));

    /// <summary>The moment the customer comes into one of these segments from another one.</summary>
    /// <exception cref="InvalidOperationException">Something else enrolls already.</exception>
    public EnrollmentBuilder OnEntering(params IReadOnlyList<RfmSegment> segments) => On(EnrollmentTrigger.Enters(segments));

    /// <summary>The moment the customer leaves these segments for another one.</summary>
    /// <exception cref="InvalidOperationException">Something else enrolls already.</exception>
    public EnrollmentBuilder OnLeaving(params IReadOnlyList<RfmSegment> segments) => On(EnrollmentTrigger.Leaves(segments));

    /// <summary>Only whom the host enrolls through the client.</summary>
    /// <exception cref="InvalidOperationException">Something else enrolls already.</exception>
    public EnrollmentBuilder ByHand() => On(EnrollmentTrigger.ByHand);

    /// <summary>Only customers who fulfil the condition at that moment. Called again, both must hold.</summary>
    public EnrollmentBuilder When(Condition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        _lock.ThrowIfLocked("An audience");
        _audience = _audience is null ? condition : _audience & condition;
        return this;
    }

    /// <summary>How often the same customer may enter; default again after the end, without a pause.</summary>
    /// <exception cref="InvalidOperationException">It is said already.</exception>
    public EnrollmentBuilder ReEntry(ReEntry rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        _lock.ThrowIfLocked("A re-entry rule");
        if (_reEntry is not null)
            throw new InvalidOperationException($"The journey has a re-entry rule already: {_reEntry.Describe()}.");
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
            throw new InvalidOperationException($"The journey enrolls {_trigger.Describe()} already; {trigger.Describe()} cannot be added, since a journey has one trigger.");
        _trigger = trigger;
        return this;
    }
}
