using System.Globalization;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Replay.Report;

public sealed class JourneyReportTests
{
    private static readonly DateOnly _july = new(2025, 7, 10);

    [Fact]
    public void Counters_of_all_versions_and_days_are_added_up()
    {
        var report = Create(
            Counter("", JourneyMeasures.Entered, "at-risk", 5),
            Counter("", JourneyMeasures.Entered, "at-risk", 2, version: 2),
            Counter("", JourneyMeasures.Entered, "about-to-sleep", 3, day: _july.AddMonths(1)));

        report.Totals.Entered.Should().Be(10);
        report.Totals.EnteredBySegment.Should().Equal(new ReportTally("at-risk", 7), new ReportTally("about-to-sleep", 3));
        report.Periods.Select(month => (month.From, month.Figures.Entered)).Should()
            .Equal((new DateOnly(2025, 7, 1), 7L), (new DateOnly(2025, 8, 1), 3L));
    }

    [Theory]
    [InlineData("2025-07-01", "2025-07-31", ReportUnit.Day, 31, "2025-07-31", "2025-07-31")]
    [InlineData("2025-07-02", "2025-08-12", ReportUnit.Week, 7, "2025-08-11", "2025-08-12")] // six weeks that begin on a Wednesday
    [InlineData("2025-07-07", "2025-08-17", ReportUnit.Week, 6, "2025-08-11", "2025-08-17")]
    [InlineData("2025-07-01", "2025-09-30", ReportUnit.Month, 3, "2025-09-01", "2025-09-30")]
    [InlineData("2025-07-10", "2025-07-10", ReportUnit.Day, 1, "2025-07-10", "2025-07-10")]
    [InlineData("2024-02-15", "2026-02-10", ReportUnit.Month, 25, "2026-02-01", "2026-02-10")]
    public void The_length_of_the_periods_follows_the_length_of_the_report(
        string from, string to, ReportUnit unit, int periods, string lastFrom, string lastTo)
    {
        var (first, last) = (DateOnly.Parse(from, CultureInfo.InvariantCulture), DateOnly.Parse(to, CultureInfo.InvariantCulture));
        var report = JourneyReport.Create(SomeReport.Churn, [Counter("", JourneyMeasures.Entered, "at-risk", 4, day: last)],
            new JourneyReportFacts { From = first, To = last, AsOf = last });

        report.Unit.Should().Be(unit);
        report.Periods.Should().HaveCount(periods);
        report.Periods[0].From.Should().Be(first);
        (report.Periods[^1].From, report.Periods[^1].To, report.Periods[^1].Figures.Entered).Should().Be(
            (DateOnly.Parse(lastFrom, CultureInfo.InvariantCulture), DateOnly.Parse(lastTo, CultureInfo.InvariantCulture), 4));
        report.Periods.Zip(report.Periods.Skip(1)).All(pair => pair.First.To.AddDays(1) == pair.Second.From).Should().BeTrue();
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData("2025-10-03", 4)]
    [InlineData("2026-12-31", 6)]
    public void Periods_that_lie_in_the_future_are_not_shown(string? asOf, int periods)
    {
        var report = JourneyReport.Create(SomeReport.Churn, [Counter("", JourneyMeasures.Entered, "at-risk", 4, day: new(2025, 8, 10))],
            new JourneyReportFacts { From = new(2025, 7, 1), To = new(2025, 12, 31),
                AsOf = asOf is null ? null : DateOnly.Parse(asOf, CultureInfo.InvariantCulture) });

        report.Periods.Should().HaveCount(periods);
    }

    [Fact]
    public void The_open_rate_is_opened_mails_by_delivered_mails()
    {
        var report = Create(
            Counter("mail", JourneyMeasures.Sent, "email", 110), Counter("mail", JourneyMeasures.FailedLater, "email:bounced", 10),
            Counter("mail", JourneyMeasures.Opened, "email", 40), Counter("text", JourneyMeasures.Sent, "sms", 100));

        report.Totals.Emails.OpenRate.Should().Be(0.4);
        (report.Totals.Emails.Delivered, report.Totals.Sent).Should().Be((100, 210));
        report.ToText().Should().Contain("40.0 % of e-mails opened");
        (report with { Facts = report.Facts with { OpensAreAssumed = true } }).ToText().Should().Contain("of e-mails opened, assumed");
        HtmlReport.Render(report).Should().Contain("40.0 % of e-mails opened");
    }

    [Fact]
    public void Other_journeys_and_other_days_are_left_out()
    {
        var report = Create(
            Counter("", JourneyMeasures.Entered, "at-risk", 5) with { Journey = new JourneyName("other") },
            Counter("", JourneyMeasures.Entered, "at-risk", 5, day: new DateOnly(2025, 6, 30)),
            Counter("", JourneyMeasures.Entered, "at-risk", 5, day: new DateOnly(2025, 10, 1)),
            Counter("", JourneyMeasures.Entered, "at-risk", 1, day: new DateOnly(2025, 9, 30)));

        report.Totals.Entered.Should().Be(1);
    }

    [Fact]
    public void Messages_are_listed_by_channel_with_the_reasons_for_not_sending()
    {
        var report = Create(
            Counter("offer", JourneyMeasures.Queued, "email", 10),
            Counter("offer", JourneyMeasures.Sent, "email", 6),
            Counter("offer", JourneyMeasures.Ambiguous, "email", 1),
            Counter("offer", JourneyMeasures.Opened, "email", 4),
            Counter("offer", JourneyMeasures.NotSent, "email:no-consent", 1),
            Counter("reminder", JourneyMeasures.NotSent, "email:no-consent", 1),
            Counter("reminder", JourneyMeasures.NotSent, "email:rejected:550", 1),
            Counter("sms", JourneyMeasures.NotSent, "sms:no-address", 2));

        report.Totals.Messages.Should().BeEquivalentTo(
            [
                new MessageFigures { Channel = "email", Queued = 10, Sent = 6, Ambiguous = 1, Opened = 4,
                    Reasons = [new("no-consent", 2), new("rejected:550", 1)] },
                new MessageFigures { Channel = "sms", Reasons = [new("no-address", 2)] },
            ],
            options => options.WithStrictOrdering());
        report.Totals.NotSent.Should().Be(5);
        Step(report, "offer").Messages.Single().NotSent.Should().Be(1);
    }

    [Fact]
    public void Vouchers_and_purchases_keep_their_amounts()
    {
        var report = Create(
            Counter("voucher", JourneyMeasures.VoucherIssued, "comeback-20", 8),
            Counter("", JourneyMeasures.VoucherRedeemed, "comeback-20", 2, amount: 12.5m),
            Counter("", JourneyMeasures.Converted, "contacted", 3, amount: 150m),
            Counter("", JourneyMeasures.Converted, "not-contacted", 1, amount: 20m));

        report.Totals.Vouchers.Should().Equal(new VoucherFigures { Offer = "comeback-20", Issued = 8, Redeemed = 2, Discount = 12.5m });
        report.Totals.Contacted.Should().Be(new ConversionFigures(3, 150m));
        report.Totals.NotContacted.Should().Be(new ConversionFigures(1, 20m));
        report.Totals.Converted.Should().Be(4);
        Step(report, "voucher").Vouchers.Single().Issued.Should().Be(8);
    }

    [Fact]
    public void A_step_counts_the_branches_its_customers_took()
    {
        var step = Step(
            Create(
                Counter("bought-after-offer", JourneyMeasures.Came, "", 10),
                Counter("bought-after-offer", JourneyMeasures.Left, "voucher", 6),
                Counter("bought-after-offer", JourneyMeasures.Ended, "bought-after-offer", 2),
                Counter("bought-after-offer", JourneyMeasures.Stuck, "", 1)),
            "bought-after-offer");

        step.Next.Should().Equal(new ReportTally("voucher", 6));
        step.Ended.Should().Equal(new ReportTally("bought-after-offer", 2));
        (step.WentOn, step.EndedHere, step.Stuck, step.StillHere).Should().Be((6, 2, 1, 1));
    }

    [Fact]
    public void A_customer_who_leaves_for_the_end_has_ended_and_ends_once()
    {
        var step = Step(
            Create(
                Counter("sms", JourneyMeasures.Came, "", 10),
                Counter("sms", JourneyMeasures.Left, "completed", 7),
                Counter("sms", JourneyMeasures.Ended, "completed", 7),
                Counter("sms", JourneyMeasures.Ended, "goal", 2)),
            "sms");

        step.Next.Should().BeEmpty();
        step.Ended.Should().Equal(new ReportTally("completed", 7), new ReportTally("goal", 2));
        step.StillHere.Should().Be(1);
    }

    [Fact]
    public void Steps_are_in_the_journeys_order_with_their_branches()
    {
        Create().Steps.Select(step => (step.Name, step.Depth, step.Branch)).Should()
            .EndWith([("saw-it", 0, null), ("not-motivated", 1, "then"), ("sms", 1, "otherwise")])
            .And.StartWith([("warm-up", 0, null), ("unreachable", 0, (string?)null)]);
    }

    [Fact]
    public void A_step_of_an_earlier_version_comes_after_the_others()
    {
        var report = Create(Counter("gone", JourneyMeasures.Came, "", 4), Counter("gone", JourneyMeasures.Left, "sms", 4));

        report.Steps[^1].Name.Should().Be("gone");
        report.Steps[^1].Step.Should().BeNull();
        report.Steps[^1].WentOn.Should().Be(4);
    }

    [Fact]
    public void Every_entered_customer_ended_at_a_step()
    {
        var report = SomeReport.Create(SomeReport.Churn);

        report.Steps.Sum(step => step.EndedHere).Should().Be(report.Totals.Entered);
        report.Steps.Sum(step => step.StillHere).Should().Be(0);
        report.Periods.Sum(month => month.Figures.Sent).Should().Be(report.Totals.Sent).And.BeGreaterThan(0);
        report.Periods.Sum(month => month.Figures.Contacted.Revenue).Should().Be(report.Totals.Contacted.Revenue).And.BeGreaterThan(0);
    }

    [Fact]
    public void The_days_must_be_in_order_and_limited()
    {
        var backwards = () => JourneyReport.Create(SomeReport.Churn, [], new JourneyReportFacts { From = _july, To = _july.AddDays(-1) });
        var endless = () => JourneyReport.Create(SomeReport.Churn, [], new JourneyReportFacts { From = DateOnly.MinValue, To = _july });

        backwards.Should().Throw<ArgumentException>().WithMessage("*must not be before its first day*");
        endless.Should().Throw<ArgumentException>().WithMessage("*100 years*");
    }

    private static JourneyReport Create(params JourneyCounter[] counters) =>
        JourneyReport.Create(SomeReport.Churn, counters, SomeReport.Facts(3));

    private static JourneyStepFigures Step(JourneyReport report, string name) => report.Steps.Single(step => step.Name == name);

    private static JourneyCounter Counter(
        string step, string measure, string detail, long count, DateOnly? day = null, int version = 1, decimal amount = 0) => new()
    {
        Journey = SomeReport.Churn.Name,
        Version = version,
        Day = day ?? _july,
        Step = step,
        Measure = measure,
        Detail = detail,
        Count = count,
        Amount = amount,
    };
}
