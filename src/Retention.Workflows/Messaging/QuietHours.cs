namespace Retention.Workflows;

/// <summary>
/// Hours in the customer's time zone in which nothing is sent. Messages that are due then wait until the end. Transactional messages are
/// exempt.
/// </summary>
public sealed record QuietHours
{
    /// <summary>The start, such as 21:00.</summary>
    public required TimeOnly From { get; init; }

    /// <summary>
    /// The end, such as 08:00. An end before <see cref="From"/> is on the next day; an end equal to <see cref="From"/> means that the quiet
    /// hours never end.
    /// </summary>
    public required TimeOnly Until { get; init; }

    /// <summary>The channels to which the quiet hours apply; empty (default) means all channels.</summary>
    public IReadOnlyList<Channel> Channels { get; init; } = [];

    /// <summary>The end of the quiet hours if they are active now; otherwise null.</summary>
    internal DateTimeOffset? EndOf(Channel channel, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (Channels.Count > 0 && !Channels.Contains(channel))
            return null;
        var clock = TimeOnly.FromDateTime(LocalTime.At(now, zone));
        var holds = From < Until ? clock >= From && clock < Until : clock >= From || clock < Until;
        return holds ? NextEnd(now, clock, zone) : null;
    }

    /// <summary>
    /// The next moment at which the clock shows the end. In a night that has an hour twice, this may be its second occurrence, which
    /// <see cref="LocalTime.NextTimeOfDay"/> does not return.
    /// </summary>
    private DateTimeOffset NextEnd(DateTimeOffset now, TimeOnly clock, TimeZoneInfo zone)
    {
        var next = LocalTime.NextTimeOfDay(now, Until, zone);
        var straight = now.ToUniversalTime() + (Until - clock);
        return straight > now && straight < next && TimeOnly.FromDateTime(LocalTime.At(straight, zone)) == Until ? straight : next;
    }
}
