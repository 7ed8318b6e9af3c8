using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Roles;

/// <summary>What partitions take of offers with a limit. One transaction writes at a time, so nothing is locked.</summary>
internal static class SqliteOffers
{
    private const string FindReserve = "SELECT unused, unsettled FROM offer_reserves WHERE partition = ? AND offer = ?";

    private const string FindTotal = "SELECT taken, settled FROM offer_totals WHERE partition = ? AND offer = ?";

    private const string SaveReserve = """
        INSERT INTO offer_reserves (partition, offer, unused, unsettled) VALUES (?, ?, ?, ?)
        ON CONFLICT (partition, offer) DO UPDATE SET unused = excluded.unused, unsettled = excluded.unsettled
        """;

    private const string SaveTotal = """
        INSERT INTO offer_totals (partition, offer, taken, settled) VALUES (?, ?, ?, ?)
        ON CONFLICT (partition, offer) DO UPDATE SET taken = excluded.taken, settled = excluded.settled
        """;

    private const string ReadReserves =
        "SELECT offer, unused, unsettled FROM offer_reserves WHERE partition = ? AND (unused > 0 OR unsettled > 0)";

    internal static TakenVouchers Take(SqlitePartition partition, string offer, int limit, int count)
    {
        var (unused, unsettled) = Find(partition, FindReserve, partition.Number, offer);
        var own = Math.Min(unused, count);
        (unused, unsettled) = (unused - own, unsettled + own);
        var (needed, isUsedUp) = (count - own, false);
        if (needed > 0)
        {
            var (taken, settled) = Find(partition, FindTotal, partition.PartitionOf(offer), offer);
            var left = Math.Max(0, limit - taken);
            var chunk = Math.Min(left, Math.Max(needed, left / 100));
            var used = Math.Min(chunk, needed);
            settled += unsettled + used;
            Save(partition, SaveTotal, partition.PartitionOf(offer), offer, taken + chunk, settled);
            (unused, unsettled, own, needed) = (chunk - used, 0, own + used, needed - used);
            isUsedUp = settled >= limit;
        }

        Save(partition, SaveReserve, partition.Number, offer, unused, unsettled);
        return new TakenVouchers((int)own, needed > 0 && isUsedUp);
    }

    internal static bool ReturnUnused(SqlitePartition partition)
    {
        var reserves = new List<(string Offer, long Unused, long Unsettled)>();
        var row = partition.Session.Prepare(ReadReserves).Put(partition.Number);
        while (row.Step())
            reserves.Add((row.Text(0), row.Int64(1), row.Int64(2)));
        row.Reset();
        foreach (var (offer, unused, unsettled) in reserves)
        {
            var (taken, settled) = Find(partition, FindTotal, partition.PartitionOf(offer), offer);
            Save(partition, SaveTotal, partition.PartitionOf(offer), offer, taken - unused, settled + unsettled);
            Save(partition, SaveReserve, partition.Number, offer, 0, 0);
        }

        return reserves.Count > 0;
    }

    private static (long First, long Second) Find(SqlitePartition partition, string sql, int number, string offer)
    {
        var row = partition.Session.Prepare(sql).Put(number).Put(offer);
        var found = row.Step() ? (row.Int64(0), row.Int64(1)) : default;
        row.Reset();
        return found;
    }

    private static void Save(SqlitePartition partition, string sql, int number, string offer, long first, long second) =>
        partition.Session.Prepare(sql).Put(number).Put(offer).Put(first).Put(second).Run();
}
