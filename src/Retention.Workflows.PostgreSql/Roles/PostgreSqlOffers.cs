using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Roles;

/// <summary>
/// What partitions take of offers with a limit. A partition needs an offer's total only when its chunk is used up. Then it locks all totals
/// until the commit: it may need several, in any order, and others wait for one lock only, so they never wait for each other.
/// </summary>
internal static class PostgreSqlOffers
{
    private const string FindReserve = "SELECT unused::bigint, unsettled::bigint FROM offer_reserves WHERE partition = $1 AND offer = $2";

    /// <summary>The row whose lock is the lock of all totals. No offer has an empty name.</summary>
    private const string AllOffers = "";

    private const string AddTotal = """
        INSERT INTO offer_totals (partition, offer, taken, settled) VALUES ($1, $2, 0, 0) ON CONFLICT (partition, offer) DO NOTHING
        """;

    private const string LockTotal = "SELECT taken, settled FROM offer_totals WHERE partition = $1 AND offer = $2 FOR UPDATE";

    private const string FindTotal = "SELECT taken, settled FROM offer_totals WHERE partition = $1 AND offer = $2";

    private const string SaveReserve = """
        INSERT INTO offer_reserves (partition, offer, unused, unsettled) VALUES ($1, $2, $3, $4)
        ON CONFLICT (partition, offer) DO UPDATE SET unused = excluded.unused, unsettled = excluded.unsettled
        """;

    private const string SaveTotal = """
        INSERT INTO offer_totals (partition, offer, taken, settled) VALUES ($1, $2, $3, $4)
        ON CONFLICT (partition, offer) DO UPDATE SET taken = excluded.taken, settled = excluded.settled
        """;

    private const string ReadReserves = """
        SELECT offer, unused::bigint, unsettled::bigint FROM offer_reserves
        WHERE partition = $1 AND (unused > 0 OR unsettled > 0) ORDER BY offer
        """;

    internal static async Task<TakenVouchers> TakeAsync(
        PostgreSqlPartition partition, string offer, int limit, int count, CancellationToken cancellationToken)
    {
        var (unused, unsettled) =
            await FindAsync(partition, FindReserve, partition.Number, offer, cancellationToken).ConfigureAwait(false);
        var own = Math.Min(unused, count);
        (unused, unsettled) = (unused - own, unsettled + own);
        var (needed, isUsedUp) = (count - own, false);
        // What is issued is never taken back, so an offer that is used up stays so, and nobody waits for it.
        if (needed > 0)
            isUsedUp = (await FindTotalAsync(partition, offer, cancellationToken).ConfigureAwait(false)).Settled + unsettled >= limit;
        if (needed > 0 && !isUsedUp)
        {
            await LockAsync(partition, cancellationToken).ConfigureAwait(false);
            var (taken, settled) = await FindTotalAsync(partition, offer, cancellationToken).ConfigureAwait(false);
            var left = Math.Max(0, limit - taken);
            var chunk = Math.Min(left, Math.Max(needed, left / 100));
            var used = Math.Min(chunk, needed);
            settled += unsettled + used;
            await SaveAsync(partition, SaveTotal, partition.PartitionOf(offer), offer, taken + chunk, settled, cancellationToken)
                .ConfigureAwait(false);
            (unused, unsettled, own, needed) = (chunk - used, 0, own + used, needed - used);
            isUsedUp = settled >= limit;
        }

        await SaveAsync(partition, SaveReserve, partition.Number, offer, unused, unsettled, cancellationToken).ConfigureAwait(false);
        return new TakenVouchers((int)own, needed > 0 && isUsedUp);
    }

    internal static async Task<bool> ReturnUnusedAsync(PostgreSqlPartition partition, CancellationToken cancellationToken)
    {
        var reserves = await partition.ReadAsync(partition.Command(ReadReserves),
            static row => (Offer: row.GetString(0), Unused: row.GetInt64(1), Unsettled: row.GetInt64(2)), cancellationToken)
            .ConfigureAwait(false);
        if (reserves.Count > 0)
            await LockAsync(partition, cancellationToken).ConfigureAwait(false);
        foreach (var (offer, unused, unsettled) in reserves)
        {
            var (taken, settled) = await FindTotalAsync(partition, offer, cancellationToken).ConfigureAwait(false);
            await SaveAsync(partition, SaveTotal, partition.PartitionOf(offer), offer, taken - unused, settled + unsettled,
                cancellationToken).ConfigureAwait(false);
            await SaveAsync(partition, SaveReserve, partition.Number, offer, 0, 0, cancellationToken).ConfigureAwait(false);
        }

        return reserves.Count > 0;
    }

    /// <summary>Locks all totals. The row of the lock exists from the first time on.</summary>
    private static async Task LockAsync(PostgreSqlPartition partition, CancellationToken cancellationToken)
    {
        var number = partition.PartitionOf(AllOffers);
        if ((await ReadAsync(partition, LockTotal, number, AllOffers, cancellationToken).ConfigureAwait(false)).Count > 0)
            return;
        var add = partition.Statement(AddTotal);
        add.Parameters.Put(number).Put(AllOffers, "name of an offer");
        await partition.RunAsync(add, cancellationToken).ConfigureAwait(false);
        await ReadAsync(partition, LockTotal, number, AllOffers, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<(long Taken, long Settled)> FindTotalAsync(
        PostgreSqlPartition partition, string offer, CancellationToken cancellationToken) =>
        await FindAsync(partition, FindTotal, partition.PartitionOf(offer), offer, cancellationToken).ConfigureAwait(false);

    private static async Task<(long First, long Second)> FindAsync(
        PostgreSqlPartition partition, string sql, int number, string offer, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(partition, sql, number, offer, cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? default : found[0];
    }

    private static Task<List<(long, long)>> ReadAsync(
        PostgreSqlPartition partition, string sql, int number, string offer, CancellationToken cancellationToken)
    {
        var find = partition.Statement(sql);
        find.Parameters.Put(number).Put(offer, "name of an offer");
        return partition.ReadAsync(find, static row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken);
    }

    private static async Task SaveAsync(
        PostgreSqlPartition partition, string sql, int number, string offer, long first, long second, CancellationToken cancellationToken)
    {
        var save = partition.Statement(sql);
        save.Parameters.Put(number).Put(offer, "name of an offer").Put(first).Put(second);
        await partition.RunAsync(save, cancellationToken).ConfigureAwait(false);
    }
}
