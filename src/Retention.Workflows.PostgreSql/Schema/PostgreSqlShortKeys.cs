using Npgsql;
using Retention.Workflows.Naming;
using Retention.Workflows.PostgreSql.Connection;

namespace Retention.Workflows.PostgreSql.Schema;

/// <summary>
/// The upgrade to schema 6 shortens the keys of the suppression list from 64 to 24 hexadecimal digits. A key's beginning is the new key;
/// its partition is another one.
/// </summary>
internal static class PostgreSqlShortKeys
{
    private const int Length = 24;

    private const string Old = "SELECT DISTINCT address FROM suppressions WHERE partition = $1 AND length(address) = 64";

    private const string Shorten = """
        WITH old AS (
            DELETE FROM suppressions s USING unnest($2, $3) AS k (address, partition) WHERE s.partition = $1 AND s.address = k.address
            RETURNING k.partition, s.since, left(s.address, 24) AS address, s.topic, s.reason)
        INSERT INTO suppressions (partition, since, address, topic, reason) SELECT partition, since, address, topic, reason FROM old
        ON CONFLICT (partition, address, topic) DO NOTHING
        """;

    /// <summary>Runs in the transaction of the upgrade.</summary>
    internal static async Task WriteAsync(NpgsqlConnection connection, int partitions, CancellationToken cancellationToken)
    {
        for (var partition = 0; partition < partitions; partition++)
        {
            var keys = await ReadAsync(connection, partition, cancellationToken).ConfigureAwait(false);
            if (keys.Length == 0)
                continue;
            var shorten = new NpgsqlCommand(Shorten, connection);
            await using (shorten.ConfigureAwait(false))
            {
                shorten.Parameters.Put(partition).Put(keys, "address")
                    .Put(keys, key => (int)(StableHash.Of(key.AsSpan(0, Length)) % (uint)partitions));
                await shorten.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<string[]> ReadAsync(NpgsqlConnection connection, int partition, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        var read = new NpgsqlCommand(Old, connection);
        await using (read.ConfigureAwait(false))
        {
            read.Parameters.Put(partition);
            var reader = await read.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    keys.Add(reader.GetString(0));
            }
        }

        return [.. keys];
    }
}
