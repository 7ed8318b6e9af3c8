using Retention.Workflows.Storage;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class VoucherRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        A_voucher_comes_back_as_it_was_added,
        A_voucher_is_replaced_by_its_code,
        A_code_and_a_customers_idempotency_key_are_unique,
        Unknown_codes_are_omitted,
        The_vouchers_of_customers_are_read_by_issue_and_then_code,
    ];

    private static async Task A_voucher_comes_back_as_it_was_added(StoreTrial trial)
    {
        Voucher[] vouchers =
        [
            Rows.Voucher("percent", "k-1", Rows.Ada),
            With("fraction", new VoucherOffer { Name = "o", Discount = Discount.Percent(12.345m) }),
            With("amount", new VoucherOffer { Name = "ten-off", Discount = Discount.Amount(10.5001m), Currency = "CZK",
                MinimumSpend = 99_999.9999m, CodePrefix = "SWIFT" }),
            With("delivery", new VoucherOffer { Name = "o", Discount = Discount.FreeDelivery }),
            With("gift", new VoucherOffer { Name = "o", Discount = Discount.Gift(new ProductId("SM \"1\"")) }),
            With("reduced", new VoucherOffer { Name = "o", Discount = Discount.ProductAt(new ProductId("SM-2"), 9.9001m) }),
            With("for nothing", new VoucherOffer { Name = "o", Discount = Discount.ProductAt(new ProductId("SM-2"), 0) }),
            With("bound", new VoucherOffer { Name = "o", Discount = Discount.Percent(10), ForOriginalCart = true,
                OriginalCart = "0123456789abcdef0123456789abcdef" }),
            With("periods", new VoucherOffer { Name = "o", Discount = Discount.Percent(100),
                ValidFor = Period.Months(1) + Period.Days(2) + Period.Hours(3) + Period.Minutes(4) }),
            With("redeemed", new VoucherOffer { Name = "o", Discount = Discount.Percent(1) }) with { RedeemedAt = Rows.Noon.AddDays(3),
                RedeemedBy = "order \"1\"" },
        ];
        await trial.WriteAsync(t => t.Vouchers.AddAsync(vouchers, trial.Token)).ConfigureAwait(false);
        var found = await trial.ReadAsync(
            t => t.Vouchers.FindAsync([.. vouchers.Select(voucher => voucher.Code)], trial.Token)).ConfigureAwait(false);
        Expect.Sequence(vouchers.Select(Same.Of),
            vouchers.Select(voucher => found.TryGetValue(voucher.Code, out var kept) ? Same.Of(kept) : "none"), "Vouchers");

        static Voucher With(string code, VoucherOffer offer) => Rows.Voucher(code, "key of " + code, Rows.Bob) with { Offer = offer };
    }

    private static async Task A_voucher_is_replaced_by_its_code(StoreTrial trial)
    {
        var voucher = Rows.Voucher("A", "k-1", Rows.Ada);
        var other = Rows.Voucher("B", "k-2", Rows.Ada);
        var redeemed = voucher with { RedeemedAt = Rows.Noon.AddDays(1), RedeemedBy = "order-1", ExpiresAt = Rows.Noon.AddDays(60) };
        await trial.WriteAsync(t => t.Vouchers.AddAsync([voucher, other], trial.Token)).ConfigureAwait(false);
        await trial.WriteAsync(t => t.Vouchers.UpdateAsync([redeemed], trial.Token)).ConfigureAwait(false);
        await ExpectAsync(trial, redeemed, other).ConfigureAwait(false);

        await trial.FailAsync<RetentionStoreException>(t => t.Vouchers.UpdateAsync(
            [voucher, Rows.Voucher("C", "k-3", Rows.Ada)], trial.Token), "Updating a missing row").ConfigureAwait(false);
        await ExpectAsync(trial, redeemed, other).ConfigureAwait(false);
    }

    private static async Task A_code_and_a_customers_idempotency_key_are_unique(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Vouchers.AddAsync(
            [Rows.Voucher("A", "k-1", Rows.Ada), Rows.Voucher("a", "K-1", Rows.Ada)], trial.Token)).ConfigureAwait(false);
        await trial.FailAsync<RetentionStoreException>(
            t => t.Vouchers.AddAsync([Rows.Voucher("A", "k-2", Rows.Bob)], trial.Token), "The same code twice").ConfigureAwait(false);
        await trial.FailAsync<RetentionStoreException>(
            t => t.Vouchers.AddAsync([Rows.Voucher("B", "k-1", Rows.Ada)], trial.Token), "The same key twice").ConfigureAwait(false);
        await trial.FailAsync<RetentionStoreException>(
            t => t.Vouchers.AddAsync([Rows.Voucher("C", "k-3", Rows.Bob), Rows.Voucher("C", "k-4", Rows.Bob)], trial.Token),
            "The same code twice in one call").ConfigureAwait(false);
        await ExpectAsync(trial, Rows.Voucher("A", "k-1", Rows.Ada), Rows.Voucher("a", "K-1", Rows.Ada)).ConfigureAwait(false);
    }

    private static async Task Unknown_codes_are_omitted(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Vouchers.AddAsync([Rows.Voucher("A", "k-1", Rows.Ada)], trial.Token)).ConfigureAwait(false);
        var found = await trial.ReadAsync(t => t.Vouchers.FindAsync(["a", "A", "B", "A", ""], trial.Token)).ConfigureAwait(false);
        Expect.Sequence(["A"], found.Keys, "Codes found");
    }

    private static async Task The_vouchers_of_customers_are_read_by_issue_and_then_code(StoreTrial trial)
    {
        await trial.WriteAsync(t => t.Vouchers.AddAsync(
            [
                Rows.Voucher("b", "k-1", Rows.Ada), Rows.Voucher("a", "k-2", Rows.Bob), Rows.Voucher("B", "k-3", Rows.Ada),
                Rows.Voucher("z", "k-4", Rows.Ada) with { IssuedAt = Rows.Noon.AddDays(-1) },
                Rows.Voucher("c", "k-5", new CustomerId("other")),
            ],
            trial.Token)).ConfigureAwait(false);
        var read = await trial.ReadAsync(t =>
            t.Vouchers.ReadByCustomerAsync([Rows.Bob, Rows.Ada, Rows.Bob, new CustomerId("nobody")], trial.Token)).ConfigureAwait(false);
        Expect.Sequence(["z", "B", "a", "b"], read.Select(voucher => voucher.Code), "Vouchers of two customers");
    }

    private static async Task ExpectAsync(StoreTrial trial, params Voucher[] expected)
    {
        var read = await trial.ReadAsync(t => t.Vouchers.ReadByCustomerAsync([Rows.Ada, Rows.Bob], trial.Token)).ConfigureAwait(false);
        Expect.Sequence(expected.Select(Same.Of), read.Select(Same.Of), "Vouchers");
    }
}
