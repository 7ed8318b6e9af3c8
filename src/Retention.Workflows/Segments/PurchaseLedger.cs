using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Retention.Workflows.Segments;

/// <summary>Sums purchases in one currency for each customer, and keeps those in other currencies aside.</summary>
/// <param name="cutOff">Rows at or after this instant (UTC ticks) do not count.</param>
/// <param name="currency">The currency; null: that of the first row.</param>
internal sealed class PurchaseLedger(long cutOff, string? currency)
{
    private readonly AccountTable _accounts = new();
    private readonly List<Purchase> _others = [];
    private string? _currency = currency;
    private long _touched;

    /// <summary>The totals of the customers with a purchase, ascending by id, and the totals in other currencies.</summary>
    /// <param name="purchases">The rows; enumerated once.</param>
    /// <param name="cutOff">Rows at or after this instant (UTC ticks) do not count.</param>
    /// <param name="currency">The currency; null: the one with the most purchases, ties by code.</param>
    internal static (PurchaseTotals[] Totals, IReadOnlyList<PurchaseTotals> Others) Read(
        IEnumerable<Purchase> purchases, long cutOff, string? currency)
    {
        var ledger = Of(purchases, cutOff, currency);
        if (ledger._others.Count == 0)
            return (ledger.Totals(), []);
        var others = ledger.TotalsOfOthers();
        if (currency is not null)
            return (ledger.Totals(), others);
        var first = ledger.Totals(withRefundsOnly: true);
        var tally = new CurrencyTally(ledger._currency);
        foreach (ref readonly var totals in first.AsSpan())
            tally.Add(totals);
        foreach (var totals in others)
            tally.Add(totals);
        if (tally.MostUsed == ledger._currency)
            return (ledger.Totals(), others);

        // The first row was of another currency. All rows of the right one were kept aside.
        var right = Of(ledger._others, cutOff, tally.MostUsed);
        return (right.Totals(), InOrder([.. first, .. right.TotalsOfOthers()]));
    }

    private static PurchaseLedger Of(IEnumerable<Purchase> purchases, long cutOff, string? currency)
    {
        var ledger = new PurchaseLedger(cutOff, currency);
        switch (purchases)
        {
            case Purchase[] rows:
                ledger.AddAll(rows);
                break;
            case List<Purchase> rows:
                ledger.AddAll(CollectionsMarshal.AsSpan(rows));
                break;
            default:
                ledger.AddOneByOne(purchases);
                break;
        }

        return ledger;
    }

    private static IReadOnlyList<PurchaseTotals> InOrder(IEnumerable<PurchaseTotals> totals) =>
        [.. totals.OrderBy(row => row.Customer).ThenBy(row => row.Currency, StringComparer.Ordinal)];

    /// <summary>The totals of customers in other currencies, by customer and currency.</summary>
    private IReadOnlyList<PurchaseTotals> TotalsOfOthers() => InOrder(_others.GroupBy(row => row.Currency)
        .SelectMany(rows => Of(rows, cutOff, rows.Key).Totals(withRefundsOnly: true)));

    /// <summary>The totals of all customers with a purchase, ascending by id.</summary>
    /// <param name="withRefundsOnly">True to include customers with refunds only.</param>
    private PurchaseTotals[] Totals(bool withRefundsOnly = false)
    {
        var ids = new string[_accounts.Count];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = _accounts[i].Id;
        var order = IdOrder.Of(ids);

        var totals = new PurchaseTotals[order.Length];
        var buyers = 0;
        foreach (var index in order)
        {
            ref readonly var account = ref _accounts[index];
            if (account.Count > 0 || (withRefundsOnly && account.Units != 0))
                totals[buyers++] = new PurchaseTotals(
                    new CustomerId(account.Id), account.First, account.Last, account.Count, account.Units, _currency!);
        }

        return buyers == totals.Length ? totals : totals[..buyers];
    }

    private void AddOneByOne(IEnumerable<Purchase> purchases)
    {
        var (buffer, filled) = (new Purchase[Batch.Length], 0);
        foreach (var row in purchases)
        {
            buffer[filled++] = row;
            if (filled < buffer.Length)
                continue;
            AddAll(buffer);
            filled = 0;
        }

        AddAll(buffer.AsSpan(0, filled));
    }

    private void AddAll(ReadOnlySpan<Purchase> rows)
    {
        Batch.Hashes hashes = default;
        Batch.Indexes indexes = default;
        for (; rows.Length > Batch.Length; rows = rows[Batch.Length..])
            AddBatch(rows[..Batch.Length], hashes, indexes);
        AddBatch(rows, hashes, indexes);
    }

    private void AddBatch(ReadOnlySpan<Purchase> rows, Span<uint> hashes, Span<int> indexes)
    {
        foreach (ref readonly var row in rows)
            _touched += row.Customer.Value.Length;
        for (var i = 0; i < rows.Length; i++)
            hashes[i] = AccountTable.Hash(rows[i].Customer.Value);
        _accounts.Reserve(rows.Length);
        _touched += _accounts.Touch(hashes[..rows.Length], indexes);
        for (var i = 0; i < rows.Length; i++)
            indexes[i] = rows[i].OrderedAt.UtcTicks < cutOff ? _accounts.Find(rows[i].Customer.Value, hashes[i]) : -1;
        for (var i = 0; i < rows.Length; i++)
        {
            if (indexes[i] >= 0)
                Add(rows[i], ref _accounts[indexes[i]]);
        }
    }

    private void Add(in Purchase row, ref Account account)
    {
        if (!ReferenceEquals(row.Currency, _currency) && row.Currency != (_currency ??= row.Currency))
        {
            _others.Add(row);
            return;
        }

        var units = MoneyUnits.FromChecked(row.Total);
        account.Units = MoneyUnits.Saturate((Int128)account.Units + units);
        if (units < 0)
            return;
        var at = row.OrderedAt.UtcTicks;
        account.First = account.Count == 0 ? at : Math.Min(account.First, at);
        account.Last = Math.Max(account.Last, at);
        account.Count++;
    }

    /// <summary>Enough rows to overlap the waits for memory, few enough to stay in the first-level cache.</summary>
    private static class Batch
    {
        internal const int Length = 128;

        [InlineArray(Length)]
        internal struct Hashes
        {
            private uint _first;
        }

        [InlineArray(Length)]
        internal struct Indexes
        {
            private int _first;
        }
    }
}
