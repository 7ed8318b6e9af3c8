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
    internal AlwaysReEntry()
    {
    }

    /// <inheritdoc/>
    public override string Describe() => "every time, even while still inside";
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
