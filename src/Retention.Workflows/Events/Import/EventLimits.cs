namespace Retention.Workflows;

/// <summary>What the events of a file may say, besides being well formed. Immutable.</summary>
public sealed record EventLimits
{
    /// <summary>The earliest moment at which an event may have happened; default the start of 1970.</summary>
    public DateTimeOffset Earliest { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The latest moment at which an event may have happened; default the start of 2100. A shop that reads what has happened says now, and a little for clocks that differ.</summary>
    public DateTimeOffset Latest { get; init; } = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether a customer is known; an event of another one is an error. Default: everybody may stand in a file.</summary>
    public Func<CustomerId, bool>? IsKnown { get; init; }
}
