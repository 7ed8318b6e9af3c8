using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Roles;

/// <summary>The address of an entry determines its partition, so that every partition finds it.</summary>
internal sealed class PostgreSqlSuppressions(PostgreSqlPartition partition) : ISuppressionStore
{
    private const string Save = """
        INSERT INTO suppressions (partition, address, topic, reason, since)
        SELECT s.* FROM unnest($1, $2, $3, $4, $5) AS s ON CONFLICT (partition, address, topic) DO NOTHING
        """;

    private const string Find = """
        SELECT s.* FROM unnest($1, $2) WITH ORDINALITY AS k (partition, address, ordinal)
        CROSS JOIN LATERAL (SELECT s.address, s.topic, s.reason, s.since FROM suppressions s WHERE s.partition = k.partition AND s.address = k.address OFFSET 0) AS s
        ORDER BY k.ordinal, s.topic
        """;

    private const string Remove = "DELETE FROM suppressions WHERE partition = $1 AND address = $2 AND topic = $3";

    public async Task SaveAsync(IReadOnlyList<Suppression> suppressions, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        if (suppressions.Count > 0)
        {
            // In the same order everywhere: other transactions may write the same rows now, and a fixed order prevents deadlocks.
            var rows = suppressions.OrderBy(static suppression => suppression.Address, StringComparer.Ordinal)
                .ThenBy(static suppression => suppression.Topic?.Name ?? "", StringComparer.Ordinal).ToList();
            var save = partition.Statement(Save);
            save.Parameters
                .Put(rows, suppression => partition.PartitionOf(suppression.Address))
                .Put(rows, static suppression => suppression.Address, "address of a suppression")
                .Put(rows, static suppression => suppression.Topic?.Name ?? "", "topic of a suppression")
                .Put(rows, static suppression => suppression.Reason, "reason of a suppression")
                .Put(rows, static suppression => suppression.Since);
            await partition.RunAsync(save, cancellationToken).ConfigureAwait(false);
        }

        partition.Done();
    }

    public async Task<IReadOnlyList<Suppression>> FindAsync(
        IReadOnlyCollection<string> addresses, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        if (addresses.Count == 0)
            return partition.Done<IReadOnlyList<Suppression>>([]);
        string[] wanted = [.. addresses.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var find = partition.Statement(Find);
        find.Parameters.Put(wanted, partition.PartitionOf).Put(wanted, "address of a suppression");
        return partition.Done(await partition.ReadAsync(
            find,
            static row => new Suppression { Address = row.GetString(0), Topic = row.GetString(1) is { Length: > 0 } topic
                ? new Topic(topic) : default(Topic?), Reason = row.GetString(2), Since = row.Instant(3) },
            cancellationToken).ConfigureAwait(false));
    }

    public async Task<bool> RemoveAsync(string address, Topic? topic, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var remove = partition.Statement(Remove);
        remove.Parameters.Put(partition.PartitionOf(address)).Put(address, "address of a suppression")
            .Put(topic?.Name ?? "", "topic of a suppression");
        return partition.Done(await partition.RunAsync(remove, cancellationToken).ConfigureAwait(false) == 1);
    }

    public async Task AddOwnersAsync(IReadOnlyList<AddressOwner> owners, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        await PostgreSqlAddresses.AddAsync(partition, owners, cancellationToken).ConfigureAwait(false);
        partition.Done();
    }

    public async Task RemoveOwnersAsync(IReadOnlyList<AddressOwner> owners, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        await PostgreSqlAddresses.RemoveAsync(partition, owners, cancellationToken).ConfigureAwait(false);
        partition.Done();
    }

    public async Task<IReadOnlySet<string>> FindSharedAsync(
        IReadOnlyCollection<string> addresses, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        return partition.Done(await PostgreSqlAddresses.FindSharedAsync(partition, addresses, cancellationToken).ConfigureAwait(false));
    }

    public async Task AddSendsAsync(IReadOnlyList<AddressSend> sends, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        await PostgreSqlAddresses.AddAsync(partition, sends, cancellationToken).ConfigureAwait(false);
        partition.Done();
    }

    public async Task<IReadOnlyList<AddressSend>> ReadSendsAsync(
        IReadOnlyCollection<string> addresses, DateTimeOffset after, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        return partition.Done(await PostgreSqlAddresses.ReadAsync(partition, addresses, after, cancellationToken).ConfigureAwait(false));
    }

    public async Task RemoveSendsAsync(
        IReadOnlyCollection<(string Address, MessageId Message)> sends, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        await PostgreSqlAddresses.RemoveAsync(partition, sends, cancellationToken).ConfigureAwait(false);
        partition.Done();
    }
}
