using Npgsql;
using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Roles;

internal sealed class PostgreSqlSegments(PostgreSqlPartition partition) : ISegmentStore
{
    private const string Find = """
        SELECT s.* FROM unnest($2) AS k (customer)
        CROSS JOIN LATERAL (SELECT s.customer, s.segment, s.score, s.model, s.since FROM segments s WHERE s.partition = $1 AND s.customer = k.customer OFFSET 0) AS s
        """;

    private const string Read = """
        SELECT customer, segment, score, model, since FROM segments WHERE partition = $1 AND customer > $2 ORDER BY customer LIMIT $3
        """;

    private const string Save = """
        INSERT INTO segments (partition, customer, segment, score, model, since)
        SELECT $1, s.* FROM unnest($2, $3, $4, $5, $6) AS s
        ON CONFLICT (partition, customer) DO UPDATE SET segment = excluded.segment, score = excluded.score, model = excluded.model, since = excluded.since
        """;

    public async Task<IReadOnlyDictionary<CustomerId, CustomerSegment>> FindAsync(
        IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var found = new Dictionary<CustomerId, CustomerSegment>(customers.Count);
        if (customers.Count > 0)
        {
            var find = partition.Command(Find);
            find.Parameters.Put([.. customers.Select(static customer => customer.Value)], "id of a customer");
            await partition.ReadAsync(
                find,
                row =>
                {
                    var segment = From(row);
                    found[segment.Customer] = segment;
                },
                cancellationToken).ConfigureAwait(false);
        }

        return partition.Done(found);
    }

    public async Task SaveAsync(IReadOnlyList<CustomerSegment> segments, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        if (segments.Count > 0)
        {
            var rows = PostgreSqlRows.Last(segments, static segment => segment.Customer);
            var save = partition.Command(Save);
            save.Parameters
                .Put(rows, static segment => segment.Customer.Value, "customer of a segment")
                .Put(rows, static segment => (short)segment.Segment)
                .Put(rows, static segment =>
                    segment.Score is { } score ? (short)((score.Recency * 100) + (score.Frequency * 10) + score.Monetary) : default(short?))
                .Put(rows, static segment => segment.Model)
                .Put(rows, static segment => segment.Since);
            await partition.RunAsync(save, cancellationToken).ConfigureAwait(false);
        }

        partition.Done();
    }

    public async Task<IReadOnlyList<CustomerSegment>> ReadAsync(CustomerId? after, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var read = partition.Command(Read);
        read.Parameters.Put(after?.Value ?? "", "id of a customer").Put(limit);
        return partition.Done(await partition.ReadAsync(read, From, cancellationToken).ConfigureAwait(false));
    }

    private static CustomerSegment From(NpgsqlDataReader row) => new()
    {
        Customer = new CustomerId(row.GetString(0)),
        Segment = (RfmSegment)row.GetInt16(1),
        Score = row.IsDBNull(2) ? null : Score(row.GetInt16(2)),
        Model = row.GetInt64(3),
        Since = row.Instant(4),
    };

    private static RfmScore Score(int score) => new(score / 100, score / 10 % 10, score % 10);
}
