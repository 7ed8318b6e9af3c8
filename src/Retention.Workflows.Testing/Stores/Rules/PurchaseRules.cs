using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Testing.Stores.Rules;

internal static class PurchaseRules
{
    internal static IReadOnlyList<Func<StoreTrial, Task>> All { get; } =
    [
        Purchases_of_a_window_are_added_up,
        A_refund_reduces_the_total_and_is_not_a_purchase,
        Amounts_are_added_exactly,
        Without_purchase_or_refund_there_are_no_totals,
        A_purchase_without_an_amount_counts_with_amount_zero,
        Each_currency_of_a_customer_has_its_own_totals,
        A_page_contains_all_currencies_of_its_customers,
        The_totals_of_all_customers_come_in_pages,
        Both_bounds_of_the_totals_of_all_customers_are_exclusive,
        Sums_beyond_64_bits_end_at_the_limit,
    ];

    private static async Task Sums_beyond_64_bits_end_at_the_limit(StoreTrial trial)
    {
        const decimal Limit = 922_337_203_685_477.5807m;
        await trial.WriteAsync(t => t.Events.AppendAsync(
        [
            .. Enumerable.Range(0, 10_000).Select(number =>
                Rows.Bought($"b{number}", Rows.Ada, Rows.Noon.AddSeconds(-number - 1), 100_000_000_000m)),
            Rows.Bought("small", Rows.Bob, Rows.Noon.AddSeconds(-1), 7.5m),
        ], trial.Token)).ConfigureAwait(false);
        var all = await trial.ReadAsync(t => t.Events.ReadTotalsAsync(
            Rows.Noon.AddDays(-1), Rows.Noon, null, 10, trial.Token)).ConfigureAwait(false);
        Expect.Sequence([Limit, 7.5m], all.Select(total => total.Spent), "The sums of all");
        var sums = await trial.ReadAsync(t => t.Events.SumPurchasesAsync(
            [new CustomerWindow(Rows.Ada, Rows.Noon.AddDays(-1), Rows.Noon)], trial.Token)).ConfigureAwait(false);
        Expect.Sequence([Limit], sums[0].Select(total => total.Spent), "The sum of a window");
        for (var times = 0; times < 3; times++)
        {
            await trial.WriteAsync(t => t.Enrollments.AddCountersAsync([Rows.Counter(1, Limit)], trial.Token)).ConfigureAwait(false);
        }
    }

    private static async Task Purchases_of_a_window_are_added_up(StoreTrial trial)
    {
        await AppendAsync(
            trial,
            Rows.Bought("o-1", Rows.Ada, Rows.Noon, 10.50m), Rows.Bought("o-2", Rows.Ada, Rows.Noon.AddDays(2), 20),
            Rows.Bought("o-3", Rows.Ada, Rows.Noon.AddDays(1), 5.25m),
            Rows.Bought("o-4", Rows.Bob, Rows.Noon, 999),
            Rows.Event("e", Rows.Ada, "cart-updated", Rows.Noon.AddDays(5), 777, "USD")).ConfigureAwait(false);

        var sums = await SumAsync(
            trial,
            new(Rows.Ada, DateTimeOffset.MinValue, DateTimeOffset.MaxValue),
            new(Rows.Ada, Rows.Noon, Rows.Noon.AddDays(2)),
            new(Rows.Ada, Rows.Noon.AddMilliseconds(-1), Rows.Noon.AddDays(2).AddMilliseconds(-1)),
            new(Rows.Bob, Rows.Noon.AddTicks(-1), Rows.Noon)).ConfigureAwait(false);
        ExpectTotals(
            [
                new(Rows.Ada, Rows.Noon, Rows.Noon.AddDays(2), 3, 35.75m, "EUR"),
                new(Rows.Ada, Rows.Noon.AddDays(1), Rows.Noon.AddDays(2), 2, 25.25m, "EUR"),
                new(Rows.Ada, Rows.Noon, Rows.Noon.AddDays(1), 2, 15.75m, "EUR"), new(Rows.Bob, Rows.Noon, Rows.Noon, 1, 999, "EUR"),
            ],
            sums);
    }

    private static async Task A_refund_reduces_the_total_and_is_not_a_purchase(StoreTrial trial)
    {
        await AppendAsync(
            trial,
            Rows.Bought("o-1", Rows.Ada, Rows.Noon, 10), Rows.Bought("r-1", Rows.Ada, Rows.Noon.AddDays(1), -2.5m),
            Rows.Bought("r-2", Rows.Bob, Rows.Noon, -3)).ConfigureAwait(false);

        var sums = await SumAsync(trial, Ever(Rows.Ada), Ever(Rows.Bob)).ConfigureAwait(false);
        ExpectTotals([new(Rows.Ada, Rows.Noon, Rows.Noon, 1, 7.5m, "EUR"), new(Rows.Bob, default, default, 0, -3, "EUR")], sums);
        Expect.Equal(DateTimeOffset.MinValue, sums[1][0].LastPurchaseAt, "The last purchase of a customer with refunds only");
    }

    private static async Task Amounts_are_added_exactly(StoreTrial trial)
    {
        var events = Enumerable.Range(0, 100).Select(number => Rows.Bought($"o-{number}", Rows.Ada, Rows.Noon, 0.1001m))
            .Append(Rows.Bought("much", Rows.Ada, Rows.Noon, 99_999_999_999.9999m));
        await AppendAsync(trial, [.. events]).ConfigureAwait(false);
        ExpectTotals([new(Rows.Ada, Rows.Noon, Rows.Noon, 101, 100_000_000_010.0099m, "EUR")],
            await SumAsync(trial, Ever(Rows.Ada)).ConfigureAwait(false));
    }

    private static async Task Without_purchase_or_refund_there_are_no_totals(StoreTrial trial)
    {
        await AppendAsync(trial, Rows.Event("e", Rows.Ada, "opened", Rows.Noon, 5, "EUR"),
            Rows.Bought("o", Rows.Bob, Rows.Noon, 5)).ConfigureAwait(false);
        var sums = await SumAsync(
            trial, Ever(Rows.Ada), new(Rows.Bob, Rows.Noon, DateTimeOffset.MaxValue), Ever(new CustomerId("nobody"))).ConfigureAwait(false);
        Expect.Sequence([0, 0, 0], sums.Select(rows => rows.Count), "Totals of nothing");
        var all = await trial.ReadAsync(
            t => t.Events.ReadTotalsAsync(DateTimeOffset.MinValue, Rows.Noon, null, 10, trial.Token)).ConfigureAwait(false);
        Expect.Equal(0, all.Count, "Customers with totals of nothing");
    }

    private static async Task A_purchase_without_an_amount_counts_with_amount_zero(StoreTrial trial)
    {
        await AppendAsync(
            trial,
            Rows.Event("o-1", Rows.Ada, "purchase", Rows.Noon), Rows.Event("o-2", Rows.Ada, "purchase", Rows.Noon, currency: "USD"),
            Rows.Bought("o-3", Rows.Ada, Rows.Noon, 7),
            Rows.Event("o-4", Rows.Bob, "purchase", Rows.Noon, currency: "USD")).ConfigureAwait(false);
        ExpectTotals(
            [new(Rows.Ada, Rows.Noon, Rows.Noon, 1, 7, "EUR"), new(Rows.Ada, Rows.Noon, Rows.Noon, 2, 0, "XXX"),
                new(Rows.Bob, Rows.Noon, Rows.Noon, 1, 0, "XXX")],
            await SumAsync(trial, Ever(Rows.Ada), Ever(Rows.Bob)).ConfigureAwait(false));
    }

    private static async Task Each_currency_of_a_customer_has_its_own_totals(StoreTrial trial)
    {
        await AppendAsync(
            trial,
            Rows.Bought("o-1", Rows.Ada, Rows.Noon, 7), Rows.Bought("o-2", Rows.Ada, Rows.Noon.AddDays(1), 9, "CZK"),
            Rows.Bought("o-3", Rows.Ada, Rows.Noon.AddDays(2), 5), Rows.Bought("r-1", Rows.Ada, Rows.Noon.AddDays(3), -2, "USD"),
            Rows.Bought("o-4", Rows.Bob, Rows.Noon, 7, "CZK"),
            Rows.Event("o-5", Rows.Ada, "purchase", Rows.Noon.AddDays(4))).ConfigureAwait(false);

        PurchaseTotals[] ada =
        [
            new(Rows.Ada, Rows.Noon.AddDays(1), Rows.Noon.AddDays(1), 1, 9, "CZK"),
            new(Rows.Ada, Rows.Noon, Rows.Noon.AddDays(2), 2, 12, "EUR"),
            new(Rows.Ada, default, default, 0, -2, "USD"),
            new(Rows.Ada, Rows.Noon.AddDays(4), Rows.Noon.AddDays(4), 1, 0, "XXX"),
        ];
        PurchaseTotals bob = new(Rows.Bob, Rows.Noon, Rows.Noon, 1, 7, "CZK");
        ExpectTotals([bob, .. ada], await SumAsync(trial, Ever(Rows.Bob), Ever(Rows.Ada)).ConfigureAwait(false));
        ExpectTotals([new(Rows.Ada, Rows.Noon, Rows.Noon, 1, 7, "EUR"), bob], await SumAsync(
            trial, new(Rows.Ada, DateTimeOffset.MinValue, Rows.Noon.AddHours(1)), Ever(Rows.Bob)).ConfigureAwait(false));
        var all = await trial.ReadAsync(t => t.Events.ReadTotalsAsync(
            DateTimeOffset.MinValue, DateTimeOffset.MaxValue, null, 10, trial.Token)).ConfigureAwait(false);
        Expect.Sequence(((PurchaseTotals[])[.. ada, bob]).Select(Same.Of), all.Select(Same.Of), "All totals");
    }

    private static async Task A_page_contains_all_currencies_of_its_customers(StoreTrial trial)
    {
        string[] currencies = ["CHF", "CZK", "EUR", "PLN", "USD"];
        var customers = Enumerable.Range(0, 7).Select(number => new CustomerId($"c-{number}")).ToArray();
        await AppendAsync(trial, [.. customers.SelectMany((customer, number) => currencies.Take(1 + (number % 5)).Select(
            currency => Rows.Bought($"{customer}-{currency}", customer, Rows.Noon, number + 1, currency)))]).ConfigureAwait(false);
        foreach (var limit in (int[])[1, 2, 3, 7, 100])
        {
            var read = new List<PurchaseTotals>();
            for (var isLast = false; !isLast;)
            {
                var page = await trial.ReadAsync(t => t.Events.ReadTotalsAsync(
                    DateTimeOffset.MinValue, DateTimeOffset.MaxValue, read.Count == 0 ? default(CustomerId?) : read[^1].Customer, limit,
                    trial.Token)).ConfigureAwait(false);
                var count = page.Select(row => row.Customer).Distinct().Count();
                Expect.That(count <= limit, $"A page of {limit} has {count} customers.");
                read.AddRange(page);
                isLast = count < limit;
            }

            Expect.Sequence(
                customers.SelectMany((customer, number) => currencies.Take(1 + (number % 5)).Select(currency => $"{customer} {currency}")),
                read.Select(row => $"{row.Customer} {row.Currency}"), $"Currencies in pages of {limit}");
        }
    }

    private static async Task The_totals_of_all_customers_come_in_pages(StoreTrial trial)
    {
        var customers = Enumerable.Range(0, 9).Select(number => new CustomerId($"c-{number}")).ToArray();
        var events = customers.SelectMany((customer, number) => Enumerable.Range(0, number)
            .Select(order => Rows.Bought($"{customer}-{order}", customer, Rows.Noon.AddDays(order), order + 0.25m)));
        await AppendAsync(trial, [.. events, Rows.Event("e", new CustomerId("browser"), "opened", Rows.Noon)]).ConfigureAwait(false);
        var expected = (await SumAsync(trial, [.. customers.Select(Ever)]).ConfigureAwait(false)).SelectMany(rows => rows)
            .Select(Same.Of).ToArray();
        Expect.Equal(8, expected.Length, "Customers with purchases");

        foreach (var limit in (int[])[1, 3, 8, 100])
        {
            var read = new List<PurchaseTotals>();
            while (true)
            {
                var page = await trial.ReadAsync(t => t.Events.ReadTotalsAsync(
                    DateTimeOffset.MinValue, DateTimeOffset.MaxValue, read.Count == 0 ? default(CustomerId?) : read[^1].Customer, limit,
                    trial.Token)).ConfigureAwait(false);
                Expect.That(page.Count <= limit, $"A page of {limit} has {page.Count} customers.");
                read.AddRange(page);
                if (page.Count < limit)
                    break;
            }

            Expect.Sequence(expected, read.Select(Same.Of), $"Totals in pages of {limit}");
        }
    }

    private static async Task Both_bounds_of_the_totals_of_all_customers_are_exclusive(StoreTrial trial)
    {
        await AppendAsync(trial, [.. Enumerable.Range(0, 3)
            .Select(number => Rows.Bought($"o-{number}", Rows.Ada, Rows.Noon.AddMilliseconds(number), 1))]).ConfigureAwait(false);
        (long After, long Before, int Count)[] cases = [(-1, 20_000, 2), (-1, 20_001, 3), (0, 20_000, 1), (0, 10_000, 0), (1, 10_001, 1),
            (-10_000, 1, 1)];
        foreach (var (after, before, count) in cases)
        {
            var totals = await trial.ReadAsync(t => t.Events.ReadTotalsAsync(
                Rows.Noon.AddTicks(after), Rows.Noon.AddTicks(before), null, 10, trial.Token)).ConfigureAwait(false);
            Expect.Equal(count, totals.Sum(total => total.Purchases), $"Purchases at 0, 1 and 2 ms between {after} and {before} ticks");
        }
    }

    private static CustomerWindow Ever(CustomerId customer) => new(customer, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    private static Task AppendAsync(StoreTrial trial, params CustomerEvent[] events) =>
        trial.WriteAsync(t => t.Events.AppendAsync(events, trial.Token));

    private static Task<IReadOnlyList<IReadOnlyList<PurchaseTotals>>> SumAsync(StoreTrial trial, params CustomerWindow[] windows) =>
        trial.ReadAsync(t => t.Events.SumPurchasesAsync(windows, trial.Token));

    private static void ExpectTotals(IReadOnlyList<PurchaseTotals> expected, IReadOnlyList<IReadOnlyList<PurchaseTotals>> actual) =>
        Expect.Sequence(expected.Select(Same.Of), actual.SelectMany(rows => rows).Select(Same.Of), "Totals");
}
