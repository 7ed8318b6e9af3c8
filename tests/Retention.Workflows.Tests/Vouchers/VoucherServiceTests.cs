using Retention.Workflows.Customers;
using Retention.Workflows.Engine.Vouchering;
using Retention.Workflows.Enrollments;
using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;
using static Retention.Workflows.Tests.Vouchers.SomeVoucher;

namespace Retention.Workflows.Tests.Vouchers;

public class VoucherServiceTests
{
    private readonly InMemoryRetentionStore _store = new();
    private readonly FixedTime _time = new(Noon.AddDays(1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redeeming_marks_the_voucher_records_the_event_and_counts_for_the_report()
    {
        var voucher = await IssuedAsync("ada");

        var result = await Service().RedeemAsync(Order(voucher.Code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)), Token);

        result.Outcome.Should().Be(RedemptionOutcome.Redeemed);
        result.Discount.Should().Be(20);
        await using var transaction = await _store.BeginAsync(PartitionOf("ada"), Token);
        (await transaction.Vouchers.FindAsync([voucher.Code], Token))[voucher.Code].RedeemedBy.Should().Be("o-1");
        var recorded = (await transaction.Events.ReadAsync(
            [new(new CustomerId("ada"), EventNames.VoucherRedeemed, Noon, _time.Now)], Token))[0].Single();
        recorded.Amount.Should().Be(20);
        recorded.Properties.Equals(new PropertyBag([new("offer", "comeback-20"), new("order", "o-1")])).Should().BeTrue();
        recorded.Id.Should().NotContain(voucher.Code);
        (await transaction.Enrollments.ReadCountersAsync(new JourneyName("churn"), Token)).Should().ContainSingle().Which.Should()
            .Be(new JourneyCounter
        {
            Journey = new JourneyName("churn"),
            Version = 3,
            Day = new DateOnly(2026, 3, 12),
            Step = "",
            Measure = JourneyMeasures.VoucherRedeemed,
            Detail = "comeback-20",
            Count = 1,
            Amount = 20,
        });
    }

    [Fact]
    public async Task The_same_order_gets_the_same_discount_even_when_its_total_has_changed()
    {
        var voucher = await IssuedAsync("ada");
        var service = Service();
        await service.RedeemAsync(Order(voucher.Code), Token);
        _time.Now = Noon.AddDays(99);

        var again = await service.RedeemAsync(Order(voucher.Code, total: 500), Token);

        again.Outcome.Should().Be(RedemptionOutcome.Redeemed);
        again.Discount.Should().Be(20);
        await using var transaction = await _store.BeginAsync(PartitionOf("ada"), Token);
        (await transaction.Enrollments.ReadCountersAsync(new JourneyName("churn"), Token)).Single().Count.Should().Be(1);
        (await transaction.Events.CountAsync([new(new CustomerId("ada"), EventNames.VoucherRedeemed, Noon, _time.Now)], Token)).Should()
            .Equal(1);
    }

    [Fact]
    public async Task One_of_many_concurrent_orders_redeems()
    {
        var voucher = await IssuedAsync("ada");
        var service = Service();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            Task.Run(() => service.RedeemAsync(Order(voucher.Code, $"o-{number}"), Token), Token)));

        results.Count(result => result.Outcome == RedemptionOutcome.Redeemed).Should().Be(1);
        results.Count(result => result.Outcome == RedemptionOutcome.AlreadyRedeemed).Should().Be(19);
    }

    [Fact]
    public async Task A_refusal_changes_nothing()
    {
        var voucher = await IssuedAsync("ada");

        var refused = await Service().RedeemAsync(Order(voucher.Code, total: 19), Token);

        refused.Outcome.Should().Be(RedemptionOutcome.BelowMinimumSpend);
        (await Service().FindAsync(voucher.Code, null, Token)).Should().Be(voucher);
        (await Service().RedeemAsync(Order(voucher.Code), Token)).Outcome.Should().Be(RedemptionOutcome.Redeemed);
    }

    [Fact]
    public async Task Our_code_is_searched_in_its_partition_only()
    {
        var voucher = await IssuedAsync("ada");
        await using var busy = await _store.BeginAsync((PartitionOf("ada") + 1) % _store.PartitionCount, Token);

        (await Service().FindAsync(voucher.Code, null, Token)).Should().Be(voucher);
        (await Service().FindAsync(VoucherCode.Create("SWIFT", PartitionOf("ada"), 4711), null, Token)).Should().BeNull();
    }

    [Fact]
    public async Task A_mistyped_code_causes_no_store_call()
    {
        await using var busy = await _store.BeginAsync(0, Token);

        (await Service().RedeemAsync(Order("SWIFT-22222-22222-22223"), Token)).Outcome.Should().Be(RedemptionOutcome.UnknownCode);
        (await Service().RedeemAsync(Order("hello"), Token)).Outcome.Should().Be(RedemptionOutcome.UnknownCode);
    }

    [Theory]
    [InlineData("Spring/7", "  Spring/7 ", null)]
    [InlineData("SPRING-7", "spring-7", null)]
    [InlineData("SPRING-7", "spring-7", "ada")]
    public async Task The_shops_own_code_is_found_with_and_without_the_customer(string code, string typed, string? customer)
    {
        var voucher = await IssuedAsync("ada", code);

        (await Service(otherCodes: true).RedeemAsync(Order(typed, customer: customer), Token)).Voucher!.Customer.Should()
            .Be(voucher.Customer);
    }

    [Fact]
    public async Task The_shops_own_code_that_looks_like_ours_is_found_too()
    {
        var looksLikeOurs = VoucherCode.Create("", (PartitionOf("ada") + 1) % _store.PartitionCount, 99);
        var voucher = await IssuedAsync("ada", looksLikeOurs);

        (await Service(otherCodes: true).FindAsync(looksLikeOurs, null, Token)).Should().Be(voucher);
    }

    [Fact]
    public async Task A_code_with_a_customer_is_searched_with_that_customer_only()
    {
        await IssuedAsync("ada", "SPRING-7");
        var other = Enumerable.Range(0, 100).Select(number => $"c-{number}").First(id => PartitionOf(id) != PartitionOf("ada"));

        (await Service(otherCodes: true).RedeemAsync(Order("SPRING-7", customer: other), Token)).Outcome.Should()
            .Be(RedemptionOutcome.UnknownCode);
    }

    [Fact]
    public async Task Reactions_to_a_redemption_run_in_its_transaction()
    {
        var voucher = await IssuedAsync("ada");
        var service = Service(commit: (_, _, _) => throw new InvalidOperationException("the disk is full"));

        await service.Invoking(broken => broken.RedeemAsync(Order(voucher.Code), Token)).Should().ThrowAsync<InvalidOperationException>();

        (await Service().FindAsync(voucher.Code, null, Token))!.RedeemedAt.Should().BeNull();
    }

    [Fact]
    public async Task An_invalid_order_is_refused_at_once()
    {
        foreach (var wrong in new[] { Order("x", order: " "), Order("x", total: -1), Order("x", total: 0.00001m),
            Order("x", currency: "euro"), Order("x", order: new string('1', 201)) })
            await Service().Invoking(service => service.RedeemAsync(wrong, Token)).Should().ThrowAsync<ArgumentException>();
    }

    private int PartitionOf(string customer) => Partitioning.Of(new CustomerId(customer), _store.PartitionCount);

    private VoucherService Service(bool otherCodes = false, CommitVoucher? commit = null)
    {
        var settings = new VoucherServiceSettings { ShopZone = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Kiritimati"),
            HasOtherCodes = otherCodes };
        return new VoucherService(_store, _time, commit is null ? settings : settings with { Commit = commit });
    }

    private async Task<Voucher> IssuedAsync(string customer, string? code = null)
    {
        await using var transaction = await _store.BeginAsync(PartitionOf(customer), Token);
        var enrollment = new EnrollmentId(transaction.Partition, transaction.AllocateIds(1));
        var voucher = For(customer, StepKey.Of(enrollment, "voucher"), transaction.Partition);
        voucher = voucher with { Code = code ?? voucher.Code };
        await transaction.Enrollments.AddAsync(
            [
                new Enrollment
                {
                    Id = enrollment,
                    Journey = voucher.Journey,
                    Version = 3,
                    Customer = voucher.Customer,
                    EntryKey = "once",
                    EnteredAt = Noon,
                    Status = EnrollmentStatus.Completed,
                },
            ],
            Token);
        await transaction.Vouchers.AddAsync([voucher], Token);
        await transaction.CommitAsync(Token);
        return voucher;
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
