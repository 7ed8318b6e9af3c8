using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Retention.Workflows.Engine.Programs;
using Retention.Workflows.Journeys;
using Retention.Workflows.Replay;
using Retention.Workflows.Storage;
using Retention.Workflows.Tests.Support;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Replay.Report;

public sealed class HtmlReportTests
{
    private const string Hostile = "</title></text><script>alert('x')</script>&\"'\u0000\u0008\uD800<svg onload=alert(1)>";
    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";
    private static readonly XNamespace _html = "http://www.w3.org/1999/xhtml";

    [Fact]
    public void The_page_is_well_formed_and_self_contained()
    {
        var page = HtmlReport.Render(SomeReport.Create(SomeReport.Churn));
        var document = Parse(page);

        page.Should().StartWith("<!DOCTYPE html>\n<html lang=\"en\"");
        document.Descendants(_html + "script").Should().BeEmpty();
        document.Descendants().Attributes().Select(attribute => attribute.Name.LocalName).Should().NotContain(["src", "href", "onload"]);
        page.Should().NotContain("url(").And.NotContain("@import");
        document.Descendants(_html + "style").Should().ContainSingle().Which.Value.Should().Contain("prefers-color-scheme: dark").And
            .Contain("@media print");
    }

    [Fact]
    public void The_same_report_always_gives_the_same_page_in_every_culture()
    {
        var report = SomeReport.Create(SomeReport.Churn);
        var page = HtmlReport.Render(report);

        var before = CultureInfo.CurrentCulture;
        var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NumberGroupSeparator, other.NumberFormat.NegativeSign) =
            (",", " ", "~");
        CultureInfo.CurrentCulture = other;
        try
        {
            HtmlReport.Render(report).Should().Be(page);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Every_step_is_drawn_and_listed_with_its_number()
    {
        var report = SomeReport.Create(SomeReport.Churn);
        var document = Parse(HtmlReport.Render(report));
        var tooltips = Flow(document).Descendants(_svg + "title").Select(title => title.Value).ToList();
        var rows = document.Descendants(_html + "th").Where(cell => cell.Attribute("scope")?.Value == "row").Select(cell => cell.Value)
            .ToList();

        foreach (var step in report.Steps)
        {
            tooltips.Should().Contain(title => title.StartsWith($"{step.Name}: ", StringComparison.Ordinal)
                && title.Contains($"{step.Came:N0} came", StringComparison.Ordinal));
            rows.Should().Contain(row => row.StartsWith(step.Name, StringComparison.Ordinal));
        }

        document.Descendants(_html + "td").Should().Contain(cell => cell.Value == $"{report.Totals.Contacted.Revenue:N2}");
    }

    [Fact]
    public void Pictures_have_titles_and_tables_have_names()
    {
        var document = Parse(HtmlReport.Render(SomeReport.Create(SomeReport.Churn)));
        var ids = document.Descendants().Attributes("id").Select(attribute => attribute.Value).ToList();

        ids.Should().OnlyHaveUniqueItems();
        document.Descendants(_svg + "svg").Should().HaveCount(7).And
            .OnlyContain(svg => svg.Attribute("role") != null && svg.Attribute("aria-labelledby") != null);
        document.Descendants().Attributes("aria-labelledby").SelectMany(attribute => attribute.Value.Split(' ')).Should().BeSubsetOf(ids);
        document.Descendants(_html + "table").Should().OnlyContain(table => table.Attribute("aria-labelledby") != null);
    }

    [Fact]
    public void Hostile_names_are_shown_and_never_executed()
    {
        var journey = SomeReport.Churn with
        {
            Steps = [new SendStep { Name = Hostile, Channel = Channel.Email, Template = "t" },
                new SplitStep { Name = "split", Shares = [new SplitShare { Name = Hostile, Percent = 100 }] }],
        };
        var counters = new[] { JourneyMeasures.Entered, JourneyMeasures.NotEnrolled, JourneyMeasures.Sent, JourneyMeasures.NotSent,
            JourneyMeasures.VoucherIssued, JourneyMeasures.Left, JourneyMeasures.Ended }
            .Select(measure => new JourneyCounter { Journey = journey.Name, Version = 1, Day = new DateOnly(2025, 7, 1), Step = Hostile,
                Measure = measure, Detail = Hostile, Count = 1 });
        var facts = SomeReport.Facts() with { Shop = new ShopProfile { Name = Hostile }, Currency = Hostile, Notes = [Hostile] };

        var page = HtmlReport.Render(JourneyReport.Create(journey, counters, facts));
        var document = Parse(page);

        page.Should().NotContain("<script").And.NotContain("onload=alert(1)>");
        document.Descendants(_html + "li").Should()
            .Contain(note => note.Value.Contains("<script>alert('x')</script>", StringComparison.Ordinal));
        document.Descendants(_svg + "svg").Attributes("onload").Should().BeEmpty();
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 50)]
    [InlineData(36, 0)]
    [InlineData(36, 3)]
    [InlineData(1200, 1)]
    public void Any_number_of_months_and_customers_is_drawn_inside_the_pictures(int months, int perMonth)
    {
        var document = Parse(HtmlReport.Render(SomeReport.Create(SomeReport.Churn, months, perMonth)));

        document.Descendants(_svg + "svg").ToList().ForEach(StayInside);
    }

    [Fact]
    public void Deep_and_wide_journeys_with_long_names_are_drawn_without_overlaps()
    {
        var longName = string.Join('-', Enumerable.Repeat("abcdefg", 8));
        var journey = SomeReport.Churn with
        {
            Steps =
            [
                new SplitStep
                {
                    Name = "split",
                    Shares = [.. Enumerable.Range(0, 5).Select(share => new SplitShare { Name = $"{longName[..40]}-{share}", Percent = 20,
                        Steps = share == 4 ? [] : [Nested(share + 1, $"s{share}")] })],
                },
                new WaitStep { Name = longName, Period = Days(1) },
                Nested(12, "deep"),
            ],
        };
        var document = Parse(HtmlReport.Render(SomeReport.Create(journey, 2)));

        StayInside(Flow(document));
        var boxes = Flow(document).Descendants(_svg + "rect")
            .Where(rect => rect.Attribute("class")!.Value.StartsWith("box", StringComparison.Ordinal)).Select(Box).ToList();
        boxes.Should().HaveCountGreaterThan(30);
        for (var first = 0; first < boxes.Count; first++)
        {
            for (var second = first + 1; second < boxes.Count; second++)
                Overlap(boxes[first], boxes[second]).Should().BeFalse("box {0} and box {1} stand apart", first, second);
        }
    }

    [Fact]
    public void Every_kind_of_step_has_the_same_text_in_drawing_and_outline()
    {
        var journey = JourneyDefinition.From<EveryKindJourney>();
        var page = HtmlReport.Render(JourneyReport.Create(journey, [], SomeReport.Facts(1)));
        if (Environment.GetEnvironmentVariable("REPORT_TO") is { } path)
            File.WriteAllText(path, page);
        var tooltips = Flow(Parse(page)).Descendants(_svg + "title").Select(title => title.Value).ToList();
        var outline = journey.ToOutline().Split('\n').Select(line => line.Trim()).ToList();

        foreach (var step in new ProgramCompiler(StepTypes.BuiltIn).Compile(journey.Steps).Select(instruction => instruction.Step))
            tooltips.Should().Contain(title => outline.Any(line => line.StartsWith($"{step.Name}: ", StringComparison.Ordinal)
                && title.StartsWith($"{line}; ", StringComparison.Ordinal)), step.Name);
        StayInside(Flow(Parse(page)));
    }

    [Fact]
    public void An_empty_report_states_that_nothing_was_counted()
    {
        var page = HtmlReport.Render(JourneyReport.Create(SomeReport.Churn, [], SomeReport.Facts(1)));

        Parse(page).Descendants(_html + "p").Count(text => text.Value == "None.").Should().Be(2);
        page.Should().NotContain("NaN").And.NotContain("Infinity");
    }

    private static JourneyStep Nested(int depth, string prefix) => depth == 0
        ? new ExitStep { Name = $"{prefix}-end" }
        : new IfStep
        {
            Name = $"{prefix}-{depth}",
            Condition = new AddressCondition(Channel.Sms) & new TotalSpentCondition(100, Window.Ever) & new AddressCondition(Channel.Push),
            Then = depth % 3 == 0 ? [] : [new SendStep { Name = $"{prefix}-mail-{depth}", Channel = Channel.Email, Template = "t" }],
            Otherwise = [Nested(depth - 1, prefix)],
        };

    private static XElement Flow(XDocument document) =>
        document.Descendants(_svg + "svg").Single(svg => svg.Attribute("class")!.Value == "flow");

    private static void StayInside(XElement svg)
    {
        var size = svg.Attribute("viewBox")!.Value.Split(' ').Select(value => double.Parse(value, CultureInfo.InvariantCulture)).ToArray();
        foreach (var (left, top, right, bottom) in svg.Descendants(_svg + "rect").Select(Box))
        {
            left.Should().BeGreaterThanOrEqualTo(-0.1);
            top.Should().BeGreaterThanOrEqualTo(-0.1);
            right.Should().BeLessThanOrEqualTo(size[2] + 0.1);
            bottom.Should().BeLessThanOrEqualTo(size[3] + 0.1);
        }
    }

    private static (double Left, double Top, double Right, double Bottom) Box(XElement rect)
    {
        double Value(string name) => double.Parse(rect.Attribute(name)!.Value, CultureInfo.InvariantCulture);
        return (Value("x"), Value("y"), Value("x") + Value("width"), Value("y") + Value("height"));
    }

    private static bool Overlap(
        (double Left, double Top, double Right, double Bottom) first, (double Left, double Top, double Right, double Bottom) second) =>
        first.Left < second.Right && second.Left < first.Right && first.Top < second.Bottom && second.Top < first.Bottom;

    private static XDocument Parse(string page)
    {
        using var text = new StringReader(page);
        using var reader = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }
}
