namespace Retention.Workflows;

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

    /// <summary>Returns the rule in English: "once", "again 6 months after the last enrollment ended".</summary>
    public abstract string Describe();
}
