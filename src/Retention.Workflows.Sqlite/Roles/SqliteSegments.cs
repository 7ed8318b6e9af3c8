using Retention.Workflows.Segments;
using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Roles;

internal sealed class SqliteSegments(SqlitePartition partition) : ISegmentStore
{
    private const string Find = "SELECT customer, segment, score, model, since FROM segments WHERE partition = ? AND customer = ?";

    private const string Read = """
        SELECT customer, segment, score, model, since FROM segments WHERE partition = ? AND customer > ? ORDER BY customer LIMIT ?
        """;

    private const string Save =
        "INSERT OR REPLACE INTO segments (partition, customer, segment, score, model, since) VALUES (?, ?, ?, ?, ?, ?)";

    public Task<IReadOnlyDictionary<CustomerId, CustomerSegment>> FindAsync(
        IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var found = new Dictionary<CustomerId, CustomerSegment>(customers.Count);
        var row = partition.Session.Prepare(Find);
        foreach (var customer in customers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row.Put(partition.Number).Put(customer.Value).Step())
                found[customer] = From(row, customer);
            row.Reset();
        }

        return partition.Done(Task.FromResult<IReadOnlyDictionary<CustomerId, CustomerSegment>>(found));
    }

    public Task SaveAsync(IReadOnlyList<CustomerSegment> segments, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var save = partition.Session.Prepare(Save);
        foreach (var segment in segments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            save.Put(partition.Number).Put(segment.Customer.Value).Put((long)segment.Segment)
                .Put(segment.Score is { } score ? ((score.Recency * 100) + (score.Frequency * 10) + score.Monetary) : null)
                .Put(segment.Model).Put(segment.Since)
                .Run();
        }

        return partition.Done();
    }

    public Task<IReadOnlyList<CustomerSegment>> ReadAsync(CustomerId? after, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var segments = new List<CustomerSegment>();
        var row = partition.Session.Prepare(Read).Put(partition.Number).Put(after?.Value ?? "").Put(limit);
        while (row.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            segments.Add(From(row, new CustomerId(row.Text(0))));
        }

        return partition.Done(Task.FromResult<IReadOnlyList<CustomerSegment>>(segments));
    }

    private static CustomerSegment From(SqliteStatement row, CustomerId customer)
    {
        var score = row.Int32(2);
        return new CustomerSegment
        {
            Customer = customer,
            Segment = (RfmSegment)row.Int32(1),
            Score = score == 0 ? null : new RfmScore(score / 100, score / 10 % 10, score % 10),
            Model = row.Int64(3),
            Since = row.Instant(4),
        };
    }
}
