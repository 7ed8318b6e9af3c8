using System.Globalization;

namespace Retention.Workflows.Testing;

/// <summary>The rules that a shop's own <see cref="IVoucherIssuer"/> has to keep, for any test framework.</summary>
/// <remarks>
/// Derive from it, and let each rule be a test: it passes when the task ends, and fails with a <see cref="VoucherIssuerContractException"/>
/// that says what the issuer did. Every rule issues a few vouchers, so run it against a system for tests. The keys differ from run to run.
/// </remarks>
public abstract class VoucherIssuerContract
{
    private const int AtOnce = 8;

    /// <summary>The rules, by name.</summary>
    public IReadOnlyList<(string Name, Func<Task> CheckAsync)> Rules =>
    [
        ("A voucher has a code of 1 to 64 characters without outer blanks", HasACodeAsync),
        ("A voucher expires after it was asked for and within 100 years", ExpiresSensiblyAsync),
        ("The same key gets the same voucher again", SameKeyAgainAsync),
        ("The same key gets the same voucher from another instance, as after a crash", SameKeyElsewhereAsync),
        ("The same key gets the same voucher when asked at once", SameKeyAtOnceAsync),
        ("Different keys get different codes, also for one customer", DifferentKeysAsync),
        ("Different keys get different codes when asked at once", DifferentKeysAtOnceAsync),
    ];

    /// <summary>Where the rules read the time: a request is of now. Default: the system's clock.</summary>
    protected virtual TimeProvider Time => TimeProvider.System;

    /// <summary>The offer that vouchers are asked for on; default 20 percent off from 20 EUR on, for 10 days.</summary>
    protected virtual VoucherOffer Offer { get; } = new()
    {
        Name = "contract-20",
        Discount = Discount.Percent(20),
        MinimumSpend = 20,
        ValidFor = Period.Days(10),
    };

    /// <summary>Makes an issuer. Called several times: each one is to work on the same system, as if the process had been started anew.</summary>
    protected abstract Task<IVoucherIssuer> CreateAsync();

    private async Task HasACodeAsync()
    {
        var voucher = await IssueAsync(NewRequest()).ConfigureAwait(false);
        Require(!string.IsNullOrWhiteSpace(voucher.Code), "The code is empty.");
        Require(voucher.Code.Length <= VoucherCode.MaxLength, $"The code has {Text(voucher.Code.Length)} characters.");
        Require(voucher.Code == voucher.Code.Trim(), "The code begins or ends with a blank.");
    }

    private async Task ExpiresSensiblyAsync()
    {
        var request = NewRequest();
        var voucher = await IssueAsync(request).ConfigureAwait(false);
        Require(voucher.ExpiresAt > request.RequestedAt, $"It was asked for at {Text(request.RequestedAt)} and expires at {Text(voucher.ExpiresAt)}.");
        Require(voucher.ExpiresAt < request.RequestedAt.AddYears(100), $"It expires at {Text(voucher.ExpiresAt)}.");
    }

    private async Task SameKeyAgainAsync()
    {
        var issuer = await CreateAsync().ConfigureAwait(false);
        var request = NewRequest();
        var first = await issuer.IssueAsync(request).ConfigureAwait(false);
        RequireSame([first, await issuer.IssueAsync(request).ConfigureAwait(false)]);
    }

    private async Task SameKeyElsewhereAsync()
    {
        var request = NewRequest();
        var first = await IssueAsync(request).ConfigureAwait(false);
        RequireSame([first, await IssueAsync(request).ConfigureAwait(false)]);
    }

    private async Task SameKeyAtOnceAsync()
    {
        var request = NewRequest();
        RequireSame(await AtOnceAsync(_ => request).ConfigureAwait(false));
    }

    private async Task DifferentKeysAsync()
    {
        var issuer = await CreateAsync().ConfigureAwait(false);
        var vouchers = new List<IssuedVoucher>();
        foreach (var request in Enumerable.Range(0, AtOnce).Select(NewRequest))
            vouchers.Add(await issuer.IssueAsync(request).ConfigureAwait(false));
        RequireDifferent(vouchers);
    }

    private async Task DifferentKeysAtOnceAsync() => RequireDifferent(await AtOnceAsync(NewRequest).ConfigureAwait(false));

    private async Task<IssuedVoucher> IssueAsync(VoucherRequest request)
    {
        var issuer = await CreateAsync().ConfigureAwait(false);
        return await issuer.IssueAsync(request).ConfigureAwait(false);
    }

    private async Task<IssuedVoucher[]> AtOnceAsync(Func<int, VoucherRequest> request)
    {
        var issuers = new[] { await CreateAsync().ConfigureAwait(false), await CreateAsync().ConfigureAwait(false) };
        return await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(number =>
            Task.Run(() => issuers[number % issuers.Length].IssueAsync(request(number))))).ConfigureAwait(false);
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

    private static void RequireSame(IReadOnlyList<IssuedVoucher> vouchers)
    {
        var codes = vouchers.Select(voucher => voucher.Code).Distinct(StringComparer.Ordinal).Count();
        Require(codes == 1, $"The same key was given {Text(codes)} different codes.");
        var ends = vouchers.Select(voucher => voucher.ExpiresAt).Distinct().Count();
        Require(ends == 1, $"The same key was given {Text(ends)} different expiries.");
    }

    private static void RequireDifferent(IReadOnlyList<IssuedVoucher> vouchers)
    {
        var codes = vouchers.Select(voucher => voucher.Code).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        Require(codes == vouchers.Count, $"{Text(vouchers.Count)} keys were given {Text(codes)} different codes; case makes no difference.");
    }

    private static void Require(bool kept, string otherwise)
    {
        if (!kept)
            throw new VoucherIssuerContractException(otherwise);
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
