using System.Runtime.CompilerServices;

namespace Retention.Workflows.Segments;

/// <summary>The accounts of a ledger, numbered from 0 to <see cref="Count"/> - 1, and what scoring makes of them.</summary>
internal sealed class LedgerAccounts
{
    /// <summary>Accounts between the request for one and its use: the time that memory takes.</summary>
    private const int Ahead = 12;

    private readonly AccountTable _accounts;
    private readonly string? _currency;
    private readonly int _threads;

    internal LedgerAccounts(AccountTable accounts, string? currency, int threads) =>
        (_accounts, _currency, _threads) = (accounts, currency, Shares.For(threads, accounts.Count));

    /// <summary>The number of accounts, those with refunds only included.</summary>
    internal int Count => _accounts.Count;

    /// <summary>The currency; null if no row counted.</summary>
    internal string? Currency => _currency;

    /// <summary>The totals of all accounts with a purchase or an amount, in no order.</summary>
    internal IEnumerable<PurchaseTotals> Totals() =>
        Enumerable.Range(0, Count).Where(number => _accounts[number].Count > 0 || _accounts[number].Units != 0).Select(number => Totals(_accounts[number]));

    /// <summary>What scoring needs, by number.</summary>
    internal Tally[] Tallies(TimeZoneInfo zone)
    {
        var tallies = new Tally[Count];
        Shares.Run(_threads, _threads, share =>
        {
            var days = new LocalDays(zone);
            var (from, until) = Shares.Part(share, _threads, Count);
            for (var number = from; number < until; number++)
            {
                ref readonly var account = ref _accounts[number];
                if (account.Count > 0)
                    tallies[number] = new Tally { Units = account.Units, LastDay = days.DayOf(account.Last), Count = account.Count };
            }
        });
        return tallies;
    }

    /// <summary>The first day of each account with a purchase, by number.</summary>
    internal int[] FirstDays(TimeZoneInfo zone)
    {
        var days = new LocalDays(zone);
        return [.. Enumerable.Range(0, Count).Where(number => _accounts[number].Count > 0).Select(number => days.DayOf(_accounts[number].First))];
    }

    /// <summary>The scored customers, ascending by id.</summary>
    /// <param name="scores">The scores by number; without a value for an account to leave out.</param>
    /// <param name="map">The segment map.</param>
    internal CustomerRfm[] Customers(RfmScore[] scores, RfmMap map)
    {
        var order = Order();
        if (scores.Any(score => !score.HasValue))
            order = Array.FindAll(order, number => scores[number].HasValue);
        var customers = new CustomerRfm[order.Length];
        Shares.Run(_threads, _threads, share =>
        {
            var (from, until) = Shares.Part(share, _threads, order.Length);
            Fill(customers.AsSpan(from, until - from), order.AsSpan(from, until - from), scores, map);
        });
        return customers;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(Span<CustomerRfm> customers, ReadOnlySpan<int> order, RfmScore[] scores, RfmMap map)
    {
        for (var i = 0; i < order.Length; i++)
        {
            if (i + Ahead < order.Length)
                CacheLine.Load(in _accounts[order[i + Ahead]].Count);
            var score = scores[order[i]];
            customers[i] = new CustomerRfm(Totals(_accounts[order[i]]), score, map[score]);
        }
    }

    private PurchaseTotals Totals(in Account account) =>
        new(account.Id, account.First, account.Last, account.Count, account.Units, _currency!);

    private int[] Order()
    {
        var ids = new string[Count];
        Shares.Run(_threads, _threads, share =>
        {
            var (from, until) = Shares.Part(share, _threads, Count);
            for (var number = from; number < until; number++)
                ids[number] = _accounts[number].Id.Value;
        });
        return IdOrder.Of(ids, _threads);
    }
}
