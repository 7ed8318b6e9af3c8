using System.Globalization;
using Retention.Workflows.Segments;
using static Retention.Workflows.Tests.Segments.RfmSamples;

namespace Retention.Workflows.Tests.Segments;

/// <summary>Real purchases of 2,357 customers of a music shop, compared with the results of an independent program.</summary>
public class CdnowTests
{
    private static readonly DateOnly Day = new(1998, 7, 1);

    [Fact]
    public void Every_customer_has_the_expected_score_and_segment()
    {
        var result = Rfm.Score(Purchases(), Day);

        result.Model.Kind.Should().Be(RfmModelKind.Quantile);
        result.Customers.Should().HaveCount(2357);
        result.Customers.Select(Line).Should().Equal(Expected());
    }

    [Fact]
    public void The_stored_model_gives_the_same_answers()
    {
        var result = Rfm.Score(Purchases(), Day);
        var model = RfmModel.FromJson(RfmModel.Fit(result.Customers.Select(customer => customer.Totals), Day).ToJson());

        model.Should().Be(result.Model);
        result.Customers.Select(customer => model.Score(customer.Totals)).Should()
            .Equal(result.Customers.Select(customer => customer.Score));
    }

    private static string Line(CustomerRfm customer) => string.Create(
        CultureInfo.InvariantCulture,
        $"{customer.CustomerId},{customer.Totals.LastPurchaseAt:yyyy-MM-dd},{customer.Totals.Purchases},{customer.Totals.Spent:0.00},{customer.Score.Recency},{customer.Score.Frequency},{customer.Score.Monetary},{customer.Segment}");

    private static List<Purchase> Purchases() =>
        [.. Rows("purchases.csv").Select(row => row.Split(','))
            .Select(row => Bought(row[0], row[2], decimal.Parse(row[3], CultureInfo.InvariantCulture), row[4]))];

    private static IEnumerable<string> Expected() => Rows("rfm-expected-1998-07-01.csv");

    private static IEnumerable<string> Rows(string file) => File.ReadLines(RealData.PathOf("cdnow-sample", file)).Skip(1);
}
