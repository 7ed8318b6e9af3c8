using Retention.Workflows.Naming;
using Retention.Workflows.Segments;

namespace Retention.Workflows;

/// <summary>Who enters a journey, when and how often.</summary>
public sealed record EnrollmentRule
{
    /// <summary>What enrolls; default by hand.</summary>
    public EnrollmentTrigger Trigger { get; init; } = EnrollmentTrigger.ByHand;

    /// <summary>Whom; default everybody.</summary>
    public Condition? Audience { get; init; }

    /// <summary>How often the same customer may enter; default again after the end, without a pause.</summary>
    public ReEntry ReEntry { get; init; } = ReEntry.AfterExit(default);
}

/// <summary>What enrolls customers.</summary>
public abstract record EnrollmentTrigger
{
    private protected EnrollmentTrigger()
    {
    }

    /// <summary>Nothing by itself: the host enrolls through the client.</summary>
    public static EnrollmentTrigger ByHand { get; } = new ManualTrigger();

    /// <summary>Says what enrolls in English: "monthly on day 1 at 09:00", "by hand".</summary>
    public abstract string Describe();

    /// <summary>A sweep over the customers whenever the schedule says so, by the shop's clock.</summary>
    public static EnrollmentTrigger On(Schedule schedule) => new ScheduleTrigger(schedule);

    /// <summary>The moment something happens to the customer.</summary>
    public static EnrollmentTrigger On(EventPattern pattern) => new EventTrigger(pattern);

    /// <summary>A date of each customer, at a time of day in the customer's zone; each date enrolls once.</summary>
    public static EnrollmentTrigger On(CustomerDate date, TimeOnly at) => new DateTrigger(date, at);

    /// <summary>The moment the customer comes into one of these segments from another one.</summary>
    /// <exception cref="ArgumentException">No segment is named.</exception>
    public static EnrollmentTrigger Enters(params IReadOnlyList<RfmSegment> segments) => new SegmentTrigger(SegmentMove.Enters, segments);

    /// <summary>The moment the customer leaves these segments for another one.</summary>
    /// <exception cref="ArgumentException">No segment is named.</exception>
    public static EnrollmentTrigger Leaves(params IReadOnlyList<RfmSegment> segments) => new SegmentTrigger(SegmentMove.Leaves, segments);
}

/// <summary>A date of each customer, at a time of day in the customer's zone.</summary>
public sealed record DateTrigger : EnrollmentTrigger
{
    internal DateTrigger(CustomerDate date, TimeOnly at)
    {
        ArgumentNullException.ThrowIfNull(date);
        Date = date;
        At = at;
    }

    /// <summary>Which date, and how many days before or after it.</summary>
    public CustomerDate Date { get; }

    /// <summary>The local time.</summary>
    public TimeOnly At { get; }

    /// <inheritdoc/>
    public override string Describe() => $"{(Date.Offset == 0 ? "on " : "")}{Date.Describe()} at {Schedule.Describe(At)}";
}

/// <summary>The moment something happens to the customer.</summary>
public sealed record EventTrigger : EnrollmentTrigger
{
    internal EventTrigger(EventPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        Event = pattern;
    }

    /// <summary>What enrolls.</summary>
    public EventPattern Event { get; }

    /// <inheritdoc/>
    public override string Describe() => $"on {Event}";
}

/// <summary>The moment the customer comes into or leaves segments. Moving between two of the named segments is neither.</summary>
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

    /// <summary>Coming or leaving.</summary>
    public SegmentMove Move { get; }

    /// <summary>Which segments, each once.</summary>
    public IReadOnlyList<RfmSegment> Segments { get; }

    /// <inheritdoc/>
    public override string Describe() => $"who {KebabName.Of(Move)} {string.Join(" or ", Segments.Select(segment => segment.ToName()))}";

    /// <summary>Whether both say the same.</summary>
    public bool Equals(SegmentTrigger? other) => other is not null && Move == other.Move && Segments.SequenceEqual(other.Segments);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Move, Segments.Count);
}

/// <summary>Which way over the border of segments.</summary>
public enum SegmentMove
{
    /// <summary>From outside into one of them.</summary>
    Enters = 0,

    /// <summary>From one of them to outside.</summary>
    Leaves = 1,
}

/// <summary>The host enrolls through the client.</summary>
public sealed record ManualTrigger : EnrollmentTrigger
{
    internal ManualTrigger()
    {
    }

    /// <inheritdoc/>
    public override string Describe() => "by hand";
}

/// <summary>A sweep over the customers on a schedule.</summary>
public sealed record ScheduleTrigger : EnrollmentTrigger
{
    internal ScheduleTrigger(Schedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        Schedule = schedule;
    }

    /// <summary>When, by the shop's clock.</summary>
    public Schedule Schedule { get; }

    /// <inheritdoc/>
    public override string Describe() => Schedule.Describe();
}

/// <summary>How often the same customer may enter; never twice at once but for <see cref="Always"/>.</summary>
public abstract record ReEntry
{
    private protected ReEntry()
    {
    }

    /// <summary>Once in a life.</summary>
    public static ReEntry Once { get; } = new OnceReEntry();

    /// <summary>Every time, even while an earlier enrollment is still under way; a repeated schedule or key still enrolls once.</summary>
    public static ReEntry Always { get; } = new AlwaysReEntry();

    /// <summary>Every time, but so often at most in a life.</summary>
    /// <param name="max">1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static ReEntry AtMost(int max) => new AlwaysReEntry(max);

    /// <summary>Once for each value of a property of the event that enrolls, such as a cart's id; also while an earlier enrollment is still under way.</summary>
    /// <param name="property">The property's key; an event without it does not enroll.</param>
    /// <exception cref="ArgumentException">It is not a valid property key.</exception>
    public static ReEntry PerKey(string property) => new PerKeyReEntry(property);

    /// <summary>Again after the end of the last enrollment and a pause, by the calendar of the customer's zone.</summary>
    public static ReEntry AfterExit(Period cooldown) => new AfterExitReEntry(cooldown);

    /// <summary>Says how often in English: "once", "again 6 months after the end".</summary>
    public abstract string Describe();
}

/// <summary>Once in a life.</summary>
public sealed record OnceReEntry : ReEntry
{
    internal OnceReEntry()
    {
    }

    /// <inheritdoc/>
    public override string Describe() => "once";
}

/// <summary>Every time.</summary>
public sealed record AlwaysReEntry : ReEntry
{
    internal AlwaysReEntry(int? max = null)
    {
        if (max is { } most)
            ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(max));
        Max = max;
    }

    /// <summary>How often at most in a life; none is without a limit.</summary>
    public int? Max { get; }

    /// <inheritdoc/>
    public override string Describe() => Max is { } max ? $"every time, even while still inside, {max} times at most" : "every time, even while still inside";
}

/// <summary>Once for each value of a property of the event that enrolls.</summary>
public sealed record PerKeyReEntry : ReEntry
{
    internal PerKeyReEntry(string property)
    {
        if (!PropertyBag.IsKey(property))
            throw new ArgumentException($"'{property}' is not a valid property key: a letter or underscore, then letters, digits, underscores or hyphens, at most 64 in all.", nameof(property));
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
