using Retention.Workflows.Replay;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Replay.Report;

public sealed class TextReportTests
{
    [Fact]
    public void A_year_of_the_churn_journey_reads_as_approved() =>
        Approved.ShouldBe(SomeReport.Create(SomeReport.Churn).ToText(), "churn-year.txt");

    [Fact]
    public void A_month_in_which_nothing_happened_reads_as_approved() =>
        Approved.ShouldBe(JourneyReport.Create(SomeReport.Churn, [],
            new JourneyReportFacts { From = new DateOnly(2025, 7, 1), To = new DateOnly(2025, 7, 31) }).ToText(), "nothing.txt");

    [Fact]
    public void Lines_end_the_same_on_every_system_without_trailing_blanks()
    {
        var text = SomeReport.Create(SomeReport.Churn).ToText();

        text.Should().NotContain("\r").And.NotContain(" \n").And.EndWith("\n");
        text.Split('\n').Should().OnlyContain(line => line.Length <= 100);
    }

    [Fact]
    public void Many_reasons_wrap_under_their_column()
    {
        var counters = Enumerable.Range(1, 12).Select(number => new JourneyCounter
        {
            Journey = SomeReport.Churn.Name,
            Version = 1,
            Day = new DateOnly(2025, 7, 1),
            Step = "offer",
            Measure = JourneyMeasures.NotSent,
            Detail = $"email:reason-{number}",
            Count = number,
        });

        var text = JourneyReport.Create(SomeReport.Churn, counters, SomeReport.Facts(1)).ToText();

        text.Should().Contain("reason-12 12, reason-11 11").And.Contain("reason-1 1\n");
        text.Split('\n').Should().OnlyContain(line => line.Length <= 100);
    }
}
