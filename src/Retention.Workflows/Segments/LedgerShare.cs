using System.Runtime.CompilerServices;

namespace Retention.Workflows.Segments;

/// <summary>The sums of one share of a ledger's rows. Only one thread at a time uses it.</summary>
/// <param name="rows">The number of rows to expect; 0 if unknown.</param>
internal sealed class LedgerShare(int rows)
{
    /// <summary>Enough rows to overlap the waits for memory, few enough to stay in the first-level cache.</summary>
    private const int BatchLength = 128;

    // Keeps the counters of two shares out of one cache line, for which their threads would compete.
    private readonly byte[] _spacing = new byte[256];
    private readonly uint[] _hashes = new uint[BatchLength];

    internal AccountTable Accounts { get; } = new(rows);

    /// <summary>The rows in other currencies.</summary>
    internal List<Purchase> Others { get; } = [];

    internal void Add(ReadOnlySpan<Purchase> rows, long cutOff, string currency)
    {
        while (rows.Length > 0)
        {
            var batch = rows[..Math.Min(BatchLength, rows.Length)];
            rows = rows[batch.Length..];
            Hash(batch, rows[..Math.Min(BatchLength, rows.Length)]);
            Accounts.Reserve(batch.Length);
            Accounts.Load(_hashes.AsSpan(0, batch.Length));
            Add(batch, _hashes, cutOff, currency);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Hash(ReadOnlySpan<Purchase> batch, ReadOnlySpan<Purchase> next)
    {
        for (var i = 0; i < batch.Length; i++)
        {
            if (i < next.Length)
                CacheLine.Load(in next[i].Customer.Value.GetPinnableReference());
            _hashes[i] = AccountTable.Hash(batch[i].Customer);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ReadOnlySpan<Purchase> batch, uint[] hashes, long cutOff, string currency)
    {
        for (var i = 0; i < batch.Length; i++)
        {
            ref readonly var row = ref batch[i];
            var at = row.OrderedAt.UtcTicks;
            if (at >= cutOff)
                continue;
            if (ReferenceEquals(row.Currency, currency) || row.Currency == currency)
                Accounts.Find(row.Customer, hashes[i]).Add(MoneyUnits.FromChecked(row.Total), at);
            else
                Others.Add(row);
        }
    }
}
