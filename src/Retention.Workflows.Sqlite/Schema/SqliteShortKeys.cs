using Retention.Workflows.Naming;
using Retention.Workflows.Sqlite.Connection;

namespace Retention.Workflows.Sqlite.Schema;

/// <summary>
/// The upgrade to schema 6 shortens the keys of the suppression list from 64 to 24 hexadecimal digits. A key's beginning is the new key;
/// its partition is another one.
/// </summary>
internal static class SqliteShortKeys
{
    private const int Length = 24;

    private const string Old = "SELECT DISTINCT address FROM suppressions WHERE partition = ? AND length(address) = 64";

    private const string Insert = """
        INSERT INTO suppressions (partition, address, topic, reason, since)
        SELECT ?, substr(address, 1, 24), topic, reason, since FROM suppressions WHERE partition = ? AND address = ? ON CONFLICT DO NOTHING
        """;

    private const string Delete = "DELETE FROM suppressions WHERE partition = ? AND address = ?";

    /// <summary>Runs in the transaction of the upgrade.</summary>
    internal static void Write(SqliteSession session)
    {
        var partitions = (int)session.Number("SELECT partitions FROM store");
        for (var partition = 0; partition < partitions; partition++)
        {
            var keys = new List<string>();
            var row = session.Prepare(Old).Put(partition);
            while (row.Step())
                keys.Add(row.Text(0));
            row.Reset();
            foreach (var key in keys)
            {
                session.Prepare(Insert).Put((int)(StableHash.Of(key.AsSpan(0, Length)) % (uint)partitions)).Put(partition).Put(key).Run();
                session.Prepare(Delete).Put(partition).Put(key).Run();
            }
        }
    }
}
