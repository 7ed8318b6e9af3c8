using System.Text;
using Retention.Workflows.Segments;
using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Roles;

/// <summary>Sums purchases and refunds from one index, without reading the events themselves.</summary>
/// <remarks>A loop over the index with sums here is faster than SQLite's own aggregates, which are called for every row and sum.</remarks>
internal static class SqlitePurchaseTotals
{
    // One range of the index; the few other names between the two are skipped. IN would search twice, and build a table first.
    private const string ReadOne = """
        SELECT name, occurred_at, amount, currency FROM events INDEXED BY events_of
        WHERE partition = ? AND customer = ? AND name BETWEEN 'purchase' AND 'refund' AND occurred_at > ? AND occurred_at <= ?
        """;

    private const string ReadAll = """
        SELECT name, occurred_at, amount, currency, customer FROM events INDEXED BY events_of
        WHERE partition = ? AND customer > ? ORDER BY customer
        """;

    internal static IReadOnlyList<IReadOnlyList<PurchaseTotals>> Sum(
        SqlitePartition partition, IReadOnlyList<CustomerWindow> windows, CancellationToken cancellationToken)
    {
        var totals = new List<PurchaseTotals>[windows.Count];
        var row = partition.Session.Prepare(ReadOne);
        for (var i = 0; i < totals.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var window = windows[i];
            var sum = new SqlitePurchaseSum();
            row.Put(partition.Number).Put(window.Customer.Value).Put(SqliteWindow.After(window.After)).Put(window.Until);
            while (row.Step())
            {
                if (IsPurchase(row.Bytes(0)) is { } isPurchase)
                    sum.Add(row, partition.Session.Texts, row.Int64(1), isPurchase);
            }

            sum.AddTo(totals[i] = new List<PurchaseTotals>(1), window.Customer);
        }

        return totals;
    }

    internal static IReadOnlyList<PurchaseTotals> Read(
        SqlitePartition partition, DateTimeOffset after, DateTimeOffset before, CustomerId? afterCustomer, int limit,
        CancellationToken cancellationToken)
    {
        var (low, high) = (SqliteWindow.After(after), SqliteWindow.Before(before));
        var totals = new List<PurchaseTotals>(Math.Min(limit, 10_000));
        var sum = new SqlitePurchaseSum();
        byte[] customer = [];
        var row = partition.Session.Prepare(ReadAll).Put(partition.Number).Put(afterCustomer?.Value ?? "");
        var customers = 0;
        while (customers < limit && row.Step())
        {
            var id = row.Bytes(4);
            if (!id.SequenceEqual(customer))
            {
                cancellationToken.ThrowIfCancellationRequested();
                customers += Close(ref sum, customer, totals);
                customer = id.ToArray();
                if (customers == limit)
                    break;
            }

            if (IsPurchase(row.Bytes(0)) is { } isPurchase && row.Int64(1) is var at && at > low && at < high)
                sum.Add(row, partition.Session.Texts, at, isPurchase);
        }

        row.Reset();
        if (customers < limit)
            Close(ref sum, customer, totals);
        return totals;
    }

    /// <summary>True for a purchase, false for a refund, null for any other event.</summary>
    private static bool? IsPurchase(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("purchase"u8) ? true : name.SequenceEqual("refund"u8) ? false : null;

    /// <summary>Ends the sums of a customer.</summary>
    /// <returns>1 if there were any, else 0.</returns>
    private static int Close(ref SqlitePurchaseSum sum, byte[] customer, List<PurchaseTotals> totals)
    {
        if (sum.IsEmpty)
            return 0;
        sum.AddTo(totals, new CustomerId(Encoding.UTF8.GetString(customer)));
        sum = new SqlitePurchaseSum();
        return 1;
    }
}
