using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Roles;

/// <summary>Owners of addresses, and the messages to shared ones. The address determines the partition of a row.</summary>
/// <remarks>
/// Owners are written in a fixed order, and a row of a message is only written under the lock of the message's partition. So two
/// transactions never wait for each other.
/// </remarks>
internal static class PostgreSqlAddresses
{
    private const string AddOwners = """
        INSERT INTO address_owners (partition, address, owner) SELECT o.* FROM unnest($1, $2, $3) AS o
        ON CONFLICT (partition, address, owner) DO NOTHING
        """;

    private const string RemoveOwners = """
        DELETE FROM address_owners o USING unnest($1, $2, $3) AS r (partition, address, owner)
        WHERE o.partition = r.partition AND o.address = r.address AND o.owner = r.owner
        """;

    private const string FindShared = """
        SELECT k.address FROM unnest($1, $2) AS k (partition, address)
        CROSS JOIN LATERAL (SELECT count(*) AS owners FROM (
            SELECT 1 FROM address_owners o WHERE o.partition = k.partition AND o.address = k.address LIMIT 2) AS found) AS counted
        WHERE counted.owners > 1
        """;

    private const string AddSends = """
        INSERT INTO address_sends (partition, address, message_partition, message_number, owner, channel, topic, sent_at)
        SELECT s.* FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS s
        ON CONFLICT (partition, address, message_partition, message_number) DO UPDATE
        SET owner = excluded.owner, channel = excluded.channel, topic = excluded.topic, sent_at = excluded.sent_at
        """;

    // Another transaction may send one of these messages again now. It waits for a purge, so a purge never waits for it.
    private const string PurgeSends = """
        WITH looked AS (
                SELECT address, message_partition, message_number FROM address_sends
                WHERE partition = $1 AND (address, message_partition, message_number) > ($2, $3, $4)
                ORDER BY address, message_partition, message_number LIMIT $5),
            old AS (
                SELECT a.address, a.message_partition, a.message_number FROM looked l JOIN address_sends a ON a.partition = $1
                    AND a.address = l.address AND a.message_partition = l.message_partition AND a.message_number = l.message_number
                WHERE a.sent_at < $6 FOR UPDATE OF a SKIP LOCKED),
            gone AS (
                DELETE FROM address_sends s USING old o WHERE s.partition = $1 AND s.address = o.address
                    AND s.message_partition = o.message_partition AND s.message_number = o.message_number
                RETURNING 1),
            last AS (SELECT * FROM looked ORDER BY address DESC, message_partition DESC, message_number DESC LIMIT 1)
        SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM looked), l.address, l.message_partition, l.message_number
        FROM (SELECT 1) AS one LEFT JOIN last l ON true
        """;

    private const string ReadSends = """
        SELECT s.address, s.message_partition, s.message_number, s.owner, s.channel, s.topic, s.sent_at
        FROM unnest($1, $2) WITH ORDINALITY AS k (partition, address, ordinal)
        CROSS JOIN LATERAL (
            SELECT * FROM address_sends s WHERE s.partition = k.partition AND s.address = k.address AND s.sent_at > $3 OFFSET 0) AS s
        ORDER BY k.ordinal, s.sent_at, s.message_partition, s.message_number
        """;

    private const string RemoveSends = """
        DELETE FROM address_sends s USING unnest($1, $2, $3, $4) AS r (partition, address, message_partition, message_number)
        WHERE s.partition = r.partition AND s.address = r.address AND s.message_partition = r.message_partition
            AND s.message_number = r.message_number
        """;

    internal static Task AddAsync(
        PostgreSqlPartition partition, IReadOnlyList<AddressOwner> owners, CancellationToken cancellationToken) =>
        WriteAsync(partition, AddOwners, owners, cancellationToken);

    internal static Task RemoveAsync(
        PostgreSqlPartition partition, IReadOnlyList<AddressOwner> owners, CancellationToken cancellationToken) =>
        WriteAsync(partition, RemoveOwners, owners, cancellationToken);

    internal static async Task<HashSet<string>> FindSharedAsync(
        PostgreSqlPartition partition, IReadOnlyCollection<string> addresses, CancellationToken cancellationToken)
    {
        if (addresses.Count == 0)
            return [];
        string[] wanted = [.. addresses.Distinct(StringComparer.Ordinal)];
        var find = partition.Statement(FindShared);
        find.Parameters.Put(wanted, partition.PartitionOf).Put(wanted, "address");
        return (await partition.ReadAsync(find, static row => row.GetString(0), cancellationToken).ConfigureAwait(false))
            .ToHashSet(StringComparer.Ordinal);
    }

    internal static async Task AddAsync(PostgreSqlPartition partition, IReadOnlyList<AddressSend> sends, CancellationToken cancellationToken)
    {
        if (sends.Count == 0)
            return;
        var rows = sends.Reverse().DistinctBy(static send => (send.Address, send.Message)).OrderBy(static send => send.Address, StringComparer.Ordinal)
            .ThenBy(static send => send.Message.Partition).ThenBy(static send => send.Message.Number).ToList();
        var add = partition.Statement(AddSends);
        add.Parameters
            .Put(rows, send => partition.PartitionOf(send.Address))
            .Put(rows, static send => send.Address, "address")
            .Put(rows, static send => send.Message.Partition)
            .Put(rows, static send => send.Message.Number)
            .Put(rows, static send => send.Owner, "owner of an address")
            .Put(rows, static send => send.Channel.Name, "channel")
            .Put(rows, static send => send.Topic.Name, "topic")
            .Put(rows, static send => send.At);
        await partition.RunAsync(add, cancellationToken).ConfigureAwait(false);
    }

    internal static async Task<IReadOnlyList<AddressSend>> ReadAsync(
        PostgreSqlPartition partition, IReadOnlyCollection<string> addresses, DateTimeOffset after, CancellationToken cancellationToken)
    {
        if (addresses.Count == 0)
            return [];
        string[] wanted = [.. addresses.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var read = partition.Statement(ReadSends);
        read.Parameters.Put(wanted, partition.PartitionOf).Put(wanted, "address").Put(after);
        return await partition.ReadAsync(read, static row => new AddressSend
        {
            Address = row.GetString(0),
            Message = new MessageId(row.GetInt32(1), row.GetInt64(2)),
            Owner = row.GetString(3),
            Channel = new Channel(row.GetString(4)),
            Topic = new Topic(row.GetString(5)),
            At = row.Instant(6),
        }, cancellationToken).ConfigureAwait(false);
    }

    internal static async Task RemoveAsync(
        PostgreSqlPartition partition, IReadOnlyCollection<(string Address, MessageId Message)> sends, CancellationToken cancellationToken)
    {
        if (sends.Count == 0)
            return;
        var rows = sends.ToList();
        var remove = partition.Statement(RemoveSends);
        remove.Parameters
            .Put(rows, send => partition.PartitionOf(send.Address))
            .Put(rows, static send => send.Address, "address")
            .Put(rows, static send => send.Message.Partition)
            .Put(rows, static send => send.Message.Number);
        await partition.RunAsync(remove, cancellationToken).ConfigureAwait(false);
    }

    internal static async Task<PurgeChunk> PurgeAsync(
        PostgreSqlPartition partition, DateTimeOffset before, string? after, int limit, CancellationToken cancellationToken)
    {
        var (address, message) = AddressPosition.Parse(after) ?? ("", default);
        var purge = partition.Command(PurgeSends);
        purge.Parameters.Put(address, "position of a purge").Put(message.Partition).Put(message.Number).Put(limit).Put(before);
        var chunk = await partition.ReadAsync(purge, row => new PurgeChunk((int)row.GetInt64(0), row.GetInt64(1) < limit
            ? null : AddressPosition.Of(row.GetString(2), new MessageId(row.GetInt32(3), row.GetInt64(4)))), cancellationToken)
            .ConfigureAwait(false);
        return chunk[0];
    }

    private static async Task WriteAsync(
        PostgreSqlPartition partition, string sql, IReadOnlyList<AddressOwner> owners, CancellationToken cancellationToken)
    {
        if (owners.Count == 0)
            return;
        var rows = owners.Distinct().OrderBy(static owner => owner.Address, StringComparer.Ordinal)
            .ThenBy(static owner => owner.Owner, StringComparer.Ordinal).ToList();
        var write = partition.Statement(sql);
        write.Parameters
            .Put(rows, owner => partition.PartitionOf(owner.Address))
            .Put(rows, static owner => owner.Address, "address")
            .Put(rows, static owner => owner.Owner, "owner of an address");
        await partition.RunAsync(write, cancellationToken).ConfigureAwait(false);
    }
}
