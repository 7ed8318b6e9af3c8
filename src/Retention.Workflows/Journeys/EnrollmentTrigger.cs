namespace Retention.Workflows;

/// <summary>A trigger that enrolls customers.</summary>
public abstract record EnrollmentTrigger
{
    private protected EnrollmentTrigger()
    {
    }

    /// <summary>No automatic trigger: the host enrolls through the client.</summary>
    public static EnrollmentTrigger ByHand { get; } = new ManualTrigger();

    /// <summary>Returns the trigger in English: "monthly on day 1 at 09:00", "manually".</summary>
    public abstract string Describe();

    /// <summary>Sweeps over the customers on a schedule in the host's zone.</summary>
    public static EnrollmentTrigger On(Schedule schedule) => new ScheduleTrigger(schedule);

    /// <summary>Enrolls when an event of the customer is stored.</summary>
    public static EnrollmentTrigger On(EventPattern pattern) => new EventTrigger(pattern);

    /// <summary>Enrolls on a date of each customer, at a time of day in the customer's zone. Each date enrolls once.</summary>
    public static EnrollmentTrigger On(CustomerDate date, TimeOnly at) => new DateTrigger(date, at);

    /// <summary>Enrolls when the customer moves into one of these segments from a segment outside them.</summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public static EnrollmentTrigger Enters(params IReadOnlyList<RfmSegment> segments) => new SegmentTrigger(SegmentMove.Enters, segments);

    /// <summary>Enrolls when the customer moves from one of these segments to a segment outside them.</summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public static EnrollmentTrigger Leaves(params IReadOnlyList<RfmSegment> segments) => new SegmentTrigger(SegmentMove.Leaves, segments);
}
