using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Time;

public class PeriodTests
{
    private static readonly Gen<Period> Periods =
        from months in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 119_988))
        from days in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 3_652_058))
        from seconds in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 100_000), Gen.Choose(0, int.MaxValue))
        select Months(months) + Days(days) + Seconds(seconds);

    [Fact]
    public void A_day_is_not_24_hours()
    {
        Days(1).Should().NotBe(Hours(24));
        Days(1).ToString().Should().NotBe(Hours(24).ToString());
    }

    [Fact]
    public void Years_weeks_and_minutes_are_other_words_for_months_days_and_seconds()
    {
        Years(1).Should().Be(Months(12));
        Weeks(2).Should().Be(Days(14));
        Minutes(90).Should().Be(Hours(1) + Minutes(30));
        Minutes(1).Should().Be(Seconds(60));
    }

    [Fact]
    public void The_default_is_zero()
    {
        default(Period).IsZero.Should().BeTrue();
        Days(0).Should().Be(default(Period));
        Seconds(1).IsZero.Should().BeFalse();
        Days(1).IsZero.Should().BeFalse();
        Months(1).IsZero.Should().BeFalse();
    }

    [Fact]
    public void A_sum_adds_part_by_part_without_carrying()
    {
        var sum = Months(1) + Days(30) + Hours(20) + Days(1) + Hours(10);

        (sum.MonthCount, sum.DayCount, sum.TimePart).Should().Be((1, 31, TimeSpan.FromHours(30)));
    }

    [Fact]
    public void A_period_is_never_negative_and_never_longer_than_the_calendar()
    {
        Func<Period>[] impossible =
        [
            () => Years(-1), () => Months(-1), () => Weeks(-1), () => Days(-1), () => Hours(-1), () => Minutes(-1), () => Seconds(-1),
            () => Years(10_000), () => Months(int.MaxValue), () => Weeks(int.MaxValue), () => Days(int.MaxValue), () => Hours(int.MaxValue),
            () => Years(9_999) + Months(1), () => Days(3_652_058) + Days(1), () => Hours(87_649_392) + Seconds(1),
        ];

        foreach (var period in impossible)
            period.Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Days(-3)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*must not be negative*3652058 days*").WithParameterName("days");
    }

    [Theory]
    [InlineData("P6M", 6, 0, 0)]
    [InlineData("P10D", 0, 10, 0)]
    [InlineData("PT1H", 0, 0, 3_600)]
    [InlineData("PT24H", 0, 0, 86_400)]
    [InlineData("PT1H30M", 0, 0, 5_400)]
    [InlineData("P1M2DT3H", 1, 2, 10_800)]
    [InlineData("P1Y", 12, 0, 0)]
    [InlineData("P18M", 18, 0, 0)]
    [InlineData("PT5S", 0, 0, 5)]
    [InlineData("P0D", 0, 0, 0)]
    public void Writes_and_reads_iso_8601(string text, int months, int days, int seconds)
    {
        var period = Months(months) + Days(days) + Seconds(seconds);

        period.ToString().Should().Be(text);
        Parse(text).Should().Be(period);
    }

    [Theory]
    [InlineData("P2W", "P14D")]
    [InlineData("P1W1D", "P8D")]
    [InlineData("P1Y6M", "P18M")]
    [InlineData("PT90M", "PT1H30M")]
    [InlineData("PT86400S", "PT24H")]
    [InlineData("PT0S", "P0D")]
    [InlineData("P0Y", "P0D")]
    public void Reads_other_spellings_too(string text, string canonical) => Parse(text).ToString().Should().Be(canonical);

    [Theory]
    [InlineData(null, "missing")]
    [InlineData("", "missing")]
    [InlineData("10 days", "does not begin with P")]
    [InlineData("-P1D", "does not begin with P")]
    [InlineData("p1d", "does not begin with P")]
    [InlineData("P", "contains no number")]
    [InlineData("PT", "nothing follows its T")]
    [InlineData("P1DT", "nothing follows its T")]
    [InlineData("P-1D", "whole numbers")]
    [InlineData("PD", "whole numbers")]
    [InlineData("P1D ", "whole numbers")]
    [InlineData("PT1HT1M", "whole numbers")]
    [InlineData("P10", "no unit")]
    [InlineData("P1H", "'H' is not a valid unit before T")]
    [InlineData("P1.5D", "'.' is not a valid unit before T")]
    [InlineData("PT1D", "'D' is not a valid unit after T")]
    [InlineData("P1D1D", "'D' occurs twice")]
    [InlineData("P1D1M", "'M' occurs twice or after a smaller unit")]
    [InlineData("P1٣D", "is not a valid unit")]
    [InlineData("P10000Y", "longer than 9999 years")]
    [InlineData("PT99999999999999999999H", "longer than 9999 years")]
    [InlineData("P999999999999Y999999999999M", "longer than 9999 years")]
    public void An_invalid_text_is_refused_with_a_reason(string? text, string why)
    {
        TryParse(text, out var period, out var error).Should().BeFalse();

        period.Should().Be(default(Period));
        error.Should().Contain(why).And.Contain("Write an ISO 8601 duration such as P6M");
        if (text is not null)
            FluentActions.Invoking(() => Parse(text)).Should().Throw<FormatException>().WithMessage(error);
    }

    [Fact]
    public void A_very_long_text_is_not_repeated_in_the_error()
    {
        TryParse(new string('x', 100_000), out _, out var error).Should().BeFalse();

        error!.Length.Should().BeLessThan(200);
    }

    [Fact]
    public void Every_period_survives_its_text_in_every_culture()
    {
        SystemZones.Hold(Periods, period => Parse(period.ToString()).Should().Be(period));

        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(
                "") { NumberFormat = { NegativeSign = "~", NumberGroupSeparator = "'", DigitSubstitution = DigitShapes.NativeNational } };
            (Months(1_234) + Hours(5_678)).ToString().Should().Be("P1234MT5678H");
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Any_text_is_read_or_refused_with_a_reason()
    {
        var texts = Gen.Elements("P", "T", "1", "0", "99", "Y", "M", "W", "D", "H", "S", "-", ".", " ").ArrayOf().Select(string.Concat);

        SystemZones.Hold(texts, text =>
        {
            var read = TryParse(text, out var period, out var error);
            (error is null).Should().Be(read);
            if (read)
                Parse(period.ToString()).Should().Be(period);
        });
    }

    [Fact]
    public void A_period_is_described_in_english()
    {
        Days(10).ToText().Should().Be("10 days");
        Days(1).ToText().Should().Be("1 day");
        Months(6).ToText().Should().Be("6 months");
        Years(1).ToText().Should().Be("1 year");
        Months(18).ToText().Should().Be("18 months");
        Hours(24).ToText().Should().Be("24 hours");
        Minutes(90).ToText().Should().Be("1 hour and 30 minutes");
        (Months(1) + Days(2) + Hours(3)).ToText().Should().Be("1 month, 2 days and 3 hours");
        default(Period).ToText().Should().Be("no time");
    }
}
