using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Testing.Tests;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Engine.Worker;

/// <summary>The clock of a store, such as a server's, overrides the clock of the host.</summary>
public sealed class StoreClockTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(13, RedemptionOutcome.Redeemed)]
    [InlineData(16, RedemptionOutcome.Expired)]
    public async Task A_voucher_is_redeemed_by_the_stores_clock(int days, RedemptionOutcome expected)
    {
        DateTimeOffset? clock = null;
        var store = Bug.In<IPartitionTransaction>("get_StoreTime", (_, _, _) => clock).Plant(new InMemoryRetentionStore(partitions: 1));
        await using var journey = await Journeys.StartAsync(
            steps => steps.IssueVoucher("voucher", offer: "ten"),
            options => options.Configure = retention =>
            {
                retention.Store.Use(_ => store);
                retention.Vouchers.AddOffer(Journeys.Offer());
            });
        var begun = journey.Time.GetUtcNow();
        await journey.EnrollAsync(Some.Customer());
        var voucher = (await journey.RecordAsync()).Vouchers.Single();
        clock = begun.AddDays(days);

        var result = await journey.Vouchers.RedeemAsync(
            new RedemptionRequest { Code = voucher.Code, OrderId = "o-1", Total = 100, Currency = "EUR" }, Token);

        result.Outcome.Should().Be(expected);
        if (expected == RedemptionOutcome.Redeemed)
            (await journey.RecordAsync()).Vouchers.Single().RedeemedAt.Should().Be(clock);
    }
}
