using Retention.Workflows.Storage;
using Retention.Workflows.Testing;

namespace Retention.Workflows.PostgreSql.Tests;

/// <summary>Two engines on one database never issue more vouchers of an offer than its limit says.</summary>
public sealed class PostgreSqlOfferTests(PostgreSqlFixture fixture)
{
    private const int Limit = 250;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Two_engines_issue_exactly_as_many_vouchers_as_the_limit_says(int batchSize)
    {
        fixture.SkipWithoutServer();
        var schema = fixture.NewSchema();
        await using var one = await StartAsync(schema, batchSize);
        await using var two = await StartAsync(schema, batchSize);
        Customer[] customers = [.. Enumerable.Range(0, 400).Select(number => Some.Customer($"c{number}"))];
        await one.Client.SaveCustomersAsync(customers, Token);
        await Parallel.ForEachAsync(customers, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token },
            async (customer, token) => await one.Client.EnrollAsync("under-test", customer.Id, cancellationToken: token));

        await Task.WhenAll(((JourneyHarness[])[one, two]).Select(engine => Task.Run(() => engine.AdvanceAsync(TimeSpan.FromMinutes(10)))));

        var counters = await one.Operations.ReadCountersAsync("under-test", Token);
        counters.Where(counter => counter.Measure == JourneyMeasures.VoucherIssued).Sum(counter => counter.Count).Should().Be(Limit);
        counters.Where(counter => counter.Measure == JourneyMeasures.VoucherNotIssued).Sum(counter => counter.Count).Should().Be(400 - Limit);
        (await fixture.RunAsync($"SELECT count(*) FROM {schema}.vouchers")).Should().Be((long)Limit);
    }

    /// <summary>Every take is more than a chunk, so it needs the offer's total, and keeps its lock until the commit.</summary>
    [Fact]
    public async Task Two_partitions_that_take_two_offers_in_opposite_order_do_not_deadlock()
    {
        await using var store = await fixture.OpenAsync(options => options.Partitions = 2);
        for (var round = 0; round < 40; round++)
        {
            var (one, two) = (new OfferName($"one-{round}"), new OfferName($"two-{round}"));

            var taken = await Task.WhenAll(TakeAsync(store, 0, one, two), TakeAsync(store, 1, two, one));

            taken.Sum().Should().Be(40);
        }
    }

    private static Task<int> TakeAsync(PostgreSqlRetentionStore store, int partition, params OfferName[] offers) => Task.Run(async () =>
    {
        await using var transaction = await store.BeginAsync(partition, Token);
        var taken = 0;
        foreach (var offer in offers)
            taken += (await transaction.Vouchers.TakeAsync(offer, 100, 10, Token)).Count;
        await transaction.CommitAsync(Token);
        return taken;
    });

    private Task<JourneyHarness> StartAsync(string schema, int batchSize) => JourneyHarness.StartAsync(
        JourneyDefinition.Build(new("under-test"), journey => journey.Steps.IssueVoucher("voucher", offer: "ten")),
        options =>
        {
            options.CancellationToken = Token;
            options.Configure = retention =>
            {
                retention.Store.Use(_ => fixture.Store(store => (store.DataSource, store.Schema, store.Partitions, store.Clock) =
                    (fixture.HastyPool, schema, 8, PostgreSqlClock.Host)));
                retention.Vouchers.AddOffer(new VoucherOffer { Name = "ten", Discount = Discount.Percent(10), MaxVouchers = Limit });
                retention.Configure(all => all.Worker.BatchSize = batchSize);
            };
        });
}
