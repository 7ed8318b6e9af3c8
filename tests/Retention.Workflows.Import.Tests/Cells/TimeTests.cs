using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Retention.Workflows.Import.Cells;

namespace Retention.Workflows.Import.Tests.Cells;

public sealed class TimeTests
{
    private static readonly TimeFormat Prague = new() { TimeZone = "Europe/Prague" };

    [Theory]
    [InlineData("2026-03-01T14:05:00+01:00")]
    [InlineData("2026-03-01 14:05:00 +0100")]
    [InlineData("2026-03-01 14:05:00 +01:00")]
    [InlineData("2026-03-01 14:05:00+01")]
    [InlineData("2026-03-01T13:05:00Z")]
    [InlineData("2026-03-01 13:05:00 UTC")]
    [InlineData("2026-03-01 13:05 GMT")]
    [InlineData("2026-03-01T08:05:00.000-05:00")]
    [InlineData("2026-03-01 14:05:00")]
    [InlineData("2026-03-01T14:05")]
    [InlineData(" 2026-03-01 14:05:00\u00a0")]
    public void Iso_times_are_read_with_and_without_an_offset(string text) =>
        Read(text, Prague).Should().Be(new DateTimeOffset(2026, 3, 1, 13, 5, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("01.03.2026 14:05", "dd.MM.yyyy HH:mm")]
    [InlineData("1.3.2026 14:05", "d.M.yyyy HH:mm")]
    [InlineData("03/01/2026 2:05:00 PM", "MM/dd/yyyy h:mm:ss tt")]
    [InlineData("Mar 1, 2026 14:05:00 PM", "MMM d, yyyy HH:mm:ss tt")]
    [InlineData("Sun, 01 Mar 2026 14:05:00", "ddd, dd MMM yyyy HH:mm:ss")]
    [InlineData("01-03-2026 14:05 +01:00", "dd-MM-yyyy HH:mm zzz")]
    [InlineData("1772370300", "unix")]
    [InlineData("1772370300000", "unix-ms")]
    public void The_mapping_names_other_forms(string text, string format) =>
        Read(text, Prague with { Formats = ["yyyy", format] }).Should().Be(new DateTimeOffset(2026, 3, 1, 13, 5, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("2026-03-29 02:30:00", "2026-03-29T01:00:00Z")] // the clock jumps from 2 to 3
    [InlineData("2026-03-29 02:00:00", "2026-03-29T01:00:00Z")]
    [InlineData("2026-03-29 03:00:00", "2026-03-29T01:00:00Z")]
    [InlineData("2026-10-25 02:30:00", "2026-10-25T00:30:00Z")] // the clock shows it twice
    [InlineData("2026-10-25 02:30:00 +0100", "2026-10-25T01:30:00Z")]
    [InlineData("2026-10-25 03:00:00", "2026-10-25T02:00:00Z")]
    public void Local_times_in_gaps_and_overlaps_of_summer_time_are_defined(string text, string instant) =>
        Read(text, Prague).Should().Be(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("2026-03-01", null, "2026-03-01T11:00:00Z")]
    [InlineData("01.03.2026", "dd.MM.yyyy", "2026-03-01T11:00:00Z")]
    [InlineData("2026-07-01", null, "2026-07-01T10:00:00Z")]
    public void A_date_is_noon_in_the_zone_of_the_mapping(string text, string? format, string instant) =>
        Read(text, Prague with { Formats = format is null ? [] : [format] }).Should().Be(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));

    [Fact]
    public void The_time_of_day_of_a_date_can_be_chosen() =>
        Read("2026-03-01", Prague with { TimeOfDay = TimeOnly.MinValue }).Should().Be(new DateTimeOffset(2026, 2, 28, 23, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("2026-03-01 14:05:00")]
    [InlineData("2026-03-01T14:05:00")]
    [InlineData("2026-03-01")]
    [InlineData("2026-03-01 14:05")]
    [InlineData("2026-03-01T14:05:00.123")]
    public void A_time_without_an_offset_is_refused_unless_the_mapping_names_a_zone(string text) =>
        ProblemOf(text, new TimeFormat()).Cause.Should().Be(Cause.NoOffset);

    [Theory]
    [InlineData("03/04/2026", "day and month cannot be told apart")]
    [InlineData("3.4.2026 10:00", "day and month cannot be told apart")]
    [InlineData("03-04-2026", "day and month cannot be told apart")]
    [InlineData("2026-02-30 10:00:00", "is not a time")]
    [InlineData("2026-13-01 10:00:00", "is not a time")]
    [InlineData("2026-03-01 24:00:00", "is not a time")]
    [InlineData("2026-03-01 10:00:00 +9900", "is not a time")]
    [InlineData("2026-03-01 10:00:00 +1", "is not a time")]
    [InlineData("46082.5", "is not a time")]
    [InlineData("yesterday", "is not a time")]
    [InlineData("0001-01-01T00:00:00+05:00", "is not a time")]
    [InlineData("0000-00-00 00:00:00", "is empty")]
    [InlineData("", "is empty")]
    public void What_names_no_instant_is_refused(string text, string reason) => ProblemOf(text, Prague).Reason.Should().Contain(reason);

    [Fact]
    public void A_form_that_does_not_fit_is_named() =>
        ProblemOf("2026-03-01", Prague with { Formats = ["dd.MM.yyyy"] }).Reason.Should().Be("'2026-03-01' is not a time in the form dd.MM.yyyy, which the mapping names");

    [Fact]
    public void Every_local_time_is_read_back_from_every_form()
    {
        string[] forms = ["yyyy-MM-dd HH:mm:ss", "dd.MM.yyyy HH:mm:ss", "MM/dd/yyyy hh:mm:ss tt", "MMM d, yyyy H:mm:ss"];
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Prague");
        var seconds = Gen.Choose(0, int.MaxValue).Select(second => DateTime.UnixEpoch.AddSeconds(second)).ToArbitrary();
        Prop.ForAll(seconds, time =>
        {
            var local = DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
            foreach (var form in forms)
                Read(local.ToString(form, CultureInfo.InvariantCulture), Prague with { Formats = [form] }).Should().Be(LocalTime.ToInstant(local, zone));
            foreach (var offset in new[] { "+00:00", "-11:00", "+14:00", "+05:45" })
            {
                var expected = new DateTimeOffset(local, TimeSpan.Parse(offset.TrimStart('+'), CultureInfo.InvariantCulture));
                Read($"{local:yyyy-MM-dd HH:mm:ss} {offset.Replace(":", "", StringComparison.Ordinal)}", Prague).Should().Be(expected);
                Read($"{local:yyyy-MM-dd'T'HH:mm:ss}{offset}", Prague).Should().Be(expected);
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_text_is_an_instant_or_a_problem_and_never_throws() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), Gen.Elements("0123456789-:T Z+./".ToCharArray()).ArrayOf().ToArbitrary(), (any, near) =>
        {
            foreach (var text in new[] { any ?? "", new string(near) })
            {
                foreach (var format in new[] { new TimeFormat(), Prague, Prague with { Formats = ["dd.MM.yyyy HH:mm", "unix", "unix-ms", "yyyy-MM-ddzzz"] } })
                    new TimeParser(format).Read(text, out _);
            }

            return true;
        }).QuickCheckThrowOnFailure();

    private static DateTimeOffset Read(string text, TimeFormat format)
    {
        new TimeParser(format).Read(text, out var instant).Should().BeNull("'{0}' is a time", text);
        return instant;
    }

    private static CellProblem ProblemOf(string text, TimeFormat format) =>
        new TimeParser(format).Read(text, out _).Should().NotBeNull().And.Subject.As<CellProblem>();
}
