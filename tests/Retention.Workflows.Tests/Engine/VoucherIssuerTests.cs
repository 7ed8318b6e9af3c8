using System.Collections.Concurrent;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Tests.Engine;

/// <summary>Vouchers from the shop's own system: the enrollment parks until it has answered.</summary>
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
    public async Task A_failing_issuer_is_asked_again_with_the_same_request()
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
        await journey.Client.ResumeAsync(stuck.Id, TestContext.Current.CancellationToken);
        await journey.AdvanceAsync(TimeSpan.FromMinutes(1));

        journey.Sent.Should().Equal("mail by email");
        issuer.Requests.Distinct().Should().ContainSingle();
    }

    private static Task<JourneyHarness> StartAsync(ShopIssuer issuer) => Journeys.StartAsync(
        steps => steps.IssueVoucher("voucher", offer: "ten").SendEmail("mail", template: "voucher").Wait("use-it", Days(3)),
        options => options.Configure = retention => retention.Vouchers.AddOffer(Journeys.Offer()).UseIssuer(_ => issuer));

    private sealed class ShopIssuer : IVoucherIssuer
    {
        private readonly ConcurrentDictionary<string, string> _codes = new();

        internal int FailuresLeft { get; set; }

        internal List<VoucherRequest> Requests { get; } = [];

        public Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken)
        {
            Requests.Add(request);
            if (FailuresLeft-- > 0)
                throw new HttpRequestException("503");
            var code = _codes.GetOrAdd(request.IdempotencyKey, _ => $"SHOP-{_codes.Count + 1}");
            return Task.FromResult(new IssuedVoucher { Code = code, ExpiresAt = request.ExpiresAt });
        }
    }
}
