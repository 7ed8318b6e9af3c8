using FsCheck;
using FsCheck.Fluent;
using Retention.Workflows.Recommendations;

namespace Retention.Workflows.Tests.Recommendations;

public class CoPurchaseModelTests
{
    private static readonly Gen<string[]> Orders = Gen.Elements("a", "b", "c", "d", "e", "f").ArrayOf()
        .Select(order => string.Join("", order)).ArrayOf();

    [Fact]
    public void Co_purchases_come_first_and_best_sellers_fill_up()
    {
        var model = Model("ab", "ab", "c", "c", "c", "d");

        Text(model.Recommend(Products("a"), 3)).Should().Be("bcd");
        Text(model.BoughtTogether(Products("a"), 3)).Should().Be("b");
        Text(model.BestSellers(2)).Should().Be("ca");
    }

    [Fact]
    public void A_best_seller_in_every_order_does_not_outweigh_real_pairs()
    {
        // Socks are in 60 orders, six of them with skis; wax is in eight, six of them with skis.
        var model = Model([.. Enumerable.Repeat("sw", 2), .. Enumerable.Repeat("kws", 6), .. Enumerable.Repeat("s", 52)]);

        Text(model.BoughtTogether(Products("k"), 2)).Should().Be("ws");
    }

    [Fact]
    public void A_single_order_of_two_rare_products_does_not_rank_highest()
    {
        var model = Model([.. Enumerable.Repeat("ab", 20), .. Enumerable.Repeat("a", 10), .. Enumerable.Repeat("b", 10), "ax"]);

        Text(model.BoughtTogether(Products("a"), 2)).Should().Be("bx");
    }

    [Fact]
    public void Similarity_adds_up_over_all_purchases()
    {
        var model = Model(
            [.. Enumerable.Repeat("ax", 4), .. Enumerable.Repeat("by", 4), .. Enumerable.Repeat("az", 3), .. Enumerable.Repeat("bz", 3)]);

        Text(model.BoughtTogether(Products("a"), 1)).Should().Be("x");
        Text(model.BoughtTogether(Products("ab"), 1)).Should().Be("z", "it goes with both");
    }

    [Fact]
    public void Ties_go_to_the_better_selling_product_and_then_to_the_first_id() =>
        Text(Model("az", "ay", "ax", "yq", "xq", "yq", "xq").Recommend(Products("q"), 5)).Should().Be("xyaz");

    [Fact]
    public void A_product_counts_once_in_an_order() =>
        Text(Model("aaaa", "b", "b").BestSellers(2)).Should().Be("ba");

    [Fact]
    public void A_model_without_orders_recommends_nothing()
    {
        CoPurchaseModel.Empty.Recommend(Products("a"), 5).Should().BeEmpty();
        Model().ProductCount.Should().Be(0);
        Model("ab").BoughtTogether(Products("unknown"), 5).Should().BeEmpty();
    }

    [Fact]
    public void Only_purchases_count_among_events()
    {
        var lines = new[] { new OrderLine { Product = new ProductId("a") }, new OrderLine { Product = new ProductId("b"), Quantity = 3 } };
        var bought = CustomerEvent.Of("o-1", new Purchase(new CustomerId("ada"), Noon, 10, "EUR"), lines);
        var refunded = CustomerEvent.Of(
            "o-2", new Purchase(new CustomerId("ada"), Noon, -10, "EUR"), [new OrderLine { Product = new ProductId("c") }]);

        var model = CoPurchaseModel.Build([bought, refunded, bought with { Id = "x", Name = "visited" }]);

        Text(model.BestSellers(9)).Should().Be("ab");
        Text(model.BoughtTogether(Products("a"), 9)).Should().Be("b");
    }

    [Fact]
    public void Bought_products_and_duplicates_are_never_recommended_and_never_more_than_requested() => Prop.ForAll(
        (from orders in Orders from bought in Gen.Elements("a", "ab", "cdef", "abcdef", "x") from count in Gen.Choose(0, 8)
            select (orders, bought, count)).ToArbitrary(),
        drawn =>
        {
            var chosen = Model(drawn.orders).Recommend(Products(drawn.bought), drawn.count);
            var available = drawn.orders.SelectMany(order => order).Distinct().Except(drawn.bought).Count();
            return !chosen.Intersect(Products(drawn.bought)).Any() && chosen.Distinct().Count() == chosen.Count
                && chosen.Count == Math.Min(drawn.count, available);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_orders_and_lines_does_not_matter() => Prop.ForAll(
        (from orders in Orders from seed in Gen.Choose(0, int.MaxValue) select (orders, seed)).ToArbitrary(),
        drawn =>
        {
            var random = new Random(drawn.seed);
            var shuffled = drawn.orders.Select(order => string.Concat(order.OrderBy(_ => random.Next()))).OrderBy(_ => random.Next())
                .ToArray();
            return "abcdef".All(product => Text(Model(drawn.orders).Recommend(Products(product.ToString()), 6)) == Text(
                Model(shuffled).Recommend(Products(product.ToString()), 6)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_rarest_partners_are_forgotten_when_there_are_too_many()
    {
        var orders = Enumerable.Range(0, 1_000).Select(number => new[] { new ProductId("hub"), new ProductId($"rare-{number}") })
            .Concat(Enumerable.Repeat(new[] { new ProductId("hub"), new ProductId("often") }, 3));

        var model = CoPurchaseModel.Build(orders.Reverse(), maxPartners: 5);

        model.BoughtTogether([new ProductId("hub")], 100).Should().HaveCount(5).And.HaveElementAt(0, new ProductId("often"));
        model.BoughtTogether([new ProductId("rare-7")], 100).Should().Equal(new ProductId("hub"));
    }

    [Fact]
    public void An_order_of_hundreds_of_products_pairs_only_some_of_them()
    {
        var order = Enumerable.Range(0, 500).Select(number => new ProductId($"p-{number:000}")).ToArray();

        var model = CoPurchaseModel.Build([order], maxPartners: 1_000);

        model.ProductCount.Should().Be(500);
        model.BoughtTogether([order[0]], 500).Should().HaveCount(CoPurchaseCounts.MaxPairedProducts - 1);
        model.BoughtTogether([order[^1]], 500).Should().BeEmpty();
    }

    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private static CoPurchaseModel Model(params string[] orders) => CoPurchaseModel.Build(orders.Select(Products));

    private static IReadOnlyList<ProductId> Products(string letters) => [.. letters.Select(letter => new ProductId(letter.ToString()))];

    private static string Text(IEnumerable<ProductId> products) => string.Concat(products.Select(product => product.Value));
}
