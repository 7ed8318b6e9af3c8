namespace Retention.Workflows;

/// <summary>Which events are accepted, and which of them enroll customers. A group of <see cref="RetentionOptions"/>.</summary>
public sealed class IngestionOptions
{
    /// <summary>The maximum age of an event, or of a customer's date, that enrolls; at least 1 minute, default 1 day.</summary>
    /// <remarks>An imported history is older and therefore enrolls nobody; after a longer downtime, older dates enroll nobody either. Raise
    /// it for journeys by date that may be late; each missed day is then a sweep over the customers. Exits, goals and waits use the time
    /// when an event happened, however late it arrives.</remarks>
    public TimeSpan MaxTriggerAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How events of customers without a description are handled; default <see cref="UnknownCustomers.Wait"/>.</summary>
    public UnknownCustomers UnknownCustomers { get; set; }

    /// <summary>The earliest time of an event; default the start of 1970 in UTC. Older events are refused.</summary>
    public DateTimeOffset EarliestEvent { get; set; } = DateTimeOffset.UnixEpoch;

    /// <summary>
    /// How far ahead of the engine's clock an event may be, since clocks differ; zero or more, default 1 day. Later events are refused.
    /// </summary>
    public TimeSpan MaxClockSkew { get; set; } = TimeSpan.FromDays(1);
}
