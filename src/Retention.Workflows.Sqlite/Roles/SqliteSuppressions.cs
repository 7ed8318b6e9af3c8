using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Roles;

/// <summary>The address of an entry determines its partition, so that every partition finds it.</summary>
internal sealed class SqliteSuppressions(SqlitePartition partition) : ISuppressionStore
{
    private const string Save = """
        INSERT INTO suppressions (partition, address, topic, reason, since) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """;

    private const string Find = "SELECT topic, reason, since FROM suppressions WHERE partition = ? AND address = ? ORDER BY topic";

    private const string Remove = "DELETE FROM suppressions WHERE partition = ? AND address = ? AND topic = ?";

    public Task SaveAsync(IReadOnlyList<Suppression> suppressions, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var save = partition.Session.Prepare(Save);
        foreach (var suppression in suppressions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            save.Put(partition.PartitionOf(suppression.Address)).Put(suppression.Address).Put(suppression.Topic?.Name ?? "")
                .Put(suppression.Reason).Put(suppression.Since).Run();
        }

        return partition.Done();
    }

    public Task<IReadOnlyList<Suppression>> FindAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var found = new List<Suppression>();
        var row = partition.Session.Prepare(Find);
        foreach (var address in addresses.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            row.Put(partition.PartitionOf(address)).Put(address);
            while (row.Step())
                found.Add(new Suppression { Address = address, Topic = row.Text(0) is { Length: > 0 } topic
                    ? new Topic(topic) : default(Topic?), Reason = row.Text(1), Since = row.Instant(2) });
            row.Reset();
        }

        return partition.Done(Task.FromResult<IReadOnlyList<Suppression>>(found));
    }

    public Task<bool> RemoveAsync(string address, Topic? topic, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        partition.Session.Prepare(Remove).Put(partition.PartitionOf(address)).Put(address).Put(topic?.Name ?? "").Run();
        return partition.Done(Task.FromResult(partition.Session.Changes == 1));
    }

    public Task AddOwnersAsync(IReadOnlyList<AddressOwner> owners, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        SqliteAddresses.AddOwners(partition, owners);
        return partition.Done();
    }

    public Task RemoveOwnersAsync(IReadOnlyList<AddressOwner> owners, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        SqliteAddresses.RemoveOwners(partition, owners);
        return partition.Done();
    }

    public Task<IReadOnlySet<string>> FindSharedAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        return partition.Done(Task.FromResult<IReadOnlySet<string>>(SqliteAddresses.FindShared(partition, addresses)));
    }

    public Task AddSendsAsync(IReadOnlyList<AddressSend> sends, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        SqliteAddresses.AddSends(partition, sends);
        return partition.Done();
    }

    public Task<IReadOnlyList<AddressSend>> ReadSendsAsync(
        IReadOnlyCollection<string> addresses, DateTimeOffset after, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        return partition.Done(Task.FromResult<IReadOnlyList<AddressSend>>(SqliteAddresses.Read(partition, addresses, after)));
    }

    public Task RemoveSendsAsync(
        IReadOnlyCollection<(string Address, MessageId Message)> sends, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        SqliteAddresses.RemoveSends(partition, sends);
        return partition.Done();
    }
}
