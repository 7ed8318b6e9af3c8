using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Engine.Vouchering;

/// <summary>At most as many vouchers of an offer are issued as its limit says, over all partitions and journeys.</summary>
public sealed class OfferLimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 3, 1)]
    [InlineData(3, 7, 4)]
    [InlineData(7, 7, 2)]
    [InlineData(250, 300, 8)]
    [InlineData(10, 4, 1)]
    public async Task When_all_are_issued_the_journey_continues_without_one(int limit, int customers, int partitions)
    {
        await using var journey = await StartAsync(limit, partitions);
        for (var number = 0; number < customers; number++)
            await journey.EnrollAsync(Some.Customer($"c{number}"));

        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));

        var issued = await journey.CountAsync(JourneyMeasures.VoucherIssued);
        issued.Should().Be(Math.Min(limit, customers));
        (await journey.CountAsync(JourneyMeasures.VoucherNotIssued, $"ten:{RefusalReasons.OfferUsedUp}")).Should().Be(customers - issued);
        journey.Messages.Should().HaveCount(customers, "the journey continues");
    }

    [Fact]
    public async Task What_a_partition_took_and_does_not_use_is_there_for_others_within_two_minutes()
    {
        await using var journey = await StartAsync(limit: 1_000, partitions: 2);
        var (first, second) = (CustomerOf(0, 0), Enumerable.Range(0, 1_000).Select(number => CustomerOf(1, number)).ToList());
        await journey.EnrollAsync(first); // its partition takes a chunk of ten
        await journey.Client.SaveCustomersAsync(second, Token);
        foreach (var customer in second)
            await journey.Client.EnrollAsync("under-test", customer.Id, cancellationToken: Token);

        await journey.AdvanceAsync(TimeSpan.FromMinutes(2));

        (await journey.CountAsync(JourneyMeasures.VoucherIssued)).Should().Be(1_000);
        (await journey.CountAsync(JourneyMeasures.VoucherNotIssued, $"ten:{RefusalReasons.OfferUsedUp}")).Should().Be(1);
    }

    [Fact]
    public async Task It_holds_for_a_hosts_issuer_as_well()
    {
        var issuer = new Issuer();
        await using var journey = await StartAsync(limit: 2, partitions: 1, issuer);
        foreach (var customer in (string[])["ada", "bob", "eve", "kim"])
            await journey.EnrollAsync(Some.Customer(customer));

        await journey.AdvanceAsync(TimeSpan.FromMinutes(5));

        issuer.Keys.Should().HaveCount(2);
        journey.Messages.Should().HaveCount(4);
        (await journey.CountAsync(JourneyMeasures.VoucherNotIssued, $"ten:{RefusalReasons.OfferUsedUp}")).Should().Be(2);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(5, 0)]
    [InlineData(5, 4)]
    [InlineData(40, 17)]
    public async Task A_source_of_codes_that_fails_for_one_customer_costs_no_voucher_of_the_offer(int customers, int failing)
    {
        var codes = new FailingCodes();
        await using var journey = await StartAsync(limit: customers, partitions: 1, codes: codes);
        List<Customer> all = [.. Enumerable.Range(0, customers).Select(number => Some.Customer($"c{number}"))];
        await journey.Client.SaveCustomersAsync(all, Token);
        foreach (var customer in all)
        {
            var entered = await journey.Client.EnrollAsync("under-test", customer.Id, cancellationToken: Token);
            if (customer == all[failing])
                codes.FailsFor = entered.Enrollment.ToString();
        }

        await journey.AdvanceAsync(TimeSpan.Zero);
        (await journey.CountAsync(JourneyMeasures.VoucherIssued)).Should().Be(customers - 1, "the others get theirs");
        codes.FailsFor = null;
        await journey.AdvanceAsync(TimeSpan.FromDays(1));

        (await journey.CountAsync(JourneyMeasures.VoucherIssued)).Should().Be(customers);
        (await journey.CountAsync(JourneyMeasures.VoucherNotIssued)).Should().Be(0);
    }

    [Fact]
    public async Task An_issued_voucher_has_the_terms_without_the_limit()
    {
        await using var journey = await StartAsync(limit: 2, partitions: 1);
        await journey.EnrollAsync(Some.Customer());

        (await journey.RecordAsync()).Vouchers.Single().Offer.Should().Be(Journeys.Offer());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_limit_below_one_is_an_error(int limit) =>
        (Journeys.Offer() with { MaxVouchers = limit }).Problems().Should().ContainSingle().Which.Should().Contain("MaxVouchers");

    /// <summary>A customer of a partition of two.</summary>
    private static Customer CustomerOf(int partition, int number) => Some.Customer(Enumerable.Range(0, 100)
        .Select(attempt => $"c{number}-{attempt}").First(id => Retention.Workflows.Customers.Partitioning.Of(new CustomerId(id), 2) == partition));

    private static Task<JourneyHarness> StartAsync(
        int limit, int partitions, IVoucherIssuer? issuer = null, IVoucherCodes? codes = null) => Journeys.StartAsync(
        steps => steps.IssueVoucher("voucher", offer: "ten").SendEmail("mail", "mail"),
        options => options.Configure = retention =>
        {
            retention.Store.Use(_ => new InMemoryRetentionStore(partitions));
            retention.Vouchers.AddOffer(Journeys.Offer() with { MaxVouchers = limit });
            if (issuer is not null)
                retention.Vouchers.UseIssuer(_ => issuer);
            if (codes is not null)
                retention.Services.AddSingleton(codes);
        });

    private sealed class FailingCodes : IVoucherCodes
    {
        internal string? FailsFor { get; set; }

        public string Make(string prefix, int place, string idempotencyKey) =>
            FailsFor is { } enrollment && idempotencyKey.StartsWith($"{enrollment}/", StringComparison.Ordinal)
                ? throw new InvalidOperationException("no code today") : VoucherCodes.Random.Make(prefix, place, idempotencyKey);
    }

    private sealed class Issuer : IVoucherIssuer
    {
        internal HashSet<string> Keys { get; } = [];

        public Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken)
        {
            lock (Keys)
                Keys.Add(request.IdempotencyKey);
            return Task.FromResult(new IssuedVoucher { Code = $"SHOP-{request.Customer}", ExpiresAt = request.ExpiresAt });
        }
    }
}
