using System.Runtime.InteropServices;

namespace Retention.Workflows;

/// <summary>Adds purchases up per customer.</summary>
/// <param name="cutOff">Rows at or after this instant (UTC ticks) do not count.</param>
internal sealed class PurchaseLedger(long cutOff)
{
    private readonly Dictionary<string, int> _index = [];
    private readonly List<string> _ids = [];
    private readonly HashSet<string> _otherCurrencies = [];
    private Account[] _accounts = [];
    private string? _currency;

    /// <summary>Whether any row counted at all; the currency is known then.</summary>
    internal string? Currency => _currency;

    internal static PurchaseLedger Of(IEnumerable<Purchase> purchases, long cutOff)
    {
        var ledger = new PurchaseLedger(cutOff);
        switch (purchases)
        {
            case Purchase[] rows:
                ledger.AddAll(rows);
                break;
            case List<Purchase> rows:
                ledger.AddAll(CollectionsMarshal.AsSpan(rows));
                break;
            default:
                foreach (var row in purchases)
                    ledger.Add(row);
                break;
        }

        ledger.ThrowIfMixed();
        return ledger;
    }

    /// <summary>The totals of everybody with a purchase, ascending by id.</summary>
    internal PurchaseTotals[] Totals()
    {
        var order = IdOrder.Of(CollectionsMarshal.AsSpan(_ids));
        var totals = new PurchaseTotals[order.Length];
        var buyers = 0;
        foreach (var index in order)
        {
            ref readonly var account = ref _accounts[index];
            if (account.Count > 0)
                totals[buyers++] = new PurchaseTotals(new CustomerId(_ids[index]), account.First, account.Last, account.Count, account.Units, _currency!);
        }

        return buyers == totals.Length ? totals : totals[..buyers];
    }

    private void AddAll(ReadOnlySpan<Purchase> rows)
    {
        foreach (ref readonly var row in rows)
            Add(row);
    }

    private void Add(in Purchase row)
    {
        var at = row.OrderedAt.UtcTicks;
        if (at >= cutOff)
            return;
        if (!ReferenceEquals(row.Currency, _currency) && row.Currency != (_currency ??= row.Currency))
            _otherCurrencies.Add(row.Currency);

        ref var account = ref AccountOf(row.Customer.Value);
        var units = MoneyUnits.FromChecked(row.Total);
        account.Units = checked(account.Units + units);
        if (units < 0)
            return;
        account.First = account.Count == 0 ? at : Math.Min(account.First, at);
        account.Last = Math.Max(account.Last, at);
        account.Count++;
    }

    private ref Account AccountOf(string id)
    {
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_index, id, out var known);
        if (!known)
        {
            index = _ids.Count;
            _ids.Add(id);
            if (index == _accounts.Length)
                Array.Resize(ref _accounts, Math.Max(256, index * 2));
        }

        return ref _accounts[index];
    }

    private void ThrowIfMixed()
    {
        if (_otherCurrencies.Count > 0)
            throw new RfmCurrencyException([_currency!, .. _otherCurrencies]);
    }

    /// <summary>Thirty-two bytes side by side, so a row touches one cache line.</summary>
    private struct Account
    {
        internal long Units;
        internal long First;
        internal long Last;
        internal int Count;
    }
}
