using Retention.Workflows.Segments;
using static Retention.Workflows.Tests.Segments.RfmSamples;

namespace Retention.Workflows.Tests.Segments;

public class RfmModelTests
{
    private static readonly RfmModel Sample = new()
    {
        Version = 7,
        AsOf = new(2026, 3, 1),
        Zone = "Europe/Ljubljana",
        Kind = RfmModelKind.Quantile,
        Buyers = 1234,
        Currency = "EUR",
        RecencyEdges = [new(2025, 1, 1), new(2025, 6, 1), new(2025, 11, 1), new(2026, 2, 1)],
        FrequencyEdges = [1, 1, 2, 4],
        MonetaryEdges = [-5.25m, 19.9m, 49.99m, 922337203685477.5807m],
    };

    [Fact]
    public void A_customer_scores_one_plus_the_number_of_edges_strictly_below()
    {
        Sample.Score(Totals("x", "2025-06-01", 1, 49.99m)).Code.Should().Be("213");
        Sample.Score(Totals("x", "2025-06-02", 2, 50m)).Code.Should().Be("334");
        Sample.Score(Totals("x", "2024-06-02", 9, -100m)).Code.Should().Be("151");
    }

    [Fact]
    public void Between_runs_customers_are_scored_against_the_stored_edges()
    {
        var before = Sample.Score(Totals("x", "2025-06-02", 2, 30m));
        var after = Sample.Score(Totals("x", "2026-03-20", 3, 60m));

        (before.Code, after.Code).Should().Be(("333", "544"));
    }

    [Fact]
    public void The_models_zone_decides_the_date()
    {
        Sample.Score(Totals("x", "2025-06-01T21:59:59Z", 1, 0m)).Recency.Should().Be(2);
        Sample.Score(Totals("x", "2025-06-01T22:00Z", 1, 0m)).Recency.Should().Be(3);
    }

    [Fact]
    public void A_customer_of_another_currency_is_an_error_that_names_both() =>
        Sample.Invoking(model => model.Score(Totals("x", "2025-06-01", 1, 5m, currency: "USD")))
            .Should().Throw<MixedCurrenciesException>().WithMessage("*EUR, USD*");

    [Fact]
    public void Fitting_totals_gives_the_model_of_the_purchases()
    {
        var purchases = Enumerable.Range(0, 700).Select(i => Bought($"c{i % 613}", $"2026-01-{(i % 28) + 1:D2}", i % 90)).ToArray();
        var totals = purchases.GroupBy(row => row.Customer).Select(rows => new PurchaseTotals(
            rows.Key, rows.Min(row => row.OrderedAt), rows.Max(row => row.OrderedAt), rows.Count(), rows.Sum(row => row.Total), "EUR"));

        RfmModel.Fit(totals, AsOf).Should().Be(Rfm.Score(purchases, AsOf).Model);
    }

    [Fact]
    public void Totals_that_reach_into_the_as_of_day_are_refused()
    {
        var fit = () => RfmModel.Fit([Totals("x", "2026-03-01T00:00Z", 1, 5m)], AsOf);

        fit.Should().Throw<ArgumentException>().WithMessage("*2026-03-01*");
    }

    [Fact]
    public void Totals_in_other_currencies_are_left_out()
    {
        var model = RfmModel.Fit(
            [Totals("y", "2026-01-01", 1, 5m, currency: "USD"), Totals("x", "2026-01-01", 2, 5m), Totals("z", "2026-01-01", 0, -1m, currency: "CZK")],
            AsOf);

        (model.Currency, model.Buyers).Should().Be(("EUR", 1));
        model.LeftOut.Select(left => left.ToString()).Should().HaveCount(2);
    }

    [Fact]
    public void A_stored_model_gets_its_number_from_the_caller()
    {
        var fitted = RfmModel.Fit([Totals("x", "2026-01-01", 1, 5m)], AsOf);

        fitted.Version.Should().Be(0);
        (fitted with { Version = 3 }).Version.Should().Be(3);
        (fitted with { Version = 3 }).Should().NotBe(fitted);
        (fitted with { Version = 3 }).Score(Totals("x", "2026-01-01", 1, 5m)).Should().Be(fitted.Score(Totals("x", "2026-01-01", 1, 5m)));
    }

    [Fact]
    public void Edges_are_four_and_ascend()
    {
        Sample.Invoking(model => model with { FrequencyEdges = [1, 2, 3] }).Should().Throw<ArgumentException>();
        Sample.Invoking(model => model with { FrequencyEdges = [1, 2, 4, 3] }).Should().Throw<ArgumentException>();
        Sample.Invoking(model => model with { MonetaryEdges = [1, 2, 3, 3.00001m] }).Should().Throw<ArgumentException>();
        Sample.Invoking(model => model with { Zone = "Mars/Olympus" }).Should().Throw<ArgumentException>();
        Sample.Invoking(model => model with { Currency = "euro" }).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Later_changes_of_a_list_do_not_reach_the_model()
    {
        int[] edges = [1, 2, 3, 4];
        var model = Sample with { FrequencyEdges = edges };

        edges[0] = 4;

        model.FrequencyEdges.Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public void The_stored_form_is_a_contract()
    {
        const string stored =
            """{"version":7,"asOf":"2026-03-01","zone":"Europe/Ljubljana","kind":"quantile","buyers":1234,"currency":"EUR","recency":["2025-01-01","2025-06-01","2025-11-01","2026-02-01"],"frequency":[1,1,2,4],"monetary":[-5.25,19.9,49.99,922337203685477.5807]}""";

        Sample.ToJson().Should().Be(stored);
        RfmModel.FromJson(stored).Should().Be(Sample);
        RfmModel.FromJson(stored.Replace("{", """{"note":[1],""", StringComparison.Ordinal)).Should().Be(Sample);
    }

    [Theory]
    [InlineData("\"version\":7,", "", "*lacks 'version'*")]
    [InlineData("\"asOf\"", "\"asof\"", "*lacks 'asOf'*")]
    [InlineData("2026-03-01", "01.03.2026", "*'asOf'*date*")]
    [InlineData("\"quantile\"", "\"guess\"", "*'kind'*quantile or expert*")]
    [InlineData("1234", "\"many\"", "*'buyers'*whole number*")]
    [InlineData("1234", "12.5", "*'buyers'*whole number*")]
    [InlineData("1234", "-1", "*not valid*Buyers*")]
    [InlineData("[1,1,2,4]", "[1,1,2]", "*not valid*4 edges*")]
    [InlineData("[1,1,2,4]", "[1,1,2,\"4\"]", "*'frequency'*whole numbers*")]
    [InlineData("[1,1,2,4]", "null", "*'frequency'*whole numbers*")]
    [InlineData("[1,1,2,4]", "[4,1,2,4]", "*not valid*ascend*")]
    [InlineData("\"Europe/Ljubljana\"", "null", "*zone*")]
    [InlineData("\"Europe/Ljubljana\"", "\"Europe/Atlantis\"", "*Europe/Atlantis*")]
    [InlineData("\"buyers\"", "\"buyers\":1,\"buyers\"", "*not valid JSON*")]
    [InlineData("{", "", "*not valid JSON*")]
    public void Unreadable_text_is_an_error_with_a_reason(string from, string to, string message) =>
        Sample.ToJson().Replace(from, to, StringComparison.Ordinal).Invoking(RfmModel.FromJson)
            .Should().Throw<FormatException>().WithMessage(message);

    [Fact]
    public void An_array_is_not_a_model() => "[]".Invoking(RfmModel.FromJson).Should().Throw<FormatException>();

    [Fact]
    public void An_expert_model_survives_storage_too()
    {
        var model = RfmModel.Fit([Totals("x", "2026-01-01", 1, 5.5m)], AsOf);

        RfmModel.FromJson(model.ToJson()).Should().Be(model);
        model.ToJson().Should().Contain("\"expert\"");
    }
}
