using FsCheck;
using FsCheck.Fluent;
using Retention.Workflows.Journeys;

namespace Retention.Workflows.Tests.Time;

public class ScheduleTests
{
    private static readonly TimeOnly Nine = new(9, 0);

    private static readonly Gen<Schedule> Schedules =
        from at in SystemZones.Times
        from day in Gen.Choose(1, 31)
        from schedule in Gen.Elements(Schedule.Daily(at), Schedule.Weekly((DayOfWeek)(day % 7), at), Schedule.Monthly(day, at))
        select schedule;

    [Theory]
    [InlineData("2026-10-31T12:00", "2026-11-01T08:00", "2026-11-01")]
    [InlineData("2026-11-01T07:59", "2026-11-01T08:00", "2026-11-01")]
    [InlineData("2026-11-01T08:00", "2026-12-01T08:00", "2026-12-01")]
    [InlineData("2026-06-15T00:00", "2026-07-01T07:00", "2026-07-01")]
    public void Monthly_comes_due_strictly_later_at_the_local_time(string after, string at, string key)
    {
        var next = Schedule.Monthly(1, Nine).Next(Utc(after), Zone("Europe/Berlin"));

        (next.At, next.Key).Should().Be((Utc(at), key));
    }

    [Fact]
    public void The_31st_of_a_month_is_its_last_day() =>
        Walk(Schedule.Monthly(31, Nine), Utc("2027-12-15T00:00"), TimeZoneInfo.Utc, 6)
            .Should().Equal("2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31");

    [Fact]
    public void Weekly_comes_due_on_its_day() =>
        Walk(Schedule.Weekly(DayOfWeek.Monday, Nine), Utc("2026-11-02T09:00"), TimeZoneInfo.Utc, 3)
            .Should().Equal("2026-11-09", "2026-11-16", "2026-11-23");

    [Theory]
    [InlineData("2026-11-20T00:00", "2026-11-01")]
    [InlineData("2026-11-01T08:00", "2026-11-01")]
    [InlineData("2026-11-01T07:59", "2026-10-01")]
    [InlineData("2027-01-01T00:00", "2026-12-01")]
    public void Only_the_most_recent_occurrence_is_executed_after_downtime(string now, string key) =>
        Schedule.Monthly(1, Nine).Latest(Utc(now), Zone("Europe/Berlin")).Key.Should().Be(key);

    [Fact]
    public void A_skipped_time_comes_due_at_the_end_of_the_gap_under_its_date()
    {
        var next = Schedule.Daily(new TimeOnly(2, 30)).Next(Utc("2026-03-28T12:00"), Zone("Europe/Berlin"));

        (next.At, next.Key).Should().Be((Utc("2026-03-29T01:00"), "2026-03-29"));
    }

    [Fact]
    public void A_repeated_time_comes_due_once_at_its_first_showing()
    {
        var berlin = Zone("Europe/Berlin");
        var daily = Schedule.Daily(new TimeOnly(2, 30));

        var first = daily.Next(Utc("2026-10-24T12:00"), berlin);
        (first.At, first.Key).Should().Be((Utc("2026-10-25T00:30"), "2026-10-25"));
        daily.Next(first.At, berlin).Key.Should().Be("2026-10-26");
        // The clock shows 02:10 again.
        daily.Latest(Utc("2026-10-25T01:10"), berlin).Should().Be(first);
    }

    [Fact]
    public void A_clock_set_back_over_midnight_repeats_no_occurrence()
    {
        // Havana returns from 01:00 on 1 November to 00:00; Sao Paulo returned from 00:00 on the 17th to 23:00 on the 16th.
        var justAfter = Schedule.Daily(new TimeOnly(0, 10));
        justAfter.Latest(Utc("2026-11-01T05:05"), Zone("America/Havana")).Key.Should().Be("2026-11-01");
        justAfter.Next(Utc("2026-11-01T05:05"), Zone("America/Havana")).Key.Should().Be("2026-11-02");

        var justBefore = Schedule.Daily(new TimeOnly(23, 10));
        justBefore.Latest(Utc("2019-02-17T02:05"), Zone("America/Sao_Paulo")).Key.Should().Be("2019-02-16");
        justBefore.Next(Utc("2019-02-17T02:05"), Zone("America/Sao_Paulo")).Key.Should().Be("2019-02-17");
    }

    [Fact]
    public void A_date_set_back_repeats_no_occurrence()
    {
        // A clock that returns from 00:30 on the 25th to 23:30 on the 24th.
        var zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.Zero, "test", "test", "test",
        [
            TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
                new DateTime(2026, 1, 1), new DateTime(2026, 12, 31), TimeSpan.FromHours(1),
                TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 1),
                TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 0, 30, 0), 10, 25)),
        ]);
        var daily = Schedule.Daily(new TimeOnly(0, 10));
        var afterwards = Utc("2026-10-24T23:40");
        LocalTime.At(afterwards, zone).Should().Be(new DateTime(2026, 10, 24, 23, 40, 0));

        var latest = daily.Latest(afterwards, zone);

        (latest.At, latest.Key).Should().Be((Utc("2026-10-24T23:10"), "2026-10-25"));
        daily.Next(afterwards, zone).Key.Should().Be("2026-10-26");
    }

    [Fact]
    public void Dates_that_a_zone_skipped_are_one_occurrence_with_the_day_after()
    {
        var apia = Zone("Pacific/Apia");

        Walk(Schedule.Daily(TimeOnly.MinValue), Utc("2011-12-28T12:00"), apia, 3).Should().Equal("2011-12-29", "2011-12-31", "2012-01-01");
        Walk(Schedule.Daily(Nine), Utc("2011-12-28T12:00"), apia, 4).Should().Equal("2011-12-28", "2011-12-29", "2011-12-30", "2011-12-31");
        var skipped = Schedule.Monthly(30, Nine).Next(Utc("2011-12-10T00:00"), apia);
        (skipped.At, skipped.Key).Should().Be((Utc("2011-12-30T10:00"), "2011-12-30"));
    }

    [Fact]
    public void Next_and_latest_agree_in_all_zones() =>
        SystemZones.Hold(Cases(), asked =>
        {
            var (schedule, zone, now) = asked;
            var latest = schedule.Latest(now, zone);
            var next = schedule.Next(now, zone);

            latest.At.Should().BeOnOrBefore(now);
            next.At.Should().BeAfter(now);
            next.Date.Should().BeAfter(latest.Date);
            schedule.Next(latest.At, zone).Should().Be(next);
            schedule.Latest(next.At, zone).Should().Be(next);
            schedule.Latest(next.At.AddTicks(-1), zone).Should().Be(latest);
            schedule.Next(latest.At.AddTicks(-1), zone).Should().Be(latest);
        });

    [Fact]
    public void Every_occurrence_is_on_its_day_at_its_time() =>
        SystemZones.Hold(Cases(), asked =>
        {
            var (schedule, zone, now) = asked;
            var next = schedule.Next(now, zone);

            next.At.Should().Be(LocalTime.ToInstant(next.Date, schedule.At, zone));
            IsOn(schedule, next.Date).Should().BeTrue();
            // No occurrence in between was skipped.
            for (var date = next.Date.AddDays(-1); LocalTime.ToInstant(date, schedule.At, zone) > now; date = date.AddDays(-1))
                (IsOn(schedule, date) && LocalTime.ToInstant(date, schedule.At, zone) < next.At).Should().BeFalse();
        });

    [Fact]
    public void Every_occurrence_comes_due_once_whatever_the_polling()
    {
        // A worker polls repeatedly, and sometimes its clock is set back. It remembers keys and nothing else.
        var watches =
            from asked in Cases()
            from steps in Gen.Choose(-180, 240).ArrayOf(400)
            select (asked, steps);

        SystemZones.Hold(watches, watch =>
        {
            var ((schedule, zone, start), steps) = watch;
            var (now, furthest) = (start, start);
            var first = schedule.Latest(start, zone).Date;
            var done = new HashSet<string>();
            foreach (var minutes in steps)
            {
                now = now.AddMinutes(minutes);
                furthest = now > furthest ? now : furthest;
                var latest = schedule.Latest(now, zone);
                if (latest.Date > first)
                    done.Add(latest.Key);
            }

            var expected = new List<string>();
            for (var next = schedule.Next(start, zone); next.At <= furthest; next = schedule.Next(next.At, zone))
                expected.Add(next.Key);
            done.Should().BeSubsetOf(expected).And.HaveCountGreaterThanOrEqualTo(expected.Count - SkippedDays(zone, start, furthest));
        }, 300);
    }

    [Fact]
    public void Describes_itself()
    {
        Schedule.Monthly(1, Nine).Describe().Should().Be("monthly on day 1 at 09:00");
        Schedule.Monthly(31, Nine).Describe().Should().Be("monthly on day 31 or the month's last at 09:00");
        Schedule.Weekly(DayOfWeek.Friday, new TimeOnly(17, 30)).Describe().Should().Be("weekly on Friday at 17:30");
        Schedule.Daily(new TimeOnly(0, 0, 5)).Describe().Should().Be("daily at 00:00:05");
        Schedule.Daily(Nine).Next(Utc("2026-11-01T00:00"), TimeZoneInfo.Utc).ToString().Should().Be("2026-11-01");
    }

    [Fact]
    public void Is_data()
    {
        Schedule.Weekly(DayOfWeek.Friday, Nine).Should().Be(Schedule.Weekly(DayOfWeek.Friday, Nine));
        Schedule.Weekly(DayOfWeek.Friday, Nine).Should().NotBe(Schedule.Weekly(DayOfWeek.Monday, Nine));
        Schedule.Daily(Nine).Should().NotBe(Schedule.Daily(new TimeOnly(9, 1)));
        Schedule.Monthly(3, Nine).Should().BeOfType<MonthlySchedule>().Which.Day.Should().Be(3);
    }

    [Fact]
    public void Refuses_days_that_do_not_exist()
    {
        foreach (var day in new[] { 0, 32, -1 })
            FluentActions.Invoking(() => Schedule.Monthly(day, Nine)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Schedule.Weekly((DayOfWeek)7, Nine)).Should().Throw<ArgumentOutOfRangeException>();
    }

    private static Gen<(Schedule Schedule, TimeZoneInfo Zone, DateTimeOffset Now)> Cases() =>
        from schedule in Schedules
        from moment in SystemZones.Moments
        select (schedule, moment.Zone, moment.Instant);

    private static bool IsOn(Schedule schedule, DateOnly date) => schedule switch
    {
        WeeklySchedule weekly => date.DayOfWeek == weekly.Day,
        MonthlySchedule monthly => date.Day == monthly.Day || (date.Day < monthly.Day && date.AddDays(1).Day == 1),
        _ => true,
    };

    /// <summary>Two occurrences may be minutes apart where days were skipped, so a worker may miss one of them between two polls.</summary>
    private static int SkippedDays(TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to) =>
        SystemZones.Changes.Count(change =>
            change.Zone.Id == zone.Id && change.At >= from && change.At <= to && change.After - change.Before > TimeSpan.FromHours(20));

    private static IEnumerable<string> Walk(Schedule schedule, DateTimeOffset after, TimeZoneInfo zone, int count)
    {
        for (; count > 0; count--)
        {
            var next = schedule.Next(after, zone);
            yield return next.Key;
            after = next.At;
        }
    }

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);

    private static DateTimeOffset Utc(string text) =>
        new(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero);
}
