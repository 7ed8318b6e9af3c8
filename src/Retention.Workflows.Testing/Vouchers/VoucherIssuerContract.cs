using System.Globalization;
using Retention.Workflows.Testing.Stores;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Testing;

/// <summary>
/// The rules for a shop's own <see cref="IVoucherIssuer"/>. Derive from this class, implement the creation of an issuer, and run all
/// <see cref="Rules"/>.
/// </summary>
/// <remarks>
/// The contract is independent of any test framework; use it like <see cref="RetentionStoreContract"/>. Every rule issues a few vouchers,
/// so run it against a test system. The keys differ from run to run, so the system may keep its data. Rules may run concurrently.
/// </remarks>
public abstract class VoucherIssuerContract
{
    private const int AtOnce = 8;

    private static readonly (string Name, Func<VoucherIssuerContract, CancellationToken, Task> Check)[] All =
    [
        ("A_voucher_has_a_code_of_1_to_64_characters_without_outer_blanks", (contract, token) => contract.HasACodeAsync(token)),
        ("A_voucher_expires_after_it_was_asked_for_and_within_100_years", (contract, token) => contract.ExpiresSensiblyAsync(token)),
        ("The_same_key_gets_the_same_voucher_again", (contract, token) => contract.SameKeyAgainAsync(token)),
        ("The_same_key_gets_the_same_voucher_from_another_instance_as_after_a_crash", (contract, token) =>
            contract.SameKeyElsewhereAsync(token)),
        ("The_same_key_gets_the_same_voucher_when_asked_at_once", (contract, token) => contract.SameKeyAtOnceAsync(token)),
        ("Different_keys_get_different_codes_also_for_one_customer", (contract, token) => contract.DifferentKeysAsync(token)),
        ("Different_keys_get_different_codes_when_asked_at_once", (contract, token) => contract.DifferentKeysAtOnceAsync(token)),
    ];

    /// <summary>The names of all rules; each is a sentence.</summary>
    public static IReadOnlyList<string> Rules { get; } = [.. All.Select(rule => rule.Name)];

    /// <summary>The clock of the rules, because a request has the current time; the system clock by default.</summary>
    protected virtual TimeProvider Time => TimeProvider.System;

    /// <summary>The offer of the requested vouchers; by default 20 percent off from 20 EUR, valid for 10 days.</summary>
    protected virtual VoucherOffer Offer { get; } = new()
    {
        Name = "contract-20",
        Discount = Discount.Percent(20),
        MinimumSpend = 20,
        ValidFor = Period.Days(10),
    };

    /// <summary>Checks one rule.</summary>
    /// <param name="rule">One of <see cref="Rules"/>.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <exception cref="ArgumentException">The rule does not exist.</exception>
    /// <exception cref="ContractViolationException">The issuer violates the rule. The message contains no voucher code.</exception>
    public Task RunAsync(string rule, CancellationToken cancellationToken = default)
    {
        var known = Array.Find(All, candidate => candidate.Name == rule);
        return known.Check?.Invoke(this, cancellationToken) ?? throw new ArgumentException($"There is no rule '{rule}'.", nameof(rule));
    }

    /// <summary>
    /// Creates an issuer. It is called several times; each issuer must use the same system, as if the process had been restarted.
    /// </summary>
    protected abstract Task<IVoucherIssuer> CreateAsync();

    private async Task HasACodeAsync(CancellationToken cancellationToken)
    {
        var voucher = await IssueAsync(NewRequest(), cancellationToken).ConfigureAwait(false);
        Expect.That(!string.IsNullOrWhiteSpace(voucher.Code), "The code is empty.");
        Expect.That(voucher.Code.Length <= VoucherCode.MaxLength, $"The code has {Text(voucher.Code.Length)} characters.");
        Expect.That(voucher.Code == voucher.Code.Trim(), "The code starts or ends with white space.");
    }

    private async Task ExpiresSensiblyAsync(CancellationToken cancellationToken)
    {
        var request = NewRequest();
        var voucher = await IssueAsync(request, cancellationToken).ConfigureAwait(false);
        var fact = $"It was requested at {Text(request.RequestedAt)} and expires at {Text(voucher.ExpiresAt)}.";
        Expect.That(voucher.ExpiresAt > request.RequestedAt && voucher.ExpiresAt < request.RequestedAt.AddYears(100), fact);
    }

    private async Task SameKeyAgainAsync(CancellationToken cancellationToken)
    {
        var issuer = await CreateAsync().ConfigureAwait(false);
        var request = NewRequest();
        var first = await issuer.IssueAsync(request, cancellationToken).ConfigureAwait(false);
        ExpectSame([first, await issuer.IssueAsync(request, cancellationToken).ConfigureAwait(false)]);
    }

    private async Task SameKeyElsewhereAsync(CancellationToken cancellationToken)
    {
        var request = NewRequest();
        var first = await IssueAsync(request, cancellationToken).ConfigureAwait(false);
        ExpectSame([first, await IssueAsync(request, cancellationToken).ConfigureAwait(false)]);
    }

    private async Task SameKeyAtOnceAsync(CancellationToken cancellationToken)
    {
        var request = NewRequest();
        ExpectSame(await AtOnceAsync(_ => request, cancellationToken).ConfigureAwait(false));
    }

    private async Task DifferentKeysAsync(CancellationToken cancellationToken)
    {
        var issuer = await CreateAsync().ConfigureAwait(false);
        var vouchers = new List<IssuedVoucher>();
        foreach (var request in Enumerable.Range(0, AtOnce).Select(NewRequest))
            vouchers.Add(await issuer.IssueAsync(request, cancellationToken).ConfigureAwait(false));
        ExpectDifferent(vouchers);
    }

    private async Task DifferentKeysAtOnceAsync(CancellationToken cancellationToken) =>
        ExpectDifferent(await AtOnceAsync(NewRequest, cancellationToken).ConfigureAwait(false));

    private async Task<IssuedVoucher> IssueAsync(VoucherRequest request, CancellationToken cancellationToken)
    {
        var issuer = await CreateAsync().ConfigureAwait(false);
        return await issuer.IssueAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IssuedVoucher[]> AtOnceAsync(Func<int, VoucherRequest> request, CancellationToken cancellationToken)
    {
        var issuers = new[] { await CreateAsync().ConfigureAwait(false), await CreateAsync().ConfigureAwait(false) };
        return await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(number =>
            Task.Run(() => issuers[number % issuers.Length].IssueAsync(request(number), cancellationToken),
                cancellationToken))).ConfigureAwait(false);
    }

    private VoucherRequest NewRequest(int number = 0)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(Time.GetUtcNow().ToUnixTimeMilliseconds());
        return new VoucherRequest
        {
            IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"{Guid.CreateVersion7(now):N}/contract/{number}"),
            Customer = new CustomerId("contract-customer"),
            Offer = Offer,
            RequestedAt = now,
            ExpiresAt = LocalTime.Add(now, Offer.ValidFor, TimeZoneInfo.Utc),
        };
    }

    private static void ExpectSame(IReadOnlyList<IssuedVoucher> vouchers)
    {
        var codes = vouchers.Select(voucher => voucher.Code).Distinct(StringComparer.Ordinal).Count();
        Expect.That(codes == 1, $"The same key got {Text(codes)} different codes.");
        var ends = vouchers.Select(voucher => voucher.ExpiresAt).Distinct().Count();
        Expect.That(ends == 1, $"The same key got {Text(ends)} different expiries.");
    }

    private static void ExpectDifferent(IReadOnlyList<IssuedVoucher> vouchers)
    {
        var codes = vouchers.Select(voucher => voucher.Code).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        Expect.That(codes == vouchers.Count, $"{Text(vouchers.Count)} keys got {Text(codes)} different codes; case makes no difference.");
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
