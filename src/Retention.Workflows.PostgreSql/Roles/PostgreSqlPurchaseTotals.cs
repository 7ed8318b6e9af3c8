using Npgsql;
using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Roles;

/// <summary>
/// Sums purchases and refunds from one index. Where the table was vacuumed, this does not read the events themselves.
/// </summary>
/// <remarks>
/// Nearly all customers buy in one currency, so one row for each customer tells whether there are several. Only those customers are read
/// again by currency.
/// </remarks>
internal static class PostgreSqlPurchaseTotals
{
    /// <summary>The currency of an event; XXX, the ISO 4217 code for "no currency", for an event without an amount.</summary>
    private const string Currency = "coalesce(CASE WHEN e.amount IS NOT NULL THEN e.currency END, 'XXX')";

    private const string Sums = $"""
        count(*) FILTER (WHERE e.name = 'purchase'),
        min(e.occurred_at) FILTER (WHERE e.name = 'purchase'), max(e.occurred_at) FILTER (WHERE e.name = 'purchase'),
        greatest(least(coalesce(sum(e.amount), 0), 9223372036854775807), -9223372036854775807)::bigint, min({Currency}), max({Currency})
        """;

    private const string InWindow = """
        e.partition = $1 AND e.customer = w.customer AND e.name IN ('purchase', 'refund') AND e.occurred_at > w.after AND e.occurred_at <= w.until
        """;

    private const string SumWindows = $"""
        SELECT w.customer, s.*
        FROM unnest($2, $3, $4) WITH ORDINALITY AS w (customer, after, until, ordinal)
        CROSS JOIN LATERAL (SELECT {Sums} FROM events e WHERE {InWindow}) AS s
        ORDER BY w.ordinal
        """;

    private const string SumWindowsByCurrency = $"""
        SELECT w.customer, s.*, w.ordinal
        FROM unnest($2, $3, $4) WITH ORDINALITY AS w (customer, after, until, ordinal)
        CROSS JOIN LATERAL (SELECT {Sums} FROM events e WHERE {InWindow} GROUP BY {Currency}) AS s
        ORDER BY w.ordinal, 6
        """;

    // In the order of the index, so that a page reads only its own customers.
    private const string ReadAll = $"""
        SELECT e.customer, {Sums} FROM events e
        WHERE e.partition = $1 AND e.customer > $2 AND e.name IN ('purchase', 'refund') AND e.occurred_at > $3 AND e.occurred_at < $4
        GROUP BY e.customer ORDER BY e.customer LIMIT $5
        """;

    private const string ReadByCurrency = $"""
        SELECT e.customer, {Sums} FROM events e
        WHERE e.partition = $1 AND e.customer = ANY ($2) AND e.name IN ('purchase', 'refund') AND e.occurred_at > $3 AND e.occurred_at < $4
        GROUP BY e.customer, {Currency} ORDER BY e.customer, 6
        """;

    internal static async Task<IReadOnlyList<IReadOnlyList<PurchaseTotals>>> SumAsync(
        PostgreSqlPartition partition, IReadOnlyList<CustomerWindow> windows, CancellationToken cancellationToken)
    {
        if (windows.Count == 0)
            return [];
        var sums = await partition.ReadAsync(
            Put(partition.Command(SumWindows), windows), row => Read(partition, row), cancellationToken).ConfigureAwait(false);
        var totals = new IReadOnlyList<PurchaseTotals>[windows.Count];
        var mixed = new List<int>();
        for (var index = 0; index < totals.Length; index++)
        {
            totals[index] = sums[index].IsEmpty ? [] : [sums[index].Totals()];
            if (sums[index].IsMixed)
                mixed.Add(index);
        }

        if (mixed.Count == 0)
            return totals;
        List<CustomerWindow> again = [.. mixed.Select(index => windows[index])];
        var byCurrency = (await partition.ReadAsync(Put(partition.Command(SumWindowsByCurrency), again),
            row => (Sum: Read(partition, row), Ordinal: (int)row.GetInt64(7)), cancellationToken).ConfigureAwait(false))
            .ToLookup(one => one.Ordinal, one => one.Sum.Totals());
        for (var place = 0; place < mixed.Count; place++)
            totals[mixed[place]] = [.. byCurrency[place + 1]];
        return totals;
    }

    internal static async Task<IReadOnlyList<PurchaseTotals>> ReadAsync(
        PostgreSqlPartition partition, DateTimeOffset after, DateTimeOffset before, CustomerId? afterCustomer, int limit,
        CancellationToken cancellationToken)
    {
        var read = partition.Command(ReadAll);
        read.Parameters.Put(afterCustomer?.Value ?? "", "id of a customer").Put(after).PutBound(PostgreSqlInstant.Before(before))
            .Put(limit);
        var sums = await partition.ReadAsync(read, row => Read(partition, row), cancellationToken).ConfigureAwait(false);
        List<CustomerId> mixed = [.. sums.Where(static sum => sum.IsMixed).Select(static sum => sum.Customer)];
        if (mixed.Count == 0)
            return [.. sums.Select(static sum => sum.Totals())];

        var again = partition.Command(ReadByCurrency);
        again.Parameters.Put(mixed, static customer => customer.Value, "id of a customer").Put(after)
            .PutBound(PostgreSqlInstant.Before(before));
        var byCurrency = (await partition.ReadAsync(again, row => Read(partition, row).Totals(), cancellationToken).ConfigureAwait(false))
            .ToLookup(static totals => totals.Customer);
        return [.. sums.SelectMany(sum => sum.IsMixed ? byCurrency[sum.Customer] : [sum.Totals()])];
    }

    private static NpgsqlCommand Put(NpgsqlCommand sum, IReadOnlyList<CustomerWindow> windows)
    {
        sum.Parameters
            .Put(windows, static window => window.Customer.Value, "customer of a window")
            .Put(windows, static window => window.After)
            .Put(windows, static window => window.Until);
        return sum;
    }

    private static PurchaseSum Read(PostgreSqlPartition partition, NpgsqlDataReader row) => new(
        new CustomerId(row.GetString(0)), (int)row.GetInt64(1), row.InstantOrNull(2), row.InstantOrNull(3), row.GetInt64(4),
        partition.Scratch.WordOrNull(row, 5), partition.Scratch.WordOrNull(row, 6));
}

/// <summary>PostgreSQL's sums for one customer.</summary>
internal readonly record struct PurchaseSum(
    CustomerId Customer, int Purchases, DateTimeOffset? First, DateTimeOffset? Last, long Units, string? LeastCurrency,
    string? GreatestCurrency)
{
    /// <summary>True if there was neither purchase nor refund.</summary>
    internal bool IsEmpty => LeastCurrency is null;

    /// <summary>True if the sum is over several currencies, so that it must be read again by currency.</summary>
    internal bool IsMixed => LeastCurrency != GreatestCurrency;

    /// <summary>The totals; only if there is one currency.</summary>
    internal PurchaseTotals Totals() => new(
        Customer, First ?? DateTimeOffset.UnixEpoch, Last ?? DateTimeOffset.UnixEpoch, Purchases, decimal.FromOACurrency(Units),
        LeastCurrency!);
}
