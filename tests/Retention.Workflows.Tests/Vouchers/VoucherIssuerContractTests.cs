using System.Collections.Concurrent;
using Retention.Workflows.Testing;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Tests.Vouchers;

public class VoucherIssuerContractTests
{
    public static TheoryData<string> Rules => [.. VoucherIssuerContract.Rules];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task An_issuer_that_remembers_its_keys_keeps_the_rule(string rule)
    {
        var system = new ConcurrentDictionary<string, Lazy<IssuedVoucher>>();

        await CheckAsync(new Contract(() => new ShopIssuer(system)), rule);
    }

    [Theory]
    [InlineData("The_same_key_gets_the_same_voucher_again")]
    [InlineData("The_same_key_gets_the_same_voucher_when_asked_at_once")]
    [InlineData("The_same_key_gets_the_same_voucher_from_another_instance_as_after_a_crash")]
    public Task An_issuer_that_forgets_its_keys_is_caught(string rule) =>
        IsCaughtAsync(new BrokenIssuer(request => Voucher(request, NewCode())), rule, "*different codes*");

    [Fact]
    public async Task An_issuer_that_remembers_only_while_it_runs_is_caught()
    {
        var contract = new Contract(() => new ShopIssuer([]));

        await CheckAsync(contract, "The_same_key_gets_the_same_voucher_again");
        await contract.Invoking(broken => CheckAsync(broken, "The_same_key_gets_the_same_voucher_from_another_instance_as_after_a_crash"))
            .Should().ThrowAsync<ContractViolationException>();
    }

    [Fact]
    public Task An_issuer_that_checks_and_writes_without_a_lock_is_caught() =>
        IsCaughtAsync(new RacyIssuer(), "The_same_key_gets_the_same_voucher_when_asked_at_once", "*different codes*");

    [Theory]
    [InlineData("Different_keys_get_different_codes_also_for_one_customer")]
    [InlineData("Different_keys_get_different_codes_when_asked_at_once")]
    public Task An_issuer_with_a_code_for_each_customer_is_caught(string rule) =>
        IsCaughtAsync(new BrokenIssuer(request => Voucher(request, request.Customer.Value)), rule, "*1 different codes*");

    [Theory]
    [InlineData("", "*empty*")]
    [InlineData(" X", "*white space*")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", "*65 characters*")]
    public Task An_invalid_code_is_caught(string code, string message) =>
        IsCaughtAsync(new BrokenIssuer(request => Voucher(request, code)),
            "A_voucher_has_a_code_of_1_to_64_characters_without_outer_blanks", message);

    [Fact]
    public Task A_voucher_that_is_already_expired_is_caught() =>
        IsCaughtAsync(new BrokenIssuer(request => Voucher(request, "X") with { ExpiresAt = request.RequestedAt }),
            "A_voucher_expires_after_it_was_asked_for_and_within_100_years", "*expires at*");

    [Fact]
    public Task An_issuer_that_restarts_the_validity_at_every_call_is_caught()
    {
        var calls = 0;
        return IsCaughtAsync(
            new BrokenIssuer(request => Voucher(
                request, request.IdempotencyKey) with { ExpiresAt = request.ExpiresAt.AddSeconds(Interlocked.Increment(ref calls)) }),
            "The_same_key_gets_the_same_voucher_again",
            "*different expiries*");
    }

    private static Task CheckAsync(Contract contract, string rule) => contract.RunAsync(rule, TestContext.Current.CancellationToken);

    private static async Task IsCaughtAsync(IVoucherIssuer issuer, string rule, string message) =>
        await new Contract(() => issuer).Invoking(contract => CheckAsync(contract, rule))
            .Should().ThrowAsync<ContractViolationException>().WithMessage(message);

    private static string NewCode() => VoucherCodes.Random.Make("", 0, "");

    private static IssuedVoucher Voucher(VoucherRequest request, string code) => new() { Code = code, ExpiresAt = request.ExpiresAt };

    private sealed class Contract(Func<IVoucherIssuer> create) : VoucherIssuerContract
    {
        protected override Task<IVoucherIssuer> CreateAsync() => Task.FromResult(create());
    }

    /// <summary>A correct issuer of a shop: it stores the answer for a key where all instances see it.</summary>
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
        public Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(issue(request));
    }

    /// <summary>Two concurrent calls both find nothing and both write: the first one waits until the second one has read.</summary>
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
