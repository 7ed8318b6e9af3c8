namespace Retention.Workflows;

/// <summary>
/// Weekdays of the customer's zone on which nothing is sent; what is due then waits until the next other day begins. Transactional messages
/// are exempt.
/// </summary>
public sealed record QuietDays
{
    /// <summary>The weekdays; at least one, and not all seven.</summary>
    public required IReadOnlyList<DayOfWeek> Days { get; init; }

    /// <summary>On which channels; default all.</summary>
    public IReadOnlyList<Channel> Channels { get; init; } = [];

    /// <summary>When they end, if they hold now.</summary>
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
