using System.Collections.Concurrent;
using Retention.Workflows.Testing;

namespace Retention.Workflows.Tests.Vouchers;

public class VoucherIssuerContractTests
{
    public static TheoryData<string> Rules => [.. new Contract(() => new ShopIssuer([])).Rules.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task An_issuer_that_remembers_its_keys_keeps_the_rule(string rule)
    {
        var system = new ConcurrentDictionary<string, Lazy<IssuedVoucher>>();

        await CheckAsync(new Contract(() => new ShopIssuer(system)), rule);
    }

    [Theory]
    [InlineData("The same key gets the same voucher again")]
    [InlineData("The same key gets the same voucher when asked at once")]
    [InlineData("The same key gets the same voucher from another instance, as after a crash")]
    public Task An_issuer_that_forgets_its_keys_is_caught(string rule) =>
        IsCaughtAsync(new BrokenIssuer(request => Voucher(request, NewCode())), rule, "*different codes*");

    [Fact]
    public async Task An_issuer_that_remembers_only_while_it_runs_is_caught()
    {
        var contract = new Contract(() => new ShopIssuer([]));

        await CheckAsync(contract, "The same key gets the same voucher again");
        await contract.Invoking(broken => CheckAsync(broken, "The same key gets the same voucher from another instance, as after a crash"))
            .Should().ThrowAsync<VoucherIssuerContractException>();
    }

    [Fact]
    public Task An_issuer_that_looks_before_it_leaps_without_a_lock_is_caught() =>
        IsCaughtAsync(new RacyIssuer(), "The same key gets the same voucher when asked at once", "*different codes*");

    [Theory]
    [InlineData("Different keys get different codes, also for one customer")]
    [InlineData("Different keys get different codes when asked at once")]
    public Task An_issuer_with_a_code_for_each_customer_is_caught(string rule) =>
        IsCaughtAsync(new BrokenIssuer(request => Voucher(request, request.Customer.Value)), rule, "*1 different codes*");

    [Theory]
    [InlineData("", "*empty*")]
    [InlineData(" X", "*blank*")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", "*65 characters*")]
    public Task A_code_that_cannot_be_one_is_caught(string code, string message) =>
        IsCaughtAsync(new BrokenIssuer(request => Voucher(request, code)), "A voucher has a code of 1 to 64 characters without outer blanks", message);

    [Fact]
    public Task A_voucher_that_is_dead_on_arrival_is_caught() =>
        IsCaughtAsync(new BrokenIssuer(request => Voucher(request, "X") with { ExpiresAt = request.RequestedAt }), "A voucher expires after it was asked for and within 100 years", "*expires at*");

    [Fact]
    public Task An_issuer_that_counts_the_life_anew_at_every_call_is_caught()
    {
        var calls = 0;
        return IsCaughtAsync(
            new BrokenIssuer(request => Voucher(request, request.IdempotencyKey) with { ExpiresAt = request.ExpiresAt.AddSeconds(Interlocked.Increment(ref calls)) }),
            "The same key gets the same voucher again",
            "*different expiries*");
    }

    private static Task CheckAsync(Contract contract, string rule) => contract.Rules.Single(known => known.Name == rule).CheckAsync();

    private static async Task IsCaughtAsync(IVoucherIssuer issuer, string rule, string message) =>
        await new Contract(() => issuer).Invoking(contract => CheckAsync(contract, rule))
            .Should().ThrowAsync<VoucherIssuerContractException>().WithMessage(message);

    private static string NewCode() => VoucherCodes.Random.Make("", 0, "");

    private static IssuedVoucher Voucher(VoucherRequest request, string code) => new() { Code = code, ExpiresAt = request.ExpiresAt };

    private sealed class Contract(Func<IVoucherIssuer> create) : VoucherIssuerContract
    {
        protected override Task<IVoucherIssuer> CreateAsync() => Task.FromResult(create());
    }

    /// <summary>A shop's system as it should be: what a key was given is kept where all instances see it.</summary>
    private sealed class ShopIssuer(ConcurrentDictionary<string, Lazy<IssuedVoucher>> system) : IVoucherIssuer
    {
        public async Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return system.GetOrAdd(request.IdempotencyKey, _ => new Lazy<IssuedVoucher>(() => Voucher(request, NewCode()))).Value;
        }
    }

    private sealed class BrokenIssuer(Func<VoucherRequest, IssuedVoucher> issue) : IVoucherIssuer
    {
        public Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken) => Task.FromResult(issue(request));
    }

    /// <summary>Two who ask at once both find nothing and both write: the first one waits until the second one has looked.</summary>
    private sealed class RacyIssuer : IVoucherIssuer
    {
        private readonly ConcurrentDictionary<string, IssuedVoucher> _known = new();
        private readonly TaskCompletionSource _secondLooked = new();
        private int _looks;

        public async Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken)
        {
            if (_known.TryGetValue(request.IdempotencyKey, out var known))
                return known;
            if (Interlocked.Increment(ref _looks) == 1)
                await _secondLooked.Task.WaitAsync(cancellationToken);
            else
                _secondLooked.TrySetResult();
            return _known[request.IdempotencyKey] = Voucher(request, NewCode());
        }
    }
}
