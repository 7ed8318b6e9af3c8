using Npgsql;
using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Segments;
using Retention.Workflows.Storage;
using Retention.Workflows.Storage.Json;

namespace Retention.Workflows.PostgreSql.Roles;

internal sealed class PostgreSqlEvents(PostgreSqlPartition partition) : IEventLog
{
    private const string Append = """
        INSERT INTO events (partition, number, customer, id, name, occurred_at, amount, currency, properties, lines)
        SELECT $1, e.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10) AS e
        ON CONFLICT (partition, customer, id) WHERE once IS NULL DO NOTHING
        RETURNING number
        """;

    private const string Add = """
        INSERT INTO events (partition, once, number, customer, id, name, occurred_at, amount, currency, properties, lines)
        SELECT $1, true, e.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10) AS e
        """;

    private const string Columns = "e.number, e.customer, e.id, e.name, e.occurred_at, e.amount, e.currency, e.properties, e.lines";

    private const string FindById = $"""
        SELECT {Columns} FROM unnest($2, $3) AS k (customer, id)
        CROSS JOIN LATERAL (SELECT * FROM events e WHERE e.partition = $1 AND e.customer = k.customer AND e.id = k.id AND e.once IS NULL OFFSET 0) AS e
        """;

    private const string Withdraw = """
        UPDATE events SET name = 'withdrawn-' || name
        WHERE partition = $1 AND customer = $2 AND id = ANY ($3) AND once IS NULL AND name IN ('purchase', 'refund')
        """;

    private const string Count = """
        SELECT (SELECT count(*) FROM events e WHERE e.partition = $1 AND e.customer = w.customer AND e.name = w.name AND e.occurred_at > w.after AND e.occurred_at <= w.until)
        FROM unnest($2, $3, $4, $5) WITH ORDINALITY AS w (customer, name, after, until, ordinal) ORDER BY w.ordinal
        """;

    private const string ReadWindows = $"""
        SELECT {Columns}, w.ordinal
        FROM unnest($2, $3, $4, $5) WITH ORDINALITY AS w (customer, name, after, until, ordinal)
        CROSS JOIN LATERAL (
            SELECT * FROM events e WHERE e.partition = $1 AND e.customer = w.customer AND e.name = w.name AND e.occurred_at > w.after AND e.occurred_at <= w.until OFFSET 0) AS e
        """;

    private const string ReadByCustomer = $"SELECT {Columns} FROM events e WHERE e.partition = $1 AND e.customer = $2";

    // Scans the log itself. An index on the name would slow down every append, and readers remember their position.
    private const string ReadLog =
        $"SELECT {Columns} FROM events e WHERE e.partition = $1 AND e.number > $2 AND e.name = $3 ORDER BY e.number LIMIT $4";

    public async Task<IReadOnlyList<AppendOutcome>> AppendAsync(
        IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        return partition.Done(events.Count == 0
            ? [] : await new PostgreSqlAppending(events).RunAsync(InsertAsync, FindAsync, cancellationToken).ConfigureAwait(false));
    }

    public async Task AddAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        if (events.Count > 0)
        {
            var add = partition.Command(Add);
            Put(add, events, partition.TakePositions(events.Count));
            await partition.RunAsync(add, cancellationToken).ConfigureAwait(false);
        }

        partition.Done();
    }

    public async Task WithdrawAsync(
        CustomerId customer, IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        if (ids.Count > 0)
        {
            var withdraw = partition.Command(Withdraw);
            string[] wanted = [.. ids];
            withdraw.Parameters.Put(customer.Value, "id of a customer").Put(wanted, "id of an event");
            await partition.RunAsync(withdraw, cancellationToken).ConfigureAwait(false);
        }

        partition.Done();
    }

    public async Task<IReadOnlyList<int>> CountAsync(IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        return partition.Done(windows.Count == 0
            ? [] : await partition.ReadAsync(
                Of(Count, windows), static row => (int)row.GetInt64(0), cancellationToken).ConfigureAwait(false));
    }

    public async Task<IReadOnlyList<IReadOnlyList<CustomerEvent>>> ReadAsync(
        IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var answers = new IReadOnlyList<CustomerEvent>[windows.Count];
        Array.Fill(answers, []);
        if (windows.Count > 0)
        {
            await partition.ReadAsync(
                Of(ReadWindows, windows),
                row =>
                {
                    ref var answer = ref answers[row.GetInt64(9) - 1];
                    if (answer is not List<CustomerEvent> list)
                        answer = list = [];
                    list.Add(Read(row));
                },
                cancellationToken).ConfigureAwait(false);
            foreach (var answer in answers)
                (answer as List<CustomerEvent>)?.Sort(ByTimeThenId);
        }

        return partition.Done(answers);
    }

    public async Task<IReadOnlyList<CustomerEvent>> ReadByCustomerAsync(CustomerId customer, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var read = partition.Command(ReadByCustomer);
        read.Parameters.Put(customer.Value, "id of a customer");
        var events = await partition.ReadAsync(read, Read, cancellationToken).ConfigureAwait(false);
        events.Sort(ByTimeThenId);
        return partition.Done(events);
    }

    public async Task<IReadOnlyList<IReadOnlyList<PurchaseTotals>>> SumPurchasesAsync(
        IReadOnlyList<CustomerWindow> windows, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        return partition.Done(
            await PostgreSqlPurchaseTotals.SumAsync(partition, windows, cancellationToken).ConfigureAwait(false));
    }

    public async Task<IReadOnlyList<PurchaseTotals>> ReadTotalsAsync(
        DateTimeOffset after, DateTimeOffset before, CustomerId? afterCustomer, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        return partition.Done(await PostgreSqlPurchaseTotals.ReadAsync(
            partition, after, before, afterCustomer, limit, cancellationToken).ConfigureAwait(false));
    }

    public async Task<EventPage> ReadLogAsync(EventName name, long after, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var position = after;
        var read = partition.Command(ReadLog);
        read.Parameters.Put(after).Put(name.Value, "name of an event").Put(limit);
        var events = await partition.ReadAsync(
            read,
            row =>
            {
                position = row.GetInt64(0);
                return Read(row);
            },
            cancellationToken).ConfigureAwait(false);
        return partition.Done(new EventPage(events, position));
    }

    /// <summary>Inserts the new events, and returns their indexes in the list.</summary>
    private async Task<HashSet<int>> InsertAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        var first = partition.TakePositions(events.Count);
        var append = partition.Command(Append);
        Put(append, events, first);
        var stored = new HashSet<int>(events.Count);
        await partition.ReadAsync(append, row => { stored.Add((int)(row.GetInt64(0) - first)); }, cancellationToken).ConfigureAwait(false);
        return stored;
    }

    private void Put(NpgsqlCommand command, IReadOnlyList<CustomerEvent> events, long first)
    {
        var scratch = partition.Scratch;
        var numbers = new long[events.Count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = first + i;
        command.Parameters.Put(numbers)
            .Put(events, static @event => @event.Customer.Value, "customer of an event")
            .Put(events, static @event => @event.Id, "id of an event")
            .Put(events, static @event => @event.Name.Value, "name of an event")
            .Put(events, static @event => @event.OccurredAt)
            .Put(events, static @event => @event.Amount is { } amount ? decimal.ToOACurrency(amount) : default(long?))
            .Put(events, static @event => @event.Currency, "currency of an event")
            .Put(events, @event => @event.Properties.Count == 0 ? null : scratch.Json(@event.Properties, PropertyJson.Write),
                "properties of an event")
            .Put(events, @event => @event.Lines.Count == 0 ? null : scratch.Json(@event.Lines, OrderLineJson.Write), "lines of an event");
    }

    private Task<List<CustomerEvent>> FindAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken)
    {
        var find = partition.Command(FindById);
        find.Parameters
            .Put(events, static @event => @event.Customer.Value, "customer of an event")
            .Put(events, static @event => @event.Id, "id of an event");
        return partition.ReadAsync(find, Read, cancellationToken);
    }

    private NpgsqlCommand Of(string sql, IReadOnlyList<EventWindow> windows)
    {
        var command = partition.Command(sql);
        command.Parameters
            .Put(windows, static window => window.Customer.Value, "customer of a window")
            .Put(windows, static window => window.Name.Value, "event name of a window")
            .Put(windows, static window => window.After)
            .Put(windows, static window => window.Until);
        return command;
    }

    private CustomerEvent Read(NpgsqlDataReader row)
    {
        var scratch = partition.Scratch;
        return new CustomerEvent
        {
            Customer = new CustomerId(row.GetString(1)),
            Id = row.GetString(2),
            Name = scratch.Texts.Events.Get(row.Bytes(3)),
            OccurredAt = row.Instant(4),
            Amount = row.AmountOrNull(5),
            Currency = scratch.WordOrNull(row, 6),
            Properties = PropertyJson.Read(row.BytesOrEmpty(7)),
            Lines = OrderLineJson.Read(row.BytesOrEmpty(8)),
        };
    }

    private static int ByTimeThenId(CustomerEvent left, CustomerEvent right)
    {
        var byTime = left.OccurredAt.CompareTo(right.OccurredAt);
        return byTime != 0 ? byTime : string.CompareOrdinal(left.Id, right.Id);
    }
}
