namespace Retention.Workflows;

/// <summary>Hours of the customer's zone in which nothing is sent; what is due then waits until they end. Transactional messages are exempt.</summary>
public sealed record QuietHours
{
    /// <summary>When they begin, such as 21:00.</summary>
    public required TimeOnly From { get; init; }

    /// <summary>When they end, such as 08:00; before <see cref="From"/> they go across midnight, at <see cref="From"/> they never end.</summary>
    public required TimeOnly Until { get; init; }

    /// <summary>On which channels; default all.</summary>
    public IReadOnlyList<Channel> Channels { get; init; } = [];

    /// <summary>When they end, if they hold now.</summary>
    internal DateTimeOffset? EndOf(Channel channel, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (Channels.Count > 0 && !Channels.Contains(channel))
            return null;
        var clock = TimeOnly.FromDateTime(LocalTime.At(now, zone));
        var holds = From < Until ? clock >= From && clock < Until : clock >= From || clock < Until;
        return holds ? NextEnd(now, clock, zone) : null;
    }

    /// <summary>When the clock shows the end. In the night that has an hour twice that may be its second showing, which is no <see cref="LocalTime.NextTimeOfDay"/>.</summary>
    private DateTimeOffset NextEnd(DateTimeOffset now, TimeOnly clock, TimeZoneInfo zone)
    {
        var next = LocalTime.NextTimeOfDay(now, Until, zone);
        var straight = now.ToUniversalTime() + (Until - clock);
        return straight > now && straight < next && TimeOnly.FromDateTime(LocalTime.At(straight, zone)) == Until ? straight : next;
    }
}
