using Retention.Workflows.Customers;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// Fills the store's own tables with customers and purchases, many rows a commit, so that preparation is a small part of a run.
/// </summary>
internal sealed class BareShop(BareConnection connection, int partitions)
{
    private const int RowsPerCommit = 20_000;

    private readonly Dictionary<int, long> _positions = [];

    internal async Task SaveCustomersAsync(int customers)
    {
        foreach (var (partition, chunk) in Chunks(customers))
        {
            await connection.BeginAsync();
            await connection.InsertAsync("customers",
            [
                new("partition", Array.ConvertAll(chunk, _ => partition)), new("id", Array.ConvertAll(chunk, Shop.Id)),
                new("first_name", Array.ConvertAll(chunk, _ => "Ada")),
                new("addresses", Array.ConvertAll(chunk, number => $$"""{"email":"{{Shop.Id(number)}}@shop.example"}""")),
                new("consents", Array.ConvertAll(chunk, _ => """[["marketing","email",true]]""")),
            ]);
            await connection.CommitAsync();
        }
    }

    /// <summary>Writes one purchase for each customer.</summary>
    internal async Task AppendAsync(int customers, Func<int, CustomerEvent> purchase)
    {
        foreach (var (partition, chunk) in Chunks(customers))
        {
            await connection.BeginAsync();
            await AppendAsync(partition, Array.ConvertAll(chunk, number => purchase(number)));
            await connection.CommitAsync();
        }
    }

    /// <summary>Appends one event to partition 0 in its own transaction.</summary>
    internal async Task AppendOneAsync(CustomerEvent @event)
    {
        await connection.BeginAsync();
        await AppendAsync(0, [@event]);
        await connection.CommitAsync();
    }

    /// <summary>Appends events after the existing ones, within a transaction.</summary>
    internal async Task AppendAsync(int partition, CustomerEvent[] events)
    {
        var first = _positions.GetValueOrDefault(partition, 1);
        _positions[partition] = first + events.Length;
        var numbers = Enumerable.Range(0, events.Length).Select(place => first + place).ToArray();
        var partitionColumn = new Column("partition", Array.ConvertAll(events, _ => partition));
        Column[] key = connection.IsPostgreSql
            ? [partitionColumn, new("number", numbers)]
            : [partitionColumn, new("seq", Array.ConvertAll(numbers, number => ((long)partition << 48) | number))];
        await connection.InsertAsync(
            "events",
            [
                .. key, new("customer", Array.ConvertAll(events, @event => @event.Customer.Value)),
                new("id", Array.ConvertAll(events, @event => @event.Id)),
                new("name", Array.ConvertAll(events, @event => @event.Name.Value)),
                connection.Instants("occurred_at", events.Select(@event => (long?)@event.OccurredAt.ToUnixTimeMilliseconds())),
                new("amount", Array.ConvertAll(events, @event => decimal.ToOACurrency(@event.Amount ?? 0))),
                new("currency", Array.ConvertAll(events, @event => @event.Currency ?? "")),
            ],
            "ON CONFLICT (partition, customer, id) WHERE once IS NULL DO NOTHING");
        await connection.UpdateAsync(
            "partitions", 1, [new("partition", (int[])[partition]), new("next_event", (long[])[_positions[partition]])]);
    }

    private IEnumerable<(int Partition, int[] Numbers)> Chunks(int customers) =>
        from number in Enumerable.Range(1, customers)
        group number by Partitioning.Of(new CustomerId(Shop.Id(number)), partitions) into partition
        from chunk in partition.Chunk(RowsPerCommit)
        select (partition.Key, chunk);
}
