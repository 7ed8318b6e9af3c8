using System.Collections.Concurrent;
using Retention.Workflows.Storage;
using Retention.Workflows.Testing;
using Retention.Workflows.Vouchers;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine.Vouchering;

/// <summary>Vouchers from the shop's own system: the enrollment awaits the answer.</summary>
public sealed class VoucherIssuerTests
{
    [Fact]
    public async Task The_shops_own_voucher_reaches_the_mail()
    {
        var issuer = new ShopIssuer();
        await using var journey = await StartAsync(issuer);

        await journey.EnrollAsync(Some.Customer());

        journey.Messages.Single().Content.Text.Should().EndWith("code SHOP-1");
        (await journey.RecordAsync()).Vouchers.Single().Code.Should().Be("SHOP-1");
        (await journey.CountAsync(JourneyMeasures.VoucherIssued, "ten")).Should().Be(1);
    }

    [Fact]
    public async Task A_failing_issuer_is_called_again_with_the_same_request()
    {
        var issuer = new ShopIssuer { FailuresLeft = 3 };
        await using var journey = await StartAsync(issuer);
        await journey.EnrollAsync(Some.Customer());
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("at voucher");

        await journey.AdvanceAsync(TimeSpan.FromHours(1));

        issuer.Requests.Should().HaveCount(4);
        issuer.Requests.Distinct().Should().ContainSingle("key, offer and times are the same at every try");
        journey.Sent.Should().Equal("mail by email");
    }

    [Fact]
    public async Task An_issuer_that_never_answers_leaves_the_enrollment_stuck_and_resumable()
    {
        var issuer = new ShopIssuer { FailuresLeft = 8 };
        await using var journey = await StartAsync(issuer);
        await journey.EnrollAsync(Some.Customer());

        await journey.AdvanceAsync(TimeSpan.FromDays(5));
        (await journey.WhereIsAsync(Journeys.Ada)).Should().Be("stuck at voucher");
        var stuck = (await journey.RecordAsync()).Enrollments.Single();
        await journey.Operations.ResumeAsync(stuck.Id, TestContext.Current.CancellationToken);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        journey.Sent.Should().Equal("mail by email");
        issuer.Requests.Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task A_late_answer_does_not_affect_an_enrollment_that_awaits_its_next_voucher()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        var slow = new ShopIssuer();
        var fast = new ShopIssuer { Refuses = request => request.IdempotencyKey.Contains("/second/", StringComparison.Ordinal) };
        await using var one = await StartTwoVouchersAsync(slow, store);
        await using var other = await StartTwoVouchersAsync(fast, store);
        slow.Before = async request =>
        {
            slow.Before = _ => Task.CompletedTask;
            await other.AdvanceAsync(TimeSpan.Zero);
        };

        await one.EnrollAsync(Some.Customer());

        (await one.WhereIsAsync(Journeys.Ada)).Should()
            .Be("at second", "the other engine was there first, and got no answer for the second voucher");
        await one.AdvanceAsync(TimeSpan.FromHours(1));
        (await one.RecordAsync()).Vouchers.Select(voucher => voucher.IdempotencyKey.Split('/')[1]).Should().Equal("first", "second");
    }

    [Fact]
    public async Task A_code_issued_to_two_customers_fails_for_the_second()
    {
        var issuer = new ShopIssuer { AlwaysGives = "SAME" };
        await using var journey = await StartAsync(issuer);
        await journey.EnrollAsync(Some.Customer("ada"));

        await journey.EnrollAsync(Some.Customer("bob"));

        journey.Messages.Select(message => message.Customer.Value).Should().Equal("ada");
        (await journey.WhereIsAsync(new CustomerId("bob"))).Should().Be("at voucher", "it is tried again");
        issuer.AlwaysGives = null;
        await journey.AdvanceAsync(TimeSpan.FromHours(1));
        journey.Messages.Select(message => message.Customer.Value).Should().Equal("ada", "bob");
    }

    [Fact]
    public async Task The_library_issues_for_waiting_enrollments_when_the_shop_removes_its_issuer()
    {
        var store = new InMemoryRetentionStore(partitions: 1);
        await using (var journey = await StartAsync(new ShopIssuer { FailuresLeft = 3 }, store))
            await journey.EnrollAsync(Some.Customer());

        await using var without = await Journeys.StartAsync(Steps, options => options.Configure = retention =>
        {
            retention.Store.Use(_ => store);
            retention.Vouchers.AddOffer(Journeys.Offer());
        });
        await without.AdvanceAsync(TimeSpan.FromHours(1));

        without.Sent.Should().Equal("mail by email");
        (await without.RecordAsync()).Vouchers.Should().ContainSingle();
    }

    private static Task<JourneyHarness> StartTwoVouchersAsync(ShopIssuer issuer, InMemoryRetentionStore store) => Journeys.StartAsync(
        steps => steps.IssueVoucher("first", offer: "ten").IssueVoucher("second", offer: "ten").Wait("use-it", Days(3)),
        options => options.Configure = retention =>
        {
            retention.Store.Use(_ => store);
            retention.Vouchers.AddOffer(Journeys.Offer()).UseIssuer(_ => issuer);
        });

    private static Task<JourneyHarness> StartAsync(ShopIssuer issuer, InMemoryRetentionStore? store = null) =>
        Journeys.StartAsync(Steps, options => options.Configure = retention =>
        {
            retention.Vouchers.AddOffer(Journeys.Offer()).UseIssuer(_ => issuer);
            if (store is not null)
                retention.Store.Use(_ => store);
        });

    private static void Steps(StepsBuilder steps) =>
        steps.IssueVoucher("voucher", offer: "ten").SendEmail("mail", template: "voucher").Wait("use-it", Days(3));

    private sealed class ShopIssuer : IVoucherIssuer
    {
        private readonly ConcurrentDictionary<string, string> _codes = new();

        internal int FailuresLeft { get; set; }

        internal string? AlwaysGives { get; set; }

        internal Func<VoucherRequest, bool> Refuses { get; set; } = _ => false;

        internal Func<VoucherRequest, Task> Before { get; set; } = _ => Task.CompletedTask;

        internal List<VoucherRequest> Requests { get; } = [];

        public async Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken)
        {
            Requests.Add(request);
            await Before(request);
            if (FailuresLeft-- > 0 || Refuses(request))
                throw new HttpRequestException("503");
            var code = AlwaysGives ?? _codes.GetOrAdd(request.IdempotencyKey, _ => $"SHOP-{_codes.Count + 1}");
            return new IssuedVoucher { Code = code, ExpiresAt = request.ExpiresAt };
        }
    }
}
