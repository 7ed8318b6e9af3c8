using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Time;

public class LocalTimeTests
{
    [Theory]
    // An ordinary time.
    [InlineData("Europe/Berlin", "2026-03-28T02:30", "2026-03-28T01:30")]
    // Gap: 02:00 becomes 03:00 at 01:00 UTC.
    [InlineData("Europe/Berlin", "2026-03-29T01:59", "2026-03-29T00:59")]
    [InlineData("Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00")]
    [InlineData("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00")]
    [InlineData("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00")]
    [InlineData("Europe/Berlin", "2026-03-29T03:01", "2026-03-29T01:01")]
    // Overlap: 03:00 becomes 02:00 at 01:00 UTC.
    [InlineData("Europe/Berlin", "2026-10-25T01:59", "2026-10-24T23:59")]
    [InlineData("Europe/Berlin", "2026-10-25T02:00", "2026-10-25T00:00")]
    [InlineData("Europe/Berlin", "2026-10-25T02:59", "2026-10-25T00:59")]
    [InlineData("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00")]
    // Half an hour: 02:00 becomes 02:30 in October and 01:30 in April.
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30")]
    [InlineData("Australia/Lord_Howe", "2026-10-04T02:30", "2026-10-03T15:30")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45")]
    [InlineData("Australia/Lord_Howe", "2026-04-05T02:00", "2026-04-04T15:30")]
    // A whole day: 30 December 2011 was skipped.
    [InlineData("Pacific/Apia", "2011-12-29T23:59", "2011-12-30T09:59")]
    [InlineData("Pacific/Apia", "2011-12-30T00:00", "2011-12-30T10:00")]
    [InlineData("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00")]
    [InlineData("Pacific/Apia", "2011-12-31T00:00", "2011-12-30T10:00")]
    // The base offset changes, without daylight saving: 02:00 becomes 05:00, back to 02:00 at 02:00.
    [InlineData("Antarctica/Casey", "2009-10-18T03:00", "2009-10-17T18:00")]
    [InlineData("Antarctica/Casey", "2010-03-05T00:30", "2010-03-04T13:30")]
    public void A_local_time_is_the_first_instant_at_which_the_clock_shows_it_or_has_passed_it(string zone, string local, string utc) =>
        LocalTime.ToInstant(Local(local), Zone(zone)).Should().Be(Utc(utc));

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-28T23:00")]
    [InlineData("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00")]
    [InlineData("Africa/Cairo", "2024-04-26", "2024-04-25T22:00")]
    [InlineData("Asia/Beirut", "2024-03-31", "2024-03-30T22:00")]
    // The clock shows midnight twice: 01:00 becomes 00:00.
    [InlineData("America/Havana", "2026-11-01", "2026-11-01T04:00")]
    // 00:00 becomes 23:00 of the previous day, so there is one midnight, an hour late.
    [InlineData("America/Sao_Paulo", "2019-02-17", "2019-02-17T03:00")]
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T10:00")]
    public void A_day_begins_at_midnight_or_at_the_end_of_the_gap(string zone, string date, string utc)
    {
        var start = LocalTime.StartOfDay(Date(date), Zone(zone));

        start.Should().Be(Utc(utc));
        LocalTime.LocalDate(start.AddTicks(-1), Zone(zone)).Should().BeBefore(Date(date));
    }

    [Fact]
    public void The_date_is_the_one_in_the_zone()
    {
        LocalTime.LocalDate(Utc("2026-01-01T00:30"), Zone("America/New_York")).Should().Be(new DateOnly(2025, 12, 31));
        LocalTime.LocalDate(Utc("2025-12-31T10:30"), Zone("Pacific/Kiritimati")).Should().Be(new DateOnly(2026, 1, 1));
    }

    [Fact]
    public void A_day_keeps_the_local_time_and_24_hours_do_not()
    {
        var berlin = Zone("Europe/Berlin");
        var eveningBefore = Utc("2026-03-28T17:00");

        LocalTime.Add(eveningBefore, Days(1), berlin).Should().Be(Utc("2026-03-29T16:00"));
        LocalTime.Add(eveningBefore, Hours(24), berlin).Should().Be(Utc("2026-03-29T17:00"));
        LocalTime.Subtract(Utc("2026-03-29T16:00"), Days(1), berlin).Should().Be(eveningBefore);
    }

    [Fact]
    public void Hours_elapse_through_an_overlap()
    {
        var berlin = Zone("Europe/Berlin");
        var secondShowing = Utc("2026-10-25T01:30");

        LocalTime.Add(secondShowing, default, berlin).Should().Be(secondShowing);
        LocalTime.Add(secondShowing, Minutes(10), berlin).Should().Be(Utc("2026-10-25T01:40"));
        LocalTime.Subtract(secondShowing, Minutes(10), berlin).Should().Be(Utc("2026-10-25T01:20"));
        LocalTime.Add(secondShowing, Days(1), berlin).Should().Be(Utc("2026-10-26T01:30"));
    }

    [Fact]
    public void The_exact_part_elapses_from_the_end_of_the_gap() =>
        LocalTime.Add(Utc("2026-03-28T01:30"), Days(1) + Hours(1), Zone("Europe/Berlin")).Should().Be(Utc("2026-03-29T02:00"));

    [Theory]
    [InlineData("2026-08-31T10:00", 6, "2026-02-28T11:00")]
    [InlineData("2024-08-31T10:00", 6, "2024-02-29T11:00")]
    [InlineData("2026-03-31T10:00", 1, "2026-02-28T11:00")]
    [InlineData("2026-12-31T11:00", 1, "2026-11-30T11:00")]
    [InlineData("2024-02-29T11:00", 12, "2023-02-28T11:00")]
    public void A_window_of_months_begins_at_the_last_day_of_a_shorter_month(string now, int months, string start) =>
        LocalTime.Subtract(Utc(now), Months(months), Zone("Europe/Berlin")).Should().Be(Utc(start));

    [Fact]
    public void Months_are_counted_from_the_original_date()
    {
        var start = Utc("2026-01-31T12:00");

        var dates = Enumerable.Range(1, 4)
            .Select(count => LocalTime.LocalDate(LocalTime.Add(start, Months(count), TimeZoneInfo.Utc), TimeZoneInfo.Utc));

        dates.Should().Equal(Date("2026-02-28"), Date("2026-03-31"), Date("2026-04-30"), Date("2026-05-31"));
        LocalTime.Add(start, Months(1) + Days(1), TimeZoneInfo.Utc).Should().Be(Utc("2026-03-01T12:00"));
    }

    [Fact]
    public void Months_are_those_of_the_local_date()
    {
        // In Auckland it is already 31 August; in UTC it is the 30th.
        LocalTime.Subtract(Utc("2026-08-30T20:00"), Months(6), Zone("Pacific/Auckland")).Should().Be(Utc("2026-02-27T19:00"));
    }

    [Fact]
    public void Results_are_in_utc_whatever_the_offset_of_the_instant()
    {
        var berlin = Zone("Europe/Berlin");
        var instant = new DateTimeOffset(2026, 6, 1, 9, 0, 0, TimeSpan.FromHours(-7));

        DateTimeOffset[] results =
        [
            LocalTime.Add(instant, default, berlin), LocalTime.Add(instant, Hours(1), berlin),
            LocalTime.Subtract(instant, Months(1), berlin),
            LocalTime.NextTimeOfDay(instant, new TimeOnly(9, 0), berlin), LocalTime.StartOfDay(new DateOnly(2026, 6, 1), berlin),
            Schedule.Daily(new TimeOnly(9, 0)).Next(instant, berlin).At, Schedule.Daily(new TimeOnly(9, 0)).Latest(instant, berlin).At,
        ];

        results.Should().OnlyContain(result => result.Offset == TimeSpan.Zero);
        results[1].Should().Be(Utc("2026-06-01T17:00"));
    }

    [Theory]
    [InlineData("2026-03-28T12:00", "2026-03-29T01:00")]
    [InlineData("2026-03-29T00:59", "2026-03-29T01:00")]
    [InlineData("2026-03-29T01:00", "2026-03-30T00:30")]
    [InlineData("2026-10-25T00:00", "2026-10-25T00:30")]
    [InlineData("2026-10-25T00:30", "2026-10-26T01:30")]
    [InlineData("2026-10-25T01:10", "2026-10-26T01:30")]
    public void A_time_of_day_comes_once_a_day_and_strictly_later(string after, string next) =>
        LocalTime.NextTimeOfDay(Utc(after), new TimeOnly(2, 30), Zone("Europe/Berlin")).Should().Be(Utc(next));

    [Theory]
    [InlineData(2023, "2023-02-28")]
    [InlineData(2024, "2024-02-29")]
    [InlineData(2100, "2100-02-28")]
    public void A_birthday_on_29_February_is_on_the_28th_in_common_years(int year, string date) =>
        LocalTime.InYear(new DateOnly(1996, 2, 29), year).Should().Be(Date(date));

    [Fact]
    public void Other_birthdays_keep_their_date()
    {
        LocalTime.InYear(new DateOnly(1999, 2, 28), 2024).Should().Be(Date("2024-02-28"));
        LocalTime.InYear(new DateOnly(1999, 12, 31), 2024).Should().Be(Date("2024-12-31"));
        FluentActions.Invoking(() => LocalTime.InYear(new DateOnly(1999, 12, 31), 10_000)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Values_outside_the_calendar_are_refused_with_a_reason()
    {
        var kiritimati = Zone("Pacific/Kiritimati");
        var now = Utc("2026-06-01T00:00");
        var daily = Schedule.Daily(TimeOnly.MaxValue);
        Action[] impossible =
        [
            () => LocalTime.At(DateTimeOffset.MinValue, kiritimati), () => LocalTime.At(DateTimeOffset.MaxValue, kiritimati),
            () => LocalTime.Add(DateTimeOffset.MaxValue, default, kiritimati),
            () => LocalTime.Subtract(DateTimeOffset.MinValue, Days(1), kiritimati),
            () => LocalTime.Add(now, Years(9_999), kiritimati), () => LocalTime.Add(now, Days(3_652_058), kiritimati),
            () => LocalTime.Add(now, Hours(87_649_392), kiritimati),
            () => LocalTime.Subtract(now, Years(9_999), kiritimati), () => LocalTime.Subtract(now, Days(3_652_058), kiritimati),
            () => LocalTime.Subtract(now, Hours(87_649_392), kiritimati),
            () => LocalTime.ToInstant(DateTime.MaxValue, kiritimati), () => LocalTime.StartOfDay(DateOnly.MinValue, kiritimati),
            () => LocalTime.NextTimeOfDay(DateTimeOffset.MaxValue, TimeOnly.MinValue, kiritimati),
            () => daily.Next(DateTimeOffset.MaxValue, kiritimati), () => daily.Latest(DateTimeOffset.MinValue, kiritimati),
            () => daily.Next(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(-1), TimeZoneInfo.Utc).ToString(),
            () => Schedule.Monthly(31, TimeOnly.MaxValue).Latest(new DateTimeOffset(2, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeZoneInfo.Utc)
                .ToString(),
        ];

        foreach (var (action, index) in impossible.Select((action, index) => (action, index)))
            action.Should().Throw<ArgumentOutOfRangeException>($"case {index}").WithMessage("*years 2 to 9998*");
    }

    [Theory]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Local)]
    public void A_time_of_another_kind_is_refused(DateTimeKind kind) =>
        FluentActions.Invoking(() => LocalTime.ToInstant(new DateTime(2026, 1, 1, 0, 0, 0, kind), TimeZoneInfo.Utc))
            .Should().Throw<ArgumentException>().WithMessage($"*Unspecified, not {kind}*");

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);

    private static DateTime Local(string text) => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static DateOnly Date(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static DateTimeOffset Utc(string text) => new(Local(text), TimeSpan.Zero);
}
