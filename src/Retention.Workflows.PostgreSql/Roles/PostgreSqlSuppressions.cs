using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql;

internal sealed class PostgreSqlSuppressions(PostgreSqlTransaction transaction) : ISuppressionStore
{
    private const string Save = """
        INSERT INTO suppressions (partition, address, topic, reason, since)
        SELECT $1, s.* FROM unnest($2, $3, $4, $5) AS s ON CONFLICT (partition, address, topic) DO NOTHING
        """;

    private const string Find = "SELECT address, topic, reason, since FROM suppressions WHERE partition = $1 AND address = ANY ($2) ORDER BY address, topic";

    private const string Remove = "DELETE FROM suppressions WHERE partition = $1 AND address = $2 AND topic = $3";

    public async Task SaveAsync(IReadOnlyList<Suppression> suppressions, CancellationToken cancellationToken = default)
    {
        transaction.Enter(cancellationToken);
        if (suppressions.Count > 0)
        {
            var save = transaction.Command(Save);
            save.Parameters
                .Put(suppressions, static suppression => suppression.Address, "address of a suppression")
                .Put(suppressions, static suppression => suppression.Topic?.Name ?? "", "topic of a suppression")
                .Put(suppressions, static suppression => suppression.Reason, "reason of a suppression")
                .Put(suppressions, static suppression => suppression.Since);
            await transaction.RunAsync(save, cancellationToken).ConfigureAwait(false);
        }

        transaction.Done();
    }

    public async Task<IReadOnlyList<Suppression>> FindAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken = default)
    {
        transaction.Enter(cancellationToken);
        if (addresses.Count == 0)
            return transaction.Done<IReadOnlyList<Suppression>>([]);
        var find = transaction.Command(Find);
        find.Parameters.Put([.. addresses], "address of a suppression");
        return transaction.Done(await transaction.ReadAsync(
            find,
            static row => new Suppression { Address = row.GetString(0), Topic = row.GetString(1) is { Length: > 0 } topic ? new Topic(topic) : null, Reason = row.GetString(2), Since = row.Instant(3) },
            cancellationToken).ConfigureAwait(false));
    }

    public async Task<bool> RemoveAsync(string address, Topic? topic, CancellationToken cancellationToken = default)
    {
        transaction.Enter(cancellationToken);
        var remove = transaction.Command(Remove);
        remove.Parameters.Put(address, "address of a suppression").Put(topic?.Name ?? "", "topic of a suppression");
        return transaction.Done(await transaction.RunAsync(remove, cancellationToken).ConfigureAwait(false) == 1);
    }
}
