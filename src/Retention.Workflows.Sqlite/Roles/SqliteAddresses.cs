using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Roles;

/// <summary>Owners of addresses, and the messages to shared ones. The address determines the partition of a row.</summary>
internal static class SqliteAddresses
{
    private const string AddOwner = "INSERT INTO address_owners (partition, address, owner) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

    private const string RemoveOwner = "DELETE FROM address_owners WHERE partition = ? AND address = ? AND owner = ?";

    private const string CountOwners =
        "SELECT count(*) FROM (SELECT 1 FROM address_owners WHERE partition = ? AND address = ? LIMIT 2)";

    private const string AddSend = """
        INSERT INTO address_sends (partition, address, message_partition, message_number, owner, channel, topic, sent_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (partition, address, message_partition, message_number) DO UPDATE
        SET owner = excluded.owner, channel = excluded.channel, topic = excluded.topic, sent_at = excluded.sent_at
        """;

    private const string SendsAfter = """
        SELECT address, message_partition, message_number, sent_at FROM address_sends
        WHERE partition = ? AND (address, message_partition, message_number) > (?, ?, ?)
        ORDER BY address, message_partition, message_number LIMIT ?
        """;

    private const string ReadSends = """
        SELECT message_partition, message_number, owner, channel, topic, sent_at FROM address_sends
        WHERE partition = ? AND address = ? AND sent_at > ? ORDER BY sent_at, message_partition, message_number
        """;

    private const string RemoveSend =
        "DELETE FROM address_sends WHERE partition = ? AND address = ? AND message_partition = ? AND message_number = ?";

    internal static void AddOwners(SqlitePartition partition, IReadOnlyList<AddressOwner> owners)
    {
        foreach (var owner in owners)
            partition.Session.Prepare(AddOwner).Put(partition.PartitionOf(owner.Address)).Put(owner.Address).Put(owner.Owner).Run();
    }

    internal static void RemoveOwners(SqlitePartition partition, IReadOnlyList<AddressOwner> owners)
    {
        foreach (var owner in owners)
            partition.Session.Prepare(RemoveOwner).Put(partition.PartitionOf(owner.Address)).Put(owner.Address).Put(owner.Owner).Run();
    }

    internal static HashSet<string> FindShared(SqlitePartition partition, IReadOnlyCollection<string> addresses)
    {
        var shared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in addresses)
        {
            var row = partition.Session.Prepare(CountOwners).Put(partition.PartitionOf(address)).Put(address);
            row.Step();
            if (row.Int32(0) > 1)
                shared.Add(address);
            row.Reset();
        }

        return shared;
    }

    internal static void AddSends(SqlitePartition partition, IReadOnlyList<AddressSend> sends)
    {
        foreach (var send in sends)
        {
            partition.Session.Prepare(AddSend).Put(partition.PartitionOf(send.Address)).Put(send.Address).Put(send.Message.Partition)
                .Put(send.Message.Number).Put(send.Owner).Put(send.Channel.Name).Put(send.Topic.Name).Put(send.At).Run();
        }
    }

    internal static List<AddressSend> Read(SqlitePartition partition, IReadOnlyCollection<string> addresses, DateTimeOffset after)
    {
        var sends = new List<AddressSend>();
        foreach (var address in addresses.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var row = partition.Session.Prepare(ReadSends).Put(partition.PartitionOf(address)).Put(address).Put(SqliteWindow.After(after));
            while (row.Step())
            {
                sends.Add(new AddressSend
                {
                    Address = address,
                    Message = new MessageId(row.Int32(0), row.Int64(1)),
                    Owner = row.Text(2),
                    Channel = new Channel(row.Text(3)),
                    Topic = new Topic(row.Text(4)),
                    At = row.Instant(5),
                });
            }

            row.Reset();
        }

        return sends;
    }

    internal static void RemoveSends(SqlitePartition partition, IReadOnlyCollection<(string Address, MessageId Message)> sends)
    {
        foreach (var (address, message) in sends)
        {
            partition.Session.Prepare(RemoveSend).Put(partition.PartitionOf(address)).Put(address).Put(message.Partition)
                .Put(message.Number).Run();
        }
    }

    internal static PurgeChunk Purge(SqlitePartition partition, DateTimeOffset before, string? after, int limit)
    {
        var (start, first) = AddressPosition.Parse(after) ?? ("", default);
        var (looked, last) = (0, (Address: start, Message: first));
        var gone = new List<(string Address, MessageId Message)>();
        var row = partition.Session.Prepare(SendsAfter).Put(partition.Number).Put(start).Put(first.Partition).Put(first.Number).Put(limit);
        while (row.Step())
        {
            looked++;
            last = (row.Text(0), new MessageId(row.Int32(1), row.Int64(2)));
            if (row.Instant(3) < before)
                gone.Add(last);
        }

        row.Reset();
        RemoveSends(partition, gone);
        return new PurgeChunk(gone.Count, looked < limit ? null : AddressPosition.Of(last.Address, last.Message));
    }
}
