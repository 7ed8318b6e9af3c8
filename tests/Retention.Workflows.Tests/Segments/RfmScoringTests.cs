using Retention.Workflows.Segments;

namespace Retention.Workflows.Tests.Segments;

using static Retention.Workflows.Tests.Segments.RfmSamples;

public class RfmScoringTests
{
    [Fact]
    public void A_score_is_one_plus_five_times_the_share_of_buyers_with_a_strictly_lower_value()
    {
        var purchases = Enumerable.Range(1, 10).Select(i => Bought($"c{i:D2}", $"2026-01-{i:D2}", i * 10m));

        var result = Rfm.Score(purchases, AsOf, QuantilesAlways);

        result.Model.Kind.Should().Be(RfmModelKind.Quantile);
        result.Customers.Select(customer => customer.Score.Recency).Should().Equal(1, 1, 2, 2, 3, 3, 4, 4, 5, 5);
        result.Customers.Select(customer => customer.Score.Monetary).Should().Equal(1, 1, 2, 2, 3, 3, 4, 4, 5, 5);
        result.Customers.Select(customer => customer.Score.Frequency).Should().AllBeEquivalentTo(1);
    }

    [Fact]
    public void Edge_k_is_the_value_at_place_ceil_of_k_n_fifths()
    {
        var purchases = Enumerable.Range(1, 7).Select(i => Bought($"c{i}", $"2026-01-{i:D2}", i));

        var model = Rfm.Score(purchases, AsOf, QuantilesAlways).Model;

        model.MonetaryEdges.Should().Equal(2m, 3m, 5m, 6m);
        model.RecencyEdges.Should().Equal(new(2026, 1, 2), new(2026, 1, 3), new(2026, 1, 5), new(2026, 1, 6));
        model.FrequencyEdges.Should().Equal(1, 1, 1, 1);
        model.Buyers.Should().Be(7);
        model.AsOf.Should().Be(AsOf);
    }

    [Fact]
    public void A_refund_lowers_monetary_and_does_not_count_as_a_purchase()
    {
        var result = Rfm.Score(
            [Bought("ana", "2026-01-05", 80m), Bought("ana", "2026-02-20", -30.5m), Bought("bo", "2026-01-05", 60m)], AsOf);

        result.Of("ana").Totals.Should().Be(Totals("ana", "2026-01-05", 1, 49.5m));
        result.Of("ana").Score.Frequency.Should().Be(result.Of("bo").Score.Frequency);
        result.Of("ana").Score.Recency.Should().Be(result.Of("bo").Score.Recency);
    }

    [Fact]
    public void An_order_of_zero_is_a_purchase()
    {
        var result = Rfm.Score([Bought("ana", "2026-01-05", 0m)], AsOf);

        result.Of("ana").Totals.Purchases.Should().Be(1);
    }

    [Fact]
    public void A_customer_with_refunds_only_has_no_score()
    {
        var result = Rfm.Score([Bought("ana", "2026-01-05", -10m), Bought("bo", "2026-01-05", 60m)], AsOf);

        result.Customers.Select(customer => customer.CustomerId.Value).Should().Equal("bo");
        result.TryFind(new CustomerId("ana"), out _).Should().BeFalse();
        result.Model.Buyers.Should().Be(1);
        result.Model.TryScore(Totals("ana", "2026-01-05", 0, -10m), out _).Should().BeFalse();
        result.Model.Invoking(model => model.Score(Totals("ana", "2026-01-05", 0, -10m))).Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData("UTC", "2026-02-28T23:59:59.9999999Z", true)]
    [InlineData("UTC", "2026-03-01T00:00Z", false)]
    [InlineData("Europe/Ljubljana", "2026-02-28T22:59:59Z", true)]
    [InlineData("Europe/Ljubljana", "2026-02-28T23:00Z", false)]
    [InlineData("America/New_York", "2026-03-01T04:59:59Z", true)]
    [InlineData("America/New_York", "2026-03-01T05:00Z", false)]
    public void Purchases_count_before_the_as_of_day_begins_in_the_shops_zone(string zone, string at, bool counts)
    {
        var result = Rfm.Score([Bought("ana", at, 10m)], AsOf, new RfmOptions { Zone = zone });

        result.Customers.Should().HaveCount(counts ? 1 : 0);
    }

    [Fact]
    public void Recency_is_the_local_date_of_the_last_purchase()
    {
        // 23:30 UTC is the next day in Ljubljana. There both customers bought on the same date; in UTC they did not.
        Purchase[] purchases = [Bought("ana", "2026-01-10T23:30Z", 10m), Bought("bo", "2026-01-11T10:00Z", 10m)];

        var inUtc = Rfm.Score(purchases, AsOf, QuantilesAlways);
        var inLjubljana = Rfm.Score(purchases, AsOf, new RfmOptions { Zone = "Europe/Ljubljana", SmallShopBuyers = 0 });

        inUtc.Of("ana").Score.Recency.Should().BeLessThan(inUtc.Of("bo").Score.Recency);
        inLjubljana.Of("ana").Score.Recency.Should().Be(inLjubljana.Of("bo").Score.Recency);
        inLjubljana.Model.RecencyEdges.Should().AllBeEquivalentTo(new DateOnly(2026, 1, 11));
    }

    [Fact]
    public void Purchases_in_other_currencies_are_left_out_counted_and_listed()
    {
        Purchase[] purchases =
        [
            Bought("zoe", "2026-01-06", 10m, "CHF"), Bought("ana", "2026-01-05", 10m), Bought("ana", "2026-02-06", 500m, "USD"),
            Bought("bo", "2026-01-07", 20m), Bought("bo", "2026-01-08", -5m, "USD"),
        ];

        var result = Rfm.Score(purchases, AsOf);

        result.Model.Currency.Should().Be("EUR");
        result.Customers.Select(customer => (customer.CustomerId.Value, customer.Totals.Purchases, customer.Totals.Spent))
            .Should().Equal(("ana", 1, 10m), ("bo", 1, 20m));
        result.Model.LeftOut.Select(left => (left.Currency, left.Customers, left.Purchases))
            .Should().Equal(("CHF", 1, 1L), ("USD", 2, 1L));
        result.LeftOut.Select(left => (left.Customer.Value, left.Currency, left.Purchases, left.Spent))
            .Should().Equal(("ana", "USD", 1, 500m), ("bo", "USD", 0, -5m), ("zoe", "CHF", 1, 10m));
        result.Model.Should().Be(Rfm.Score(purchases.Where(row => row.Currency == "EUR").ToArray(), AsOf).Model with
        {
            LeftOut = result.Model.LeftOut,
        });
        RfmModel.FromJson(result.Model.ToJson()).Should().Be(result.Model);
    }

    [Theory]
    [InlineData("USD EUR EUR", null, "EUR")]
    [InlineData("USD USD EUR", null, "USD")]
    [InlineData("USD EUR", null, "EUR")]
    [InlineData("CHF USD EUR USD EUR", null, "EUR")]
    [InlineData("EUR EUR EUR USD", "USD", "USD")]
    [InlineData("EUR EUR", "USD", null)]
    public void The_currency_is_the_options_or_the_one_of_most_purchases(string bought, string? option, string? currency)
    {
        var rows = bought.Split(' ').Select((code, index) => Bought($"c{index}", $"2026-01-{index + 1:D2}", 10m, code)).ToArray();
        var options = new RfmOptions { Currency = option };

        foreach (var purchases in (IEnumerable<Purchase>[])[rows, rows.ToList(), rows.Select(row => row)])
        {
            var result = Rfm.Score(purchases, AsOf, options);

            result.Model.Currency.Should().Be(currency);
            result.Customers.Should().HaveCount(rows.Count(row => row.Currency == currency));
            result.LeftOut.Should().HaveCount(rows.Count(row => row.Currency != currency));
        }

        RfmModel.Fit(rows.Select(row => new PurchaseTotals(row.Customer, row.OrderedAt, row.OrderedAt, 1, row.Total, row.Currency)),
            AsOf, options).Should().Be(Rfm.Score(rows, AsOf, options).Model);
    }

    [Fact]
    public void The_list_of_left_out_purchases_is_bounded_and_the_count_is_not()
    {
        var rows = Enumerable.Range(0, 250).Select(index => Bought($"c{index:D3}", "2026-01-05", 10m, "USD"))
            .Append(Bought("ana", "2026-01-05", 10m));

        var result = Rfm.Score(rows, AsOf, new RfmOptions { Currency = "EUR" });

        result.LeftOut.Should().HaveCount(100);
        result.Model.LeftOut.Single().Customers.Should().Be(250);
    }

    [Fact]
    public void A_foreign_currency_outside_the_run_does_not_matter()
    {
        var result = Rfm.Score([Bought("ana", "2026-01-05", 10m), Bought("ana", "2026-03-02", 10m, "USD")], AsOf);

        result.Model.Currency.Should().Be("EUR");
    }

    [Fact]
    public void A_shop_without_buyers_gives_a_result_and_no_error()
    {
        var result = Rfm.Score([], AsOf);

        result.Customers.Should().BeEmpty();
        result.Model.Buyers.Should().Be(0);
        result.Model.Currency.Should().BeNull();
        result.Model.TryScore(Totals("ana", "2026-03-05", 1, 10m), out _).Should().BeFalse();
        RfmModel.FromJson(result.Model.ToJson()).Should().Be(result.Model);
    }

    [Fact]
    public void Customers_are_in_the_order_of_their_ids_and_segments_are_counted()
    {
        var purchases = Enumerable.Range(0, 40).Select(i => Bought($"c{i * 7 % 40:D2}", "2026-01-05", i));

        var result = Rfm.Score(purchases, AsOf);

        result.Customers.Select(customer => customer.CustomerId).Should().BeInAscendingOrder();
        Enum.GetValues<RfmSegment>().Sum(result.Count).Should().Be(40);
        foreach (var group in result.Customers.GroupBy(customer => customer.Segment))
            result.Count(group.Key).Should().Be(group.Count());
        result.Count(RfmSegment.Prospect).Should().Be(0);
    }

    [Fact]
    public void The_map_of_the_options_names_the_segment()
    {
        Purchase[] purchases = [Bought("ana", "2026-02-28", 10m)];
        var score = Rfm.Score(purchases, AsOf).Of("ana").Score;

        var map = RfmMap.Default.With(RfmSegment.Champions, score.Code);

        Rfm.Score(purchases, AsOf).Of("ana").Segment.Should().Be(RfmMap.Default[score]).And.NotBe(RfmSegment.Champions);
        Rfm.Score(purchases, AsOf, new RfmOptions { Map = map }).Of("ana").Segment.Should().Be(RfmSegment.Champions);
    }

    [Fact]
    public void An_array_a_list_and_a_sequence_are_read_alike()
    {
        var rows = Enumerable.Range(0, 1000).Select(i => Bought($"c{i * 31 % 401}", "2026-01-05", i / 10m)).ToArray();

        var expected = Rfm.Score(rows, AsOf).Customers;

        expected.Should().HaveCount(401);
        Rfm.Score(rows.ToList(), AsOf).Customers.Should().Equal(expected);
        Rfm.Score(rows.Where(_ => true), AsOf).Customers.Should().Equal(expected);
    }

    [Fact]
    public void Equal_ids_in_different_strings_are_one_customer()
    {
        var result = Rfm.Score([Bought(new string("ana"), "2026-01-05", 1m), Bought(new string("ana"), "2026-01-06", 1m)], AsOf);

        result.Of("ana").Totals.Purchases.Should().Be(2);
    }

    [Fact]
    public void An_unknown_zone_is_an_error_that_names_it() =>
        new RfmOptions { Zone = "Europe/Atlantis" }.Invoking(options => Rfm.Score([], AsOf, options))
            .Should().Throw<ArgumentException>().WithMessage("*Europe/Atlantis*");
}
