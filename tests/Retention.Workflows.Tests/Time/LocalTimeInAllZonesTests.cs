using FsCheck;
using FsCheck.Fluent;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Time;

public class LocalTimeInAllZonesTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private static readonly Gen<Period> Calendars =
        from months in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 36))
        from days in Gen.Choose(0, 60)
        select Months(months) + Days(days);

    [Fact]
    public void No_zone_changes_its_clocks_twice_within_28_hours()
    {
        var pairs = SystemZones.Changes.Zip(SystemZones.Changes.Skip(1)).Where(pair => pair.First.Zone == pair.Second.Zone);

        pairs.Should().NotBeEmpty().And.OnlyContain(pair => pair.Second.At - pair.First.At > TimeSpan.FromHours(28));
    }

    [Fact]
    public void Every_skipped_time_is_the_first_instant_after_its_gap()
    {
        var gaps = SystemZones.Changes.Where(change => change.IsGap).ToList();

        gaps.Should().HaveCountGreaterThan(1_000);
        foreach (var gap in gaps)
        {
            DateTime[] skipped = [gap.OldClock, gap.OldClock + Tick, gap.OldClock + (gap.NewClock - gap.OldClock) / 2, gap.NewClock - Tick,
                gap.NewClock];
            foreach (var local in skipped)
                LocalTime.ToInstant(local, gap.Zone).Should().Be(gap.At, "{0} skips {1:O}", gap, local);
            LocalTime.ToInstant(gap.OldClock - Tick, gap.Zone).Should().Be(gap.At - Tick, "{0}", gap);
            LocalTime.ToInstant(gap.NewClock + Tick, gap.Zone).Should().Be(gap.At + Tick, "{0}", gap);
        }
    }

    [Fact]
    public void Every_repeated_time_is_its_earlier_instant()
    {
        var overlaps = SystemZones.Changes.Where(change => !change.IsGap).ToList();

        overlaps.Should().HaveCountGreaterThan(1_000);
        foreach (var overlap in overlaps)
        {
            DateTime[] repeated = [overlap.NewClock, overlap.NewClock + (overlap.OldClock - overlap.NewClock) / 2, overlap.OldClock - Tick];
            foreach (var local in repeated)
                LocalTime.ToInstant(local, overlap.Zone).Should()
                    .Be(overlap.At - (overlap.OldClock - local), "{0} repeats {1:O}", overlap, local);
            LocalTime.ToInstant(overlap.OldClock, overlap.Zone).Should()
                .Be(overlap.At + (overlap.OldClock - overlap.NewClock), "{0}", overlap);
        }
    }

    [Fact]
    public void The_result_equals_that_of_checking_every_second()
    {
        var locals =
            from change in Gen.Elements<ClockChange>(SystemZones.Changes)
            from minute in Gen.Choose(-26 * 60, 26 * 60)
            from second in Gen.Choose(0, 59)
            select (change.Zone, Local: new DateTime(change.OldClock.Ticks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute)
                .AddMinutes(minute).AddSeconds(second));

        SystemZones.Hold(
            locals, asked => LocalTime.ToInstant(asked.Local, asked.Zone).Should().Be(LookAtTheClock(asked.Local, asked.Zone)), 2_000);
    }

    [Fact]
    public void The_clock_shows_the_requested_time_or_has_just_skipped_it() =>
        SystemZones.Hold(SystemZones.Moments, moment =>
        {
            var local = DateTime.SpecifyKind(moment.Instant.UtcDateTime, DateTimeKind.Unspecified);

            AssertShows(LocalTime.ToInstant(local, moment.Zone), local, moment.Zone);
        });

    [Fact]
    public void A_later_local_time_is_never_an_earlier_instant()
    {
        var pairs =
            from moment in SystemZones.Moments
            from minutes in Gen.Choose(0, 3_000)
            select (moment.Zone, Local: DateTime.SpecifyKind(moment.Instant.UtcDateTime, DateTimeKind.Unspecified), minutes);

        SystemZones.Hold(pairs, pair =>
            LocalTime.ToInstant(pair.Local.AddMinutes(pair.minutes), pair.Zone).Should()
                .BeOnOrAfter(LocalTime.ToInstant(pair.Local, pair.Zone)));
    }

    [Fact]
    public void An_instant_survives_the_conversion_to_local_time_unless_it_was_repeated() =>
        SystemZones.Hold(SystemZones.Moments, moment =>
        {
            var local = LocalTime.At(moment.Instant, moment.Zone);
            var back = LocalTime.ToInstant(local, moment.Zone);

            back.Should().BeOnOrBefore(moment.Instant);
            LocalTime.At(back, moment.Zone).Should().Be(local);
        });

    [Fact]
    public void A_day_begins_when_its_date_or_a_later_one_is_first_shown() =>
        SystemZones.Hold(SystemZones.Moments, moment =>
        {
            var date = LocalTime.LocalDate(moment.Instant, moment.Zone);
            var start = LocalTime.StartOfDay(date, moment.Zone);

            start.Should().BeOnOrBefore(moment.Instant);
            LocalTime.LocalDate(start, moment.Zone).Should().Be(date);
            LocalTime.LocalDate(start - Tick, moment.Zone).Should().BeBefore(date);
        });

    [Fact]
    public void Adding_keeps_the_local_time_and_never_goes_backward() =>
        SystemZones.Hold(Steps(), step =>
        {
            var local = LocalTime.At(step.Instant, step.Zone);
            var result = LocalTime.Add(step.Instant, step.Period, step.Zone);

            result.Should().BeOnOrAfter(step.Instant);
            if (step.Period.IsZero)
                result.Should().Be(step.Instant);
            else
                AssertShows(result, ByCalendar(local, step.Period.MonthCount, step.Period.DayCount), step.Zone);
        });

    [Fact]
    public void Subtracting_keeps_the_local_time_and_never_goes_forward() =>
        SystemZones.Hold(Steps(), step =>
        {
            var local = LocalTime.At(step.Instant, step.Zone);
            var result = LocalTime.Subtract(step.Instant, step.Period, step.Zone);

            result.Should().BeOnOrBefore(step.Instant);
            if (step.Period.IsZero)
                result.Should().Be(step.Instant);
            else
                AssertShows(result, ByCalendar(local, -step.Period.MonthCount, -step.Period.DayCount), step.Zone);
        });

    [Fact]
    public void The_exact_part_elapses_exactly()
    {
        var cases =
            from step in Steps()
            from seconds in Gen.Choose(0, 500_000)
            select (step.Zone, step.Instant, step.Period, Time: Seconds(seconds));

        SystemZones.Hold(cases, step =>
        {
            (LocalTime.Add(step.Instant, step.Time, step.Zone) - step.Instant).Should().Be(step.Time.TimePart);
            (step.Instant - LocalTime.Subtract(step.Instant, step.Time, step.Zone)).Should().Be(step.Time.TimePart);
            LocalTime.Add(step.Instant, step.Period + step.Time, step.Zone).Should()
                .Be(LocalTime.Add(step.Instant, step.Period, step.Zone) + step.Time.TimePart);
        });
    }

    [Fact]
    public void A_time_of_day_comes_strictly_later_and_none_is_skipped()
    {
        var cases =
            from moment in SystemZones.Moments
            from time in SystemZones.Times
            select (moment.Zone, moment.Instant, Time: time);

        SystemZones.Hold(cases, asked =>
        {
            var next = LocalTime.NextTimeOfDay(asked.Instant, asked.Time, asked.Zone);

            next.Should().BeAfter(asked.Instant);
            var date = LocalTime.LocalDate(asked.Instant, asked.Zone);
            var candidates = Enumerable.Range(-3, 7).Select(day => LocalTime.ToInstant(date.AddDays(day), asked.Time, asked.Zone));
            next.Should().Be(candidates.Where(candidate => candidate > asked.Instant).Min());
            LocalTime.NextTimeOfDay(next - Tick, asked.Time, asked.Zone).Should().Be(next);
        });
    }

    private static Gen<(TimeZoneInfo Zone, DateTimeOffset Instant, Period Period)> Steps() =>
        Gen.OneOf(
            from moment in SystemZones.Moments
            from period in Calendars
            select (moment.Zone, moment.Instant, period),
            // Chosen so that one day forward or back leads into a gap or an overlap.
            from change in Gen.Elements<ClockChange>(SystemZones.Changes)
            from hours in Gen.Elements(-24, 24)
            from minutes in Gen.Choose(-180, 180)
            select (change.Zone, change.At.AddHours(hours).AddMinutes(minutes), Days(1)));

    /// <summary>Adds months and days on the calendar, implemented without DateTime.AddMonths.</summary>
    private static DateTime ByCalendar(DateTime local, int months, int days)
    {
        var (year, month) = (local.Year, local.Month + months);
        while (month > 12)
            (year, month) = (year + 1, month - 12);
        while (month < 1)
            (year, month) = (year - 1, month + 12);
        var day = local.Day;
        while (!DateOnly.TryParseExact($"{year:0000}-{month:00}-{day:00}", "yyyy-MM-dd", out _))
            day--;
        return new DateOnly(year, month, day).AddDays(days).ToDateTime(TimeOnly.FromDateTime(local));
    }

    private static void AssertShows(DateTimeOffset instant, DateTime asked, TimeZoneInfo zone)
    {
        var shown = LocalTime.At(instant, zone);
        shown.Should().BeOnOrAfter(asked);
        if (shown == asked)
        {
            // It is the earlier instant: no greater offset in force shortly before shows the same time.
            foreach (var change in new[] { 30, 60, 120, 180, 1380, 1440 })
                LocalTime.At(instant.AddMinutes(-change), zone).Should().NotBe(asked);
        }
        else
        {
            LocalTime.At(instant - Tick, zone).Should().BeBefore(asked);
        }
    }

    private static DateTimeOffset LookAtTheClock(DateTime asked, TimeZoneInfo zone)
    {
        var at = new DateTimeOffset(asked, TimeSpan.Zero) - TimeSpan.FromHours(15);
        foreach (var step in new[] { TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1) })
        {
            while (at.UtcDateTime + zone.GetUtcOffset(at) < asked)
                at += step;
            if (step > TimeSpan.FromSeconds(1))
                at -= step;
        }

        return at;
    }
}
