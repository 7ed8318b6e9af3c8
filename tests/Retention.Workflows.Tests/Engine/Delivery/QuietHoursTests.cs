namespace Retention.Workflows.Tests.Engine.Delivery;

/// <summary>Quiet hours by local time, also in the nights of a clock change.</summary>
public sealed class QuietHoursTests
{
    private static readonly TimeZoneInfo Prague = TimeZoneInfo.FindSystemTimeZoneById("Europe/Prague");

    [Theory]
    [InlineData("21:00", "02:30", "2026-10-25T01:10:00Z",
        "2026-10-25T01:30:00Z")] // the second 02:10 of the autumn night: twenty minutes, not a day
    [InlineData("21:00", "02:30", "2026-10-25T00:10:00Z", "2026-10-25T00:30:00Z")] // the first 02:10
    [InlineData("21:00", "02:30", "2026-10-24T20:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("21:00", "08:00", "2026-10-25T01:10:00Z", "2026-10-25T07:00:00Z")]
    [InlineData("21:00", "02:30", "2026-03-29T00:10:00Z", "2026-03-29T01:00:00Z")] // 02:30 is skipped in spring
    [InlineData("21:00", "08:00", "2026-01-08T22:00:00Z", "2026-01-09T07:00:00Z")]
    [InlineData("09:00", "17:00", "2026-01-08T10:00:00Z", "2026-01-08T16:00:00Z")]
    public void Quiet_hours_end_when_the_clock_shows_their_end_again(string from, string until, string now, string end)
    {
        var hours = new QuietHours { From = TimeOnly.Parse(from, Invariant), Until = TimeOnly.Parse(until, Invariant) };

        hours.EndOf(Channel.Email, DateTimeOffset.Parse(now, Invariant), Prague).Should().Be(DateTimeOffset.Parse(end, Invariant));
    }

    private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;
}
