using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Segments;
using Retention.Workflows.Tests.Support;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Docs;

/// <summary>The code of <c>docs/segments.md</c>, run.</summary>
public partial class SegmentsDocsTests
{
    private static readonly string[] Names = ["Ada", "Bob"];

    [Fact]
    public void The_table_of_codes_is_the_map()
    {
        var rows = Row().Matches(Markdown.Read("docs", "segments.md")).Select(row => (Enum.Parse<RfmSegment>(row.Groups[1].Value), row.Groups[2].Value));

        RfmMap.Create(rows).Should().Be(RfmMap.Default);
    }

    [Fact]
    public void A_plain_list_of_purchases_is_scored()
    {
        Purchase[] purchases =
        [
            new(new CustomerId("ada"), new DateTimeOffset(2026, 5, 20, 10, 0, 0, TimeSpan.Zero), 120, "EUR"),
            new(new CustomerId("ada"), new DateTimeOffset(2026, 6, 12, 18, 0, 0, TimeSpan.Zero), 80, "EUR"),
            new(new CustomerId("bob"), new DateTimeOffset(2025, 11, 3, 9, 0, 0, TimeSpan.Zero), 35, "EUR"),
        ];

        RfmResult result = Rfm.Score(purchases, asOf: new DateOnly(2026, 7, 1), new RfmOptions { Zone = "Europe/Prague" });

        foreach (CustomerRfm customer in result.Customers)
            Console.WriteLine($"{customer.CustomerId} {customer.Score} {customer.Segment}");
        Console.WriteLine($"{result.Model.Kind} edges, {result.Count(RfmSegment.Lost)} lost");

        result.Model.Kind.Should().Be(RfmModelKind.Expert);
        result.Customers.Should().HaveCount(Names.Length);
    }

    [Fact]
    public void A_stored_model_scores_one_customer()
    {
        var totals = new PurchaseTotals(new CustomerId("ada"), new DateTimeOffset(2026, 5, 20, 10, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 6, 12, 18, 0, 0, TimeSpan.Zero), 2, 200, "EUR");
        RfmResult result = Rfm.Score([new Purchase(new CustomerId("ada"), new DateTimeOffset(2026, 5, 20, 10, 0, 0, TimeSpan.Zero), 120, "EUR")], new DateOnly(2026, 7, 1));

        string json = result.Model.ToJson();                 // keep it
        RfmModel model = RfmModel.FromJson(json);
        if (model.TryScore(totals, out RfmScore score))      // totals: one customer's purchases, added up
            Console.WriteLine($"{score.Code} {RfmMap.Default[score]}");

        model.Should().Be(result.Model);
        score.HasValue.Should().BeTrue();
    }

    [Fact]
    public void A_host_configures_how_segments_are_computed()
    {
        var services = new ServiceCollection();
        services.AddRetentionWorkflows(retention =>
        {
            retention.Segments.UseRfm(rfm =>
            {
                rfm.Schedule = Schedule.Monthly(1, new TimeOnly(3, 0));               // default: daily at 03:00
                rfm.Window = Years(2);                                                // default: all history
                rfm.Map = RfmMap.Default.With(RfmSegment.Champions, "543 444");       // two of the 125 codes elsewhere
                rfm.SmallShopBuyers = 200;                                            // default: 500
            });
            retention.Segments.Add("big-spenders", Customer.SpentAtLeast(500, Window.InLast(Years(1))));
            retention.Conditions.Add("lives-in-prague", (customer, arguments, now) =>
                customer.PostalCode?.StartsWith('1') == true);
        });

        RfmMap.Default.With(RfmSegment.Champions, "543 444")[RfmScore.Parse("543")].Should().Be(RfmSegment.Champions);
        services.Should().Contain(service => service.ServiceType == typeof(IRetentionEngine));
    }

    [Fact]
    public void Conditions_use_segments_of_all_three_kinds()
    {
        Condition condition =
            Customer.InSegment(RfmSegment.AtRisk, RfmSegment.CannotLoseThem)    // RFM, by the stored model
            & Customer.InSegment("big-spenders")                                // a condition under a name
            & !Customer.Satisfies("lives-in-prague");                           // the host's own code

        condition.Describe().Should().Be("in segment at-risk or cannot-lose-them and in custom segment big-spenders and does not satisfy lives-in-prague");
    }

    [GeneratedRegex(@"^\| `(\w+)` \| ([1-5]{3}(?: [1-5]{3})*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
