using Retention.Workflows.Naming;
using Retention.Workflows.Segments;

namespace Retention.Workflows;

/// <summary>Which customers enter a journey, when and how often.</summary>
public sealed record EnrollmentRule
{
    /// <summary>The trigger; default manual.</summary>
    public EnrollmentTrigger Trigger { get; init; } = EnrollmentTrigger.ByHand;

    /// <summary>The audience; default null: every customer.</summary>
    public Condition? Audience { get; init; }

    /// <summary>How often a customer may enter; default again after the end, without a pause.</summary>
    public ReEntry ReEntry { get; init; } = ReEntry.AfterExit(default);
}

/// <summary>A trigger that enrolls customers.</summary>
public abstract record EnrollmentTrigger
{
    private protected EnrollmentTrigger()
    {
    }

    /// <summary>No automatic trigger: the host enrolls through the client.</summary>
    public static EnrollmentTrigger ByHand { get; } = new ManualTrigger();

    /// <summary>Returns the trigger in English: "monthly on day 1 at 09:00", "by hand".</summary>
    public abstract string Describe();

    /// <summary>Sweeps over the customers on a schedule in the host's zone.</summary>
    public static EnrollmentTrigger On(Schedule schedule) => new ScheduleTrigger(schedule);

    /// <summary>Enrolls when an event happens to the customer.</summary>
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

/// <summary>Enrolls on a date of each customer, at a time of day in the customer's zone.</summary>
public sealed record DateTrigger : EnrollmentTrigger
{
    internal DateTrigger(CustomerDate date, TimeOnly at)
    {
        ArgumentNullException.ThrowIfNull(date);
        Date = date;
        At = at;
    }

    /// <summary>The date, with its shift in days.</summary>
    public CustomerDate Date { get; }

    /// <summary>The local time.</summary>
    public TimeOnly At { get; }

    /// <inheritdoc/>
    public override string Describe() => $"{(Date.Offset == 0 ? "on " : "")}{Date.Describe()} at {Schedule.Describe(At)}";
}

/// <summary>Enrolls when an event happens to the customer.</summary>
public sealed record EventTrigger : EnrollmentTrigger
{
    internal EventTrigger(EventPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        Event = pattern;
    }

    /// <summary>The event.</summary>
    public EventPattern Event { get; }

    /// <inheritdoc/>
    public override string Describe() => $"on {Event}";
}

/// <summary>Enrolls when the customer enters or leaves segments. A move between two of the listed segments is neither.</summary>
public sealed record SegmentTrigger : EnrollmentTrigger
{
    internal SegmentTrigger(SegmentMove move, IReadOnlyList<RfmSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        if (segments.Count == 0)
            throw new ArgumentException("Name one segment at least.", nameof(segments));
        Move = move;
        Segments = [.. segments.Distinct().Order()];
    }

    /// <summary>Entering or leaving.</summary>
    public SegmentMove Move { get; }

    /// <summary>The segments, without duplicates.</summary>
    public IReadOnlyList<RfmSegment> Segments { get; }

    /// <inheritdoc/>
    public override string Describe() => $"who {KebabName.Of(Move)} {string.Join(" or ", Segments.Select(segment => segment.ToName()))}";

    /// <summary>True if both have the same content.</summary>
    public bool Equals(SegmentTrigger? other) => other is not null && Move == other.Move && Segments.SequenceEqual(other.Segments);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Move, Segments.Count);
}

/// <summary>The direction of a segment move.</summary>
public enum SegmentMove
{
    /// <summary>From outside into one of the segments.</summary>
    Enters = 0,

    /// <summary>From one of the segments to outside.</summary>
    Leaves = 1,
}

/// <summary>No automatic trigger: the host enrolls through the client.</summary>
public sealed record ManualTrigger : EnrollmentTrigger
{
    internal ManualTrigger()
    {
    }

    /// <inheritdoc/>
    public override string Describe() => "by hand";
}

/// <summary>Sweeps over the customers on a schedule.</summary>
public sealed record ScheduleTrigger : EnrollmentTrigger
{
    internal ScheduleTrigger(Schedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        Schedule = schedule;
    }

    /// <summary>The schedule, in the host's zone.</summary>
    public Schedule Schedule { get; }

    /// <inheritdoc/>
    public override string Describe() => Schedule.Describe();
}

/// <summary>
/// How often a customer may enter. Only <see cref="Always"/> and <see cref="PerKey"/> allow two active enrollments at once.
/// </summary>
public abstract record ReEntry
{
    private protected ReEntry()
    {
    }

    /// <summary>Once per customer, forever.</summary>
    public static ReEntry Once { get; } = new OnceReEntry();

    /// <summary>Every time, even with an active enrollment. A repeated schedule or key still enrolls once.</summary>
    public static ReEntry Always { get; } = new AlwaysReEntry();

    /// <summary>Every time, up to a total number per customer.</summary>
    /// <param name="max">1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static ReEntry AtMost(int max) => new AlwaysReEntry(max);

    /// <summary>Once per value of a property of the trigger event, such as a cart's id; also with an active enrollment.</summary>
    /// <param name="property">The property's key. An event without it does not enroll.</param>
    /// <exception cref="ArgumentException">The key is not a valid property key.</exception>
    public static ReEntry PerKey(string property) => new PerKeyReEntry(property);

    /// <summary>Again after the end of the last enrollment and a pause, by the calendar of the customer's zone.</summary>
    public static ReEntry AfterExit(Period cooldown) => new AfterExitReEntry(cooldown);

    /// <summary>Returns the rule in English: "once", "again 6 months after the end".</summary>
    public abstract string Describe();
}

/// <summary>Once per customer, forever.</summary>
public sealed record OnceReEntry : ReEntry
{
    internal OnceReEntry()
    {
    }

    /// <inheritdoc/>
    public override string Describe() => "once";
}

/// <summary>Every time, optionally up to a total number.</summary>
public sealed record AlwaysReEntry : ReEntry
{
    internal AlwaysReEntry(int? max = null)
    {
        if (max is { } most)
            ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(max));
        Max = max;
    }

    /// <summary>The maximum number per customer; null without a limit.</summary>
    public int? Max { get; }

    /// <inheritdoc/>
    public override string Describe() =>
        Max is { } max ? $"every time, even while still inside, {max} times at most" : "every time, even while still inside";
}

/// <summary>Once per value of a property of the trigger event.</summary>
public sealed record PerKeyReEntry : ReEntry
{
    internal PerKeyReEntry(string property)
    {
        if (!PropertyBag.IsKey(property))
            throw new ArgumentException(
                $"'{property}' is not a valid property key: a letter or underscore, then letters, digits, underscores or hyphens, at most 64 in all.", nameof(property));
        Property = property;
    }

    /// <summary>The property's key.</summary>
    public string Property { get; }

    /// <inheritdoc/>
    public override string Describe() => $"once per {Property}";
}

/// <summary>Again after the end and a pause.</summary>
public sealed record AfterExitReEntry : ReEntry
{
    internal AfterExitReEntry(Period cooldown) => Cooldown = cooldown;

    /// <summary>The pause; may be zero.</summary>
    public Period Cooldown { get; }

    /// <inheritdoc/>
    public override string Describe() => Cooldown.IsZero ? "again after the end" : $"again {Cooldown.ToText()} after the end";
}
