using Retention.Workflows.Segments;
using static Retention.Workflows.Tests.Segments.RfmSamples;

namespace Retention.Workflows.Tests.Segments;

/// <summary>The parts of the scoring in which an error would appear only in big shops or rare time zones.</summary>
public class RfmPartsTests
{
    [Theory]
    [InlineData(1, 10)]
    [InlineData(5, 10)]
    [InlineData(1023, 50)]
    [InlineData(1025, 3)]
    [InlineData(1025, 1_000_000)]
    [InlineData(40_000, long.MaxValue)]
    public void Edges_are_those_of_the_sorted_values(int count, long range)
    {
        var random = new Random(count);
        foreach (var skew in new[] { 1.0, 8.0, 40.0 })
        {
            long[] values = [.. Enumerable.Range(0, count).Select(_ => (long)(range * Math.Pow(random.NextDouble(), skew)) - (range / 3))];
            values[0] = long.MinValue;
            values[^1] = long.MaxValue;

            var sorted = values.Order().ToArray();
            var expected = Enumerable.Range(1, 4).Select(k => sorted[(int)Math.Ceiling(k * count / 5m) - 1]);

            Quantiles.Edges<long>(values).Should().Equal(expected);
            Quantiles.Median<long>(values).Should().Be(sorted[(int)Math.Ceiling(count / 2m) - 1]);
        }
    }

    [Fact]
    public void Edges_of_equal_values_are_that_value() =>
        Quantiles.Edges<int>(Enumerable.Repeat(-7, 5000).ToArray()).Should().Equal(-7, -7, -7, -7);

    [Theory]
    [InlineData("c", "")]
    [InlineData("customer-00", "")]
    [InlineData("", "ž")]
    [InlineData("", "-long-tail-behind")]
    [InlineData("𝄞", "漢")]
    public void Ids_are_sorted_ordinally(string before, string after)
    {
        var random = new Random(1);
        string[] ids = [.. Enumerable.Range(0, 3000).Select(i => before + random.Next(100_000) + (i % 3 == 0 ? after : "")).Distinct()];

        for (var threads = 1; threads <= 3; threads++)
            IdOrder.Of(ids, threads).Select(i => ids[i]).Should().Equal(ids.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Ids_with_a_common_prefix_are_sorted_by_length()
    {
        string[] ids = ["aaaaaaaaaab", "aaaaaaaaaa", "a", "aaaaaaaa", "aaaaaaaaa"];

        IdOrder.Of(ids).Select(i => ids[i].Length).Should().Equal(1, 8, 9, 10, 11);
        IdOrder.Of(["only"]).Should().Equal(0);
        IdOrder.Of([]).Should().BeEmpty();
    }

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Ljubljana")]
    [InlineData("America/St_Johns")]
    [InlineData("America/Havana")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Pacific/Apia")]
    [InlineData("Asia/Kathmandu")]
    public void Cached_dates_equal_those_of_the_framework(string id)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        var (days, random) = (new LocalDays(zone), new Random(7));
        for (var i = 0; i < 20_000; i++)
        {
            var at = new DateTime(random.NextInt64(At("1996-01-01").Ticks, At("2027-01-01").Ticks), DateTimeKind.Utc);
            var expected = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(at, zone)).DayNumber;
            days.DayOf(at.Ticks).Should().Be(expected);
            LocalDays.DayOf(at.Ticks, zone).Should().Be(expected);
        }
    }

    [Fact]
    public void Purchases_at_the_ends_of_the_calendar_are_scored()
    {
        var days = new LocalDays(TimeZoneInfo.FindSystemTimeZoneById("Europe/Ljubljana"));

        days.DayOf(DateTime.MinValue.Ticks).Should().Be(new DateOnly(2, 1, 1).DayNumber);
        days.DayOf(DateTime.MaxValue.Ticks).Should().Be(new DateOnly(9999, 1, 1).DayNumber);
        Rfm.Score([Bought("ana", "0001-01-01T05:00Z", 1m), Bought("bo", "9999-12-31T05:00Z", 1m)], new DateOnly(2026, 3, 1),
            new RfmOptions { Zone = "Europe/Ljubljana" })
            .Customers.Should().ContainSingle().Which.CustomerId.Should().Be(new CustomerId("ana"));
    }

    [Fact]
    public void An_as_of_day_at_the_end_of_the_calendar_is_refused()
    {
        var scoring = () => Rfm.Score([], DateOnly.MaxValue);

        scoring.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*2 to 9998*");
    }

    [Theory]
    [InlineData("0.0001")]
    [InlineData("-0.0001")]
    [InlineData("12.3")]
    [InlineData("12.30")]
    [InlineData("12.3000000000")]
    [InlineData("-99999999999.9999")]
    [InlineData("100000000000")]
    [InlineData("0.00")]
    public void Amounts_survive_the_conversion_to_ten_thousandths(string text)
    {
        var amount = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

        MoneyUnits.FromChecked(amount).Should().Be((long)(amount * 10_000));
        MoneyUnits.ToDecimal(MoneyUnits.From(amount, "amount")).Should().Be(amount);
    }
}
