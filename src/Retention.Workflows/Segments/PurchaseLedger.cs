namespace Retention.Workflows.Segments;

/// <summary>Sums purchases in one currency for each customer, and keeps those in other currencies aside.</summary>
/// <remarks>
/// Each thread sums a share of the rows, and the shares are merged at the end. All sums are exact, so neither the order of rows nor the
/// number of threads matters.
/// </remarks>
internal sealed class PurchaseLedger
{
    /// <summary>The rows of a sequence that are summed at a time.</summary>
    private const int BlockLength = 1 << 16;

    private const int SmallestBuffer = 1 << 10;

    private readonly long _cutOff;
    private readonly int _threads;
    private readonly LedgerShare[] _shares;
    private string? _currency;
    private LedgerAccounts? _merged;

    private PurchaseLedger(long cutOff, string? currency, int threads, int rows)
    {
        (_cutOff, _currency, _threads) = (cutOff, currency, threads);
        _shares = new LedgerShare[Math.Min(threads, Environment.ProcessorCount)];
        for (var share = 0; share < _shares.Length; share++)
            _shares[share] = new LedgerShare(rows / _shares.Length);
    }

    /// <summary>The sums of all customers in the ledger's currency, and the totals in other currencies by customer and currency.</summary>
    /// <param name="purchases">The rows; enumerated once.</param>
    /// <param name="cutOff">Rows at or after this instant (UTC ticks) do not count.</param>
    /// <param name="currency">The currency; null: the one with the most purchases, ties by code.</param>
    /// <param name="threads">The most threads.</param>
    internal static (LedgerAccounts Accounts, IReadOnlyList<PurchaseTotals> Others) Read(
        IEnumerable<Purchase> purchases, long cutOff, string? currency, int threads)
    {
        var ledger = Of(purchases, cutOff, currency, threads);
        var others = ledger.TotalsOfOthers();
        if (others.Count == 0 || currency is not null)
            return (ledger.Accounts(), others);
        var first = ledger.Accounts().Totals();
        var tally = new CurrencyTally(ledger._currency);
        foreach (var totals in first)
            tally.Add(totals);
        foreach (var totals in others)
            tally.Add(totals);
        if (tally.MostUsed == ledger._currency)
            return (ledger.Accounts(), others);

        // The first row was of another currency. All rows of the right one were kept aside.
        var right = Of(ledger.Others(), cutOff, tally.MostUsed, threads);
        return (right.Accounts(), InOrder([.. first, .. right.TotalsOfOthers()]));
    }

    private static PurchaseLedger Of(IEnumerable<Purchase> purchases, long cutOff, string? currency, int threads)
    {
        var ledger = new PurchaseLedger(cutOff, currency, threads, purchases.TryGetNonEnumeratedCount(out var count) ? count : 0);
        if (purchases is Purchase[] rows)
            ledger.Add(rows);
        else
            ledger.AddCopies(purchases);
        return ledger;
    }

    private static IReadOnlyList<PurchaseTotals> InOrder(IEnumerable<PurchaseTotals> totals) =>
        [.. totals.OrderBy(row => row.Customer).ThenBy(row => row.Currency, StringComparer.Ordinal)];

    private LedgerAccounts Accounts() => _merged ??= Merge();

    private LedgerAccounts Merge()
    {
        var all = _shares[0].Accounts;
        foreach (var share in _shares[1..])
        {
            var (more, threads) = (share.Accounts, Shares.For(_threads, share.Accounts.Count));
            var missing = new List<int>[threads];
            Shares.Run(threads, threads, part =>
            {
                var (from, until) = Shares.Part(part, threads, more.Count);
                missing[part] = all.Merge(more, from, until);
            });
            foreach (var number in missing.SelectMany(numbers => numbers))
            {
                all.Reserve(1);
                all.Find(more[number].Id, AccountTable.Hash(more[number].Id)).Add(more[number]);
            }
        }

        return new LedgerAccounts(all, _currency, _threads);
    }

    private IEnumerable<Purchase> Others() => _shares.SelectMany(share => share.Others);

    /// <summary>The totals of customers in other currencies, by customer and currency.</summary>
    private IReadOnlyList<PurchaseTotals> TotalsOfOthers() => InOrder(Others().GroupBy(row => row.Currency)
        .SelectMany(rows => Of(rows, _cutOff, rows.Key, threads: 1).Accounts().Totals()));

    private void AddCopies(IEnumerable<Purchase> purchases)
    {
        var (buffer, filled) = (new Purchase[SmallestBuffer], 0);
        foreach (var row in purchases)
        {
            if (filled == buffer.Length && buffer.Length < BlockLength)
                Array.Resize(ref buffer, buffer.Length * 2);
            if (filled == buffer.Length)
            {
                Add(buffer);
                filled = 0;
            }

            buffer[filled++] = row;
        }

        Add(buffer.AsMemory(0, filled));
    }

    private void Add(ReadOnlyMemory<Purchase> block)
    {
        if ((_currency ??= FirstCurrency(block.Span)) is not { } currency)
            return;
        Shares.Run(_shares.Length, Shares.For(_threads, block.Length), share =>
        {
            var (from, until) = Shares.Part(share, _shares.Length, block.Length);
            _shares[share].Add(block.Span[from..until], _cutOff, currency);
        });
    }

    /// <summary>The currency of the first row that counts; null if none does.</summary>
    private string? FirstCurrency(ReadOnlySpan<Purchase> rows)
    {
        foreach (ref readonly var row in rows)
        {
            if (row.OrderedAt.UtcTicks < _cutOff)
                return row.Currency;
        }

        return null;
    }
}
