namespace Retention.Workflows;

/// <summary>
/// Weekdays in the customer's time zone on which nothing is sent. Messages that are due then wait until the next day that is not quiet.
/// Transactional messages
/// are exempt.
/// </summary>
public sealed record QuietDays
{
    /// <summary>The weekdays; at least one, and not all seven.</summary>
    public required IReadOnlyList<DayOfWeek> Days { get; init; }

    /// <summary>The channels; empty (default) means all channels.</summary>
    public IReadOnlyList<Channel> Channels { get; init; } = [];

    /// <summary>The end of the quiet days if they are active now; otherwise null.</summary>
    internal DateTimeOffset? EndOf(Channel channel, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (Channels.Count > 0 && !Channels.Contains(channel))
            return null;
        DateTimeOffset? end = null;
        for (var at = now; Days.Contains(LocalTime.LocalDate(at, zone).DayOfWeek); at = end.Value)
            end = LocalTime.NextTimeOfDay(at, TimeOnly.MinValue, zone);
        return end;
    }
}
