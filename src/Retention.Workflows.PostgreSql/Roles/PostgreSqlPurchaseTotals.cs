using Npgsql;
using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Roles;

/// <summary>
/// Sums purchases and refunds from one index. Where the table was vacuumed, this does not read the events themselves.
/// </summary>
internal static class PostgreSqlPurchaseTotals
{
    private const string Sums = """
        count(*), count(*) FILTER (WHERE e.name = 'purchase'),
        min(e.occurred_at) FILTER (WHERE e.name = 'purchase'), max(e.occurred_at) FILTER (WHERE e.name = 'purchase'),
        greatest(least(coalesce(sum(e.amount), 0), 9223372036854775807), -9223372036854775807)::bigint, min(e.currency) FILTER (WHERE e.amount IS NOT NULL), max(e.currency) FILTER (WHERE e.amount IS NOT NULL)
        """;

    private const string SumWindows = $"""
        SELECT w.customer, s.*
        FROM unnest($2, $3, $4) WITH ORDINALITY AS w (customer, after, until, ordinal)
        CROSS JOIN LATERAL (
            SELECT {Sums} FROM events e
            WHERE e.partition = $1 AND e.customer = w.customer AND e.name IN ('purchase', 'refund') AND e.occurred_at > w.after AND e.occurred_at <= w.until) AS s
        ORDER BY w.ordinal
        """;

    // In the order of the index, so that a page reads only its own customers.
    private const string ReadAll = $"""
        SELECT e.customer, {Sums} FROM events e
        WHERE e.partition = $1 AND e.customer > $2 AND e.name IN ('purchase', 'refund') AND e.occurred_at > $3 AND e.occurred_at < $4
        GROUP BY e.customer ORDER BY e.customer LIMIT $5
        """;

    internal static async Task<IReadOnlyList<PurchaseSum>> SumAsync(
        PostgreSqlPartition partition, IReadOnlyList<CustomerWindow> windows, CancellationToken cancellationToken)
    {
        if (windows.Count == 0)
            return [];
        var sum = partition.Command(SumWindows);
        sum.Parameters
            .Put(windows, static window => window.Customer.Value, "customer of a window")
            .Put(windows, static window => window.After)
            .Put(windows, static window => window.Until);
        return await partition.ReadAsync(sum, row => Read(partition, row), cancellationToken).ConfigureAwait(false);
    }

    internal static async Task<IReadOnlyList<PurchaseSum>> ReadAsync(
        PostgreSqlPartition partition, DateTimeOffset after, DateTimeOffset before, CustomerId? afterCustomer, int limit,
        CancellationToken cancellationToken)
    {
        var read = partition.Command(ReadAll);
        read.Parameters.Put(afterCustomer?.Value ?? "", "id of a customer").Put(after).PutBound(PostgreSqlInstant.Before(before))
            .Put(limit);
        return await partition.ReadAsync(read, row => Read(partition, row), cancellationToken).ConfigureAwait(false);
    }

    private static PurchaseSum Read(PostgreSqlPartition partition, NpgsqlDataReader row) => new(
        new CustomerId(row.GetString(0)), row.GetInt64(1) > 0, (int)row.GetInt64(2), row.InstantOrNull(3), row.InstantOrNull(4),
        row.GetInt64(5),
        partition.Scratch.WordOrNull(row, 6), partition.Scratch.WordOrNull(row, 7));
}

/// <summary>PostgreSQL's sums for one customer.</summary>
internal readonly record struct PurchaseSum(
    CustomerId Customer, bool Any, int Purchases, DateTimeOffset? First, DateTimeOffset? Last, long Units, string? LeastCurrency,
    string? GreatestCurrency)
{
    /// <summary>The ISO 4217 code for "no currency", for amounts without one.</summary>
    private const string NoCurrency = "XXX";

    /// <summary>The totals; null when no row was added.</summary>
    /// <exception cref="MixedCurrenciesException">The amounts are in several currencies.</exception>
    internal PurchaseTotals? Totals()
    {
        if (!Any)
            return null;
        if (LeastCurrency != GreatestCurrency)
            throw new MixedCurrenciesException([LeastCurrency!, GreatestCurrency!]);
        return new PurchaseTotals(
            Customer, First ?? DateTimeOffset.UnixEpoch, Last ?? DateTimeOffset.UnixEpoch, Purchases, decimal.FromOACurrency(Units),
            LeastCurrency ?? NoCurrency);
    }
}
