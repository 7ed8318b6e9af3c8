using FsCheck;
using FsCheck.Fluent;
using Retention.Workflows.Engine.Batches;
using Retention.Workflows.Tests.Time;

namespace Retention.Workflows.Tests.Engine.Dates;

/// <summary>The arithmetic of dates, in all time zones.</summary>
public sealed class KnownDateTests
{
    private static readonly Gen<int> _offsets = Gen.OneOf(
        Gen.Constant(0), Gen.Choose(-10, 10), Gen.Choose(-CustomerDate.MaxOffset, CustomerDate.MaxOffset));

    private static readonly Gen<DateOnly> _days = Gen.OneOf(
        Gen.Choose(0, 40_000).Select(day => new DateOnly(1920, 1, 1).AddDays(day)),
        Gen.Elements(new DateOnly(1992, 2, 29), new DateOnly(2000, 2, 29), new DateOnly(1970, 1, 1), new DateOnly(1969, 12, 31)));

    [Fact]
    public void Each_birthday_belongs_to_exactly_one_day_of_the_shop_in_all_zones() =>
        SystemZones.Hold(
            from customer in SystemZones.Moments
            from shop in Gen.Elements<TimeZoneInfo>(SystemZones.All)
            from day in _days
            from offset in _offsets
            from time in SystemZones.Times
            select (customer, shop, day, offset, time),
            one =>
            {
                var date = new KnownDate(one.day, EveryYear: true, "birthday");
                var year = LocalTime.LocalDate(one.customer.Instant, one.customer.Zone).Year;
                if (year <= one.day.Year)
                    return;
                var at = LocalTime.ToInstant(LocalTime.InYear(one.day, year).AddDays(one.offset), one.time, one.customer.Zone);
                var days = Schedule.Daily(TimeOnly.MinValue);
                var today = days.Latest(at, one.shop).At;
                var tomorrow = days.Next(today, one.shop).At;
                var yesterday = days.Latest(today.AddTicks(-1), one.shop).At;
                var key = $"birthday/{year:0000}";

                date.Within(today, tomorrow, one.offset, one.time, one.customer.Zone).Should().Be(new DateOccurrence(key, at, null));
                date.Within(yesterday, today, one.offset, one.time, one.customer.Zone)?.Key.Should().NotBe(key);
                date.Within(tomorrow, days.Next(tomorrow, one.shop).At, one.offset, one.time, one.customer.Zone)?.Key.Should().NotBe(key);
            },
            2_000);

    [Fact]
    public void A_wait_uses_the_first_birthday_that_is_not_over() =>
        SystemZones.Hold(
            from moment in SystemZones.Moments
            from day in _days
            from offset in _offsets
            from time in SystemZones.Times
            select (moment, day, offset, time),
            one =>
            {
                var zone = one.moment.Zone;
                var today = LocalTime.LocalDate(one.moment.Instant, zone);

                var at = new KnownDate(one.day, EveryYear: true, "birthday").For(today, one.offset, one.time, zone);

                var expected = Enumerable.Range(one.day.Year + 1, Math.Max(1, today.Year - one.day.Year) + 3)
                    .Select(year => LocalTime.InYear(one.day, year))
                    .First(date => date >= today || date.AddDays(one.offset) >= today);
                at.Should().Be(LocalTime.ToInstant(expected.AddDays(one.offset), one.time, zone));
            },
            2_000);

    [Theory]
    [InlineData(2026, "2026-02-28")]
    [InlineData(2028, "2028-02-29")]
    public void A_birthday_on_29_February_falls_on_the_28th_in_common_years(int year, string expected) =>
        new KnownDate(new DateOnly(1992, 2, 29), EveryYear: true, "birthday")
            .For(new DateOnly(year, 1, 1), 0, new TimeOnly(9, 0), TimeZoneInfo.Utc)
            .Should().Be(new DateTimeOffset(
                DateOnly.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), new TimeOnly(9, 0), TimeSpan.Zero));

    [Fact]
    public void The_day_of_birth_is_not_a_birthday() =>
        new KnownDate(new DateOnly(2026, 3, 1), EveryYear: true, "birthday")
            .For(new DateOnly(2026, 1, 1), 0, default, TimeZoneInfo.Utc)!.Value.Year.Should().Be(2027);

    [Theory]
    [InlineData("0001-01-01", -1)]
    [InlineData("9999-12-31", 1)]
    [InlineData("9999-12-31", 0)]
    public void A_day_beyond_the_calendar_never_comes(string day, int offset)
    {
        var date = new KnownDate(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), EveryYear: false, "attribute/a");

        date.IsWithinReach(offset).Should().BeFalse();
        date.For(new DateOnly(2026, 1, 1), offset, new TimeOnly(9, 0), TimeZoneInfo.Utc).Should().BeNull();
    }

    [Theory]
    [InlineData("2026-05-31", "2026-05-31")]
    [InlineData("2026-05-31T23:30", "2026-05-31")]
    [InlineData("2026-05-31T23:30:00.5", "2026-05-31")]
    [InlineData("2026-05-31T23:30:00Z", "2026-06-01")]
    [InlineData("2026-05-31T23:30:00-05:00", "2026-06-01")]
    [InlineData("31.5.2026", null)]
    [InlineData("2026-02-30", null)]
    [InlineData("2026-05-31T25:00", null)]
    [InlineData("", null)]
    public void An_attribute_holds_a_day_in_ISO_8601(string text, string? expected)
    {
        TimeZones.TryGet("Europe/Prague", out var prague).Should().BeTrue();

        DateText.Read(text, prague!).Should()
            .Be(expected is null ? null : DateOnly.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Numbers_and_flags_are_not_days()
    {
        DateText.Read(20260531, TimeZoneInfo.Utc).Should().BeNull();
        DateText.Read(true, TimeZoneInfo.Utc).Should().BeNull();
    }

    [Fact]
    public void Shifts_add_up_and_are_limited()
    {
        CustomerDate.Birthday.DaysBefore(7).DaysAfter(7).Should().Be(CustomerDate.Birthday);
        CustomerDate.Birthday.DaysBefore(1).Describe().Should().Be("1 day before the birthday");
        FluentActions.Invoking(() => CustomerDate.Birthday.DaysAfter(366).DaysAfter(1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => CustomerDate.Birthday.DaysBefore(int.MaxValue)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => CustomerDate.Birthday.DaysBefore(-1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => CustomerDate.Attribute("a b")).Should().Throw<ArgumentException>();
    }
}
