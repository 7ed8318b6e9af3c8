using System.Globalization;
using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Roles;

/// <summary>Deletes rows, one statement for each table. A purge scans rows in the order of an existing key.</summary>
internal sealed class PostgreSqlMaintenance(PostgreSqlPartition partition) : IMaintenanceStore
{
    private const string Erase = """
        WITH mine AS (SELECT number FROM entries WHERE partition = $1 AND customer = ANY ($2)),
            c AS (DELETE FROM customers WHERE partition = $1 AND id = ANY ($2) RETURNING 1),
            e AS (DELETE FROM events WHERE partition = $1 AND customer = ANY ($2) RETURNING 1),
            s AS (DELETE FROM segments WHERE partition = $1 AND customer = ANY ($2) RETURNING 1),
            v AS (DELETE FROM vouchers WHERE partition = $1 AND customer = ANY ($2) RETURNING 1),
            h AS (DELETE FROM history WHERE partition = $1 AND enrollment IN (SELECT number FROM mine) RETURNING 1),
            m AS (DELETE FROM outbox WHERE partition = $1 AND enrollment IN (SELECT number FROM mine) RETURNING status),
            w AS (DELETE FROM engine_notifications WHERE partition = $1 AND enrollment IN (SELECT number FROM mine)),
            n AS (DELETE FROM enrollments WHERE partition = $1 AND number IN (SELECT number FROM mine) RETURNING 1),
            k AS (DELETE FROM entries WHERE partition = $1 AND customer = ANY ($2) RETURNING moves)
        SELECT (SELECT count(*) FROM c), (SELECT count(*) FROM e), (SELECT count(*) FROM s), (SELECT count(*) FROM n), (SELECT count(*) FROM h) + (SELECT count(moves) FROM k),
            (SELECT count(*) FROM m), (SELECT count(*) FROM m WHERE status = 1), (SELECT count(*) FROM v)
        """;

    private const string PurgeEnrollments = """
        WITH looked AS (SELECT number, ended_at, journey, customer, entry_key FROM enrollments WHERE partition = $1 AND number > $2 ORDER BY number LIMIT $3),
            gone AS (
                SELECT number, customer, journey, entry_key FROM looked l
                WHERE ended_at < $4 AND journey <> ALL ($5)
                    AND NOT EXISTS (SELECT 1 FROM outbox m WHERE m.partition = $1 AND m.enrollment = l.number AND m.status IN (0, 1))),
            h AS (DELETE FROM history WHERE partition = $1 AND enrollment IN (SELECT number FROM gone)),
            m AS (DELETE FROM outbox WHERE partition = $1 AND enrollment IN (SELECT number FROM gone)),
            w AS (DELETE FROM engine_notifications WHERE partition = $1 AND enrollment IN (SELECT number FROM gone)),
            k AS (DELETE FROM entries e USING gone g WHERE e.partition = $1 AND e.customer = g.customer AND e.journey = g.journey AND e.entry_key = g.entry_key),
            n AS (DELETE FROM enrollments WHERE partition = $1 AND number IN (SELECT number FROM gone) RETURNING 1)
        SELECT (SELECT count(*) FROM n), (SELECT count(*) FROM looked), (SELECT max(number) FROM looked)
        """;

    private const string PurgeEvents = """
        WITH looked AS (SELECT number, occurred_at FROM events WHERE partition = $1 AND number > $2 ORDER BY number LIMIT $3),
            n AS (DELETE FROM events WHERE partition = $1 AND number IN (SELECT number FROM looked WHERE occurred_at < $4) RETURNING 1)
        SELECT (SELECT count(*) FROM n), (SELECT count(*) FROM looked), (SELECT max(number) FROM looked)
        """;

    private const string PurgeVouchers = """
        WITH looked AS (
                SELECT code, expires_at, redeemed_at FROM vouchers WHERE partition = $1 AND code > $2 ORDER BY code LIMIT $3),
            n AS (DELETE FROM vouchers WHERE partition = $1 AND code IN (SELECT code FROM looked WHERE expires_at < $4 OR redeemed_at < $4) RETURNING 1)
        SELECT (SELECT count(*) FROM n), (SELECT count(*) FROM looked), (SELECT max(code) FROM looked)
        """;

    public async Task<ErasedRows> EraseAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        if (customers.Count == 0)
            return partition.Done(default(ErasedRows));
        var erase = partition.Command(Erase);
        erase.Parameters.Put([.. customers.Select(static customer => customer.Value)], "id of a customer");
        var erased = await partition.ReadAsync(
            erase,
            static row => new ErasedRows
            {
                Customers = (int)row.GetInt64(0),
                Events = (int)row.GetInt64(1),
                Segments = (int)row.GetInt64(2),
                Enrollments = (int)row.GetInt64(3),
                History = (int)row.GetInt64(4),
                Messages = (int)row.GetInt64(5),
                HandingOver = (int)row.GetInt64(6),
                Vouchers = (int)row.GetInt64(7),
            },
            cancellationToken).ConfigureAwait(false);
        return partition.Done(erased[0]);
    }

    public async Task<PurgeChunk> PurgeEnrollmentsAsync(
        DateTimeOffset endedBefore, IReadOnlyCollection<JourneyName> except, string? after, int limit,
        CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var purge = partition.Command(PurgeEnrollments);
        purge.Parameters.Put(NumberOf(after)).Put(limit).Put(endedBefore)
            .Put([.. except.Select(static journey => journey.Value)], "name of a journey");
        return partition.Done(await NumberedAsync(purge, limit, cancellationToken).ConfigureAwait(false));
    }

    public async Task<PurgeChunk> PurgeEventsAsync(
        DateTimeOffset occurredBefore, string? after, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var purge = partition.Command(PurgeEvents);
        purge.Parameters.Put(NumberOf(after)).Put(limit).Put(occurredBefore);
        return partition.Done(await NumberedAsync(purge, limit, cancellationToken).ConfigureAwait(false));
    }

    public async Task<PurgeChunk> PurgeVouchersAsync(
        DateTimeOffset overBefore, string? after, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var purge = partition.Command(PurgeVouchers);
        purge.Parameters.Put(after ?? "", "position of a purge").Put(limit).Put(overBefore);
        var chunk = await partition.ReadAsync(
            purge, row => new PurgeChunk((int)row.GetInt64(0), row.GetInt64(1) < limit ? null : row.GetString(2)),
            cancellationToken).ConfigureAwait(false);
        return partition.Done(chunk[0]);
    }

    public async Task<PurgeChunk> PurgeSendsAsync(
        DateTimeOffset sentBefore, string? after, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        return partition.Done(
            await PostgreSqlAddresses.PurgeAsync(partition, sentBefore, after, limit, cancellationToken).ConfigureAwait(false));
    }

    private async Task<PurgeChunk> NumberedAsync(Npgsql.NpgsqlCommand purge, int limit, CancellationToken cancellationToken)
    {
        var chunk = await partition.ReadAsync(
            purge,
            row => new PurgeChunk(
                (int)row.GetInt64(0), row.GetInt64(1) < limit ? null : row.GetInt64(2).ToString(CultureInfo.InvariantCulture)),
            cancellationToken).ConfigureAwait(false);
        return chunk[0];
    }

    private static long NumberOf(string? after) => after is null ? 0 : long.Parse(after, NumberStyles.None, CultureInfo.InvariantCulture);
}
