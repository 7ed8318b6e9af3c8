namespace Retention.Workflows.Sqlite;

/// <summary>Sums over purchases and refunds, answered from one index without looking at the events themselves.</summary>
internal static class SqlitePurchaseTotals
{
    private const string Sums = """
        count(*) FILTER (WHERE name = 'purchase'),
        min(occurred_at) FILTER (WHERE name = 'purchase'),
        max(occurred_at) FILTER (WHERE name = 'purchase'),
        sum(amount),
        min(currency) FILTER (WHERE amount IS NOT NULL),
        max(currency) FILTER (WHERE amount IS NOT NULL),
        count(*)
        """;

    private const string SumOne = $"""
        SELECT {Sums} FROM events INDEXED BY events_of
        WHERE partition = ? AND customer = ? AND name IN ('purchase', 'refund') AND occurred_at > ? AND occurred_at <= ?
        """;

    private const string SumAll = $"""
        SELECT {Sums}, customer FROM events INDEXED BY events_of
        WHERE partition = ? AND customer > ? AND +name IN ('purchase', 'refund') AND occurred_at > ? AND occurred_at < ?
        GROUP BY customer ORDER BY customer LIMIT ?
        """;

    internal static IReadOnlyList<PurchaseTotals?> Sum(SqliteTransaction transaction, IReadOnlyList<CustomerWindow> windows, CancellationToken cancellationToken)
    {
        var totals = new PurchaseTotals?[windows.Count];
        var row = transaction.Session.Prepare(SumOne);
        for (var i = 0; i < totals.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var window = windows[i];
            row.Put(transaction.Partition).Put(window.Customer.Value).Put(SqliteWindow.After(window.After)).Put(window.Until).Step();
            if (row.Int64(6) > 0)
                totals[i] = Read(transaction.Session, row, window.Customer);
            row.Reset();
        }

        return totals;
    }

    internal static IReadOnlyList<PurchaseTotals> Read(
        SqliteTransaction transaction, DateTimeOffset after, DateTimeOffset before, CustomerId? afterCustomer, int limit, CancellationToken cancellationToken)
    {
        var totals = new List<PurchaseTotals>();
        var row = transaction.Session.Prepare(SumAll)
            .Put(transaction.Partition).Put(afterCustomer?.Value ?? "")
            .Put(SqliteWindow.After(after)).Put(SqliteWindow.Before(before)).Put(limit);
        while (row.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            totals.Add(Read(transaction.Session, row, new CustomerId(row.Text(7))));
        }

        return totals;
    }

    private static PurchaseTotals Read(SqliteSession session, SqliteStatement row, CustomerId customer)
    {
        var currency = session.Texts.WordOrNull(row, 4);
        var other = session.Texts.WordOrNull(row, 5);
        if (currency != other)
            throw new MixedCurrenciesException([currency!, other!]);
        return new PurchaseTotals(
            customer,
            row.Instant(1),
            row.Instant(2),
            row.Int32(0),
            row.Amount(3),
            currency ?? NoCurrency);
    }

    /// <summary>What ISO 4217 has for "no currency": none of the events names one.</summary>
    private const string NoCurrency = "XXX";
}
