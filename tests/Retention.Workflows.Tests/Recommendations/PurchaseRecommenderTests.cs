using Retention.Workflows.Customers;
using Retention.Workflows.Recommendations;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Tests.Recommendations;

public sealed class PurchaseRecommenderTests : IDisposable
{
    private readonly InMemoryRetentionStore _store = new(3);
    private readonly MovableTime _time = new();
    private readonly PurchaseRecommender _recommender;
    private int _orders;

    public PurchaseRecommenderTests() => _recommender = new PurchaseRecommender(_store, _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _recommender.Dispose();

    [Fact]
    public async Task Each_customer_gets_products_that_go_with_their_own_purchases()
    {
        await BoughtAsync("ab", "ab", "cd", "e");

        var chosen = await _recommender.RecommendAsync([Request("a", 2), Request("c", 1), Request("", 2)], Token);

        chosen.Select(Text).Should().Equal("bc", "d", "");
    }

    [Fact]
    public async Task A_block_without_matches_may_ask_for_best_sellers()
    {
        await BoughtAsync("e", "e", "a");

        (await _recommender.RecommendAsync([Request("a", 3)], Token))[0].Should().BeEmpty();
        Text(await _recommender.BestSellersAsync(3, [], Token)).Should().Be("ea");
        Text(await _recommender.BestSellersAsync(3, [new ProductId("e")], Token)).Should().Be("a");
    }

    [Fact]
    public async Task New_purchases_are_read_once_an_interval()
    {
        await BoughtAsync("ab");
        await AskAsync();
        await BoughtAsync("ac", "ac");

        _time.Now += TimeSpan.FromMinutes(59);
        (await AskAsync()).Should().Be("b");
        _time.Now += TimeSpan.FromMinutes(1);
        (await AskAsync()).Should().Be("cb");
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_stop_the_learning()
    {
        await BoughtAsync("ab");
        await AskAsync();
        await BoughtAsync("ac", "ac");
        _time.Now -= TimeSpan.FromDays(1);

        (await AskAsync()).Should().Be("cb");
    }

    [Fact]
    public async Task Purchases_are_counted_once_despite_repeated_and_concurrent_reads()
    {
        await BoughtAsync([.. Enumerable.Repeat("ab", 1_200), .. Enumerable.Repeat("ac", 1_100)]);
        using var eager = new PurchaseRecommender(_store, _time, new PurchaseRecommenderOptions { RefreshEvery = TimeSpan.Zero });

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => eager.RecommendAsync([Request("a", 2)], Token), Token)));
        await BoughtAsync([.. Enumerable.Repeat("ac", 101)]);

        Text((await eager.RecommendAsync([Request("a", 2)], Token))[0]).Should()
            .Be("cb", "c is ahead by one order only when none was counted twice");
    }

    [Fact]
    public async Task Callers_get_the_old_model_while_one_caller_learns()
    {
        await BoughtAsync("ab");
        await AskAsync();
        await BoughtAsync("ac", "ac");
        _time.Now += TimeSpan.FromHours(2);
        var busy = await _store.BeginAsync(0, Token);

        var learning = AskAsync();
        learning.IsCompleted.Should().BeFalse();
        (await AskAsync()).Should().Be("b");
        await busy.DisposeAsync();

        (await learning).Should().Be("cb");
    }

    [Fact]
    public async Task A_cancelled_caller_leaves_nothing_half_counted()
    {
        await BoughtAsync("ab", "ab", "ac");
        var busy = await _store.BeginAsync(2, Token);
        using var patience = new CancellationTokenSource();
        var asking = _recommender.RecommendAsync([Request("a", 2)], patience.Token);
        await patience.CancelAsync();
        await asking.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        await busy.DisposeAsync();
        await BoughtAsync("ac");

        (await AskAsync()).Should().Be("bc", "two orders each, and b stands first");
    }

    [Fact]
    public async Task Products_unknown_to_the_catalogue_are_not_recommended()
    {
        await BoughtAsync("ax", "ax", "ab", "c", "z", "z", "z");
        var catalog = new InMemoryProductCatalog(
            "abcd".Select(letter => new Product { Id = new ProductId(letter.ToString()), Name = "Shoe" }));
        using var recommender = new PurchaseRecommender(_store, _time, catalog: catalog);

        Text((await recommender.RecommendAsync([Request("a", 3)], Token))[0]).Should().Be("bc");
        (await recommender.RecommendAsync([Request("x", 3)], Token))[0].Should()
            .Equal([new ProductId("a"), new ProductId("b"), new ProductId("c")]);
        (await recommender.BestSellersAsync(1, [], Token)).Should().Equal(new ProductId("a"));
    }

    [Fact]
    public void Options_out_of_their_range_are_refused() =>
        FluentActions.Invoking(() => new PurchaseRecommender(
            _store, _time, new PurchaseRecommenderOptions { RefreshEvery = TimeSpan.FromSeconds(-1), MaxPartners = 0 }))
            .Should().Throw<ArgumentException>().Which.Message.Should().ContainAll("RefreshEvery", "MaxPartners");

    [Fact]
    public async Task A_catalogue_finds_its_products_and_refuses_invalid_ones()
    {
        var shoe = new Product { Id = new ProductId("shoe"), Name = "Shoe", Price = 59.9m, Currency = "EUR" };

        (await new InMemoryProductCatalog([shoe]).FindAsync([shoe.Id, new ProductId("hat")], Token)).Should().ContainSingle().Which.Value
            .Should().Be(shoe);
        FluentActions.Invoking(() => new InMemoryProductCatalog([shoe, shoe])).Should().Throw<ArgumentException>()
            .WithMessage("*'shoe' occurs twice*");
        FluentActions.Invoking(() => new InMemoryProductCatalog([shoe with { Currency = null }])).Should().Throw<ArgumentException>()
            .WithMessage("*'shoe'*currency*");
    }

    private async Task<string> AskAsync() => Text((await _recommender.RecommendAsync([Request("a", 5)], Token))[0]);

    /// <summary>Each order comes from another customer, so that the orders are spread over all partitions.</summary>
    private async Task BoughtAsync(params string[] orders)
    {
        foreach (var partition in orders.Select(Purchase).ToLookup(purchase => Partitioning.Of(purchase.Customer, _store.PartitionCount)))
        {
            await using var transaction = await _store.BeginAsync(partition.Key, Token);
            await transaction.Events.AppendAsync([.. partition], Token);
            await transaction.CommitAsync(Token);
        }
    }

    private CustomerEvent Purchase(string products)
    {
        var number = ++_orders;
        return CustomerEvent.Of(
            $"o-{number}",
            new Purchase(new CustomerId($"c-{number}"), _time.Now, 10, "EUR"),
            [.. products.Select(letter => new OrderLine { Product = new ProductId(letter.ToString()) })]);
    }

    private static RecommendationRequest Request(string bought, int count) => new()
    {
        Customer = new CustomerId("ada"),
        Count = count,
        Bought = [.. bought.Select(letter => new ProductId(letter.ToString()))],
    };

    private static string Text(IEnumerable<ProductId> products) => string.Concat(products.Select(product => product.Value));

    private sealed class MovableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
