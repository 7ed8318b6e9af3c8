using Retention.Workflows.Segments;
using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;
using Retention.Workflows.Storage.Json;

namespace Retention.Workflows.Sqlite.Roles;

internal sealed class SqliteEvents(SqlitePartition partition) : IEventLog
{
    private const string Table = "events (seq, partition, id, customer, name, occurred_at, amount, currency, properties, lines, once)";

    private static readonly SqliteInsert Append = new(Table, "ON CONFLICT (partition, customer, id) WHERE once IS NULL DO NOTHING");
    private static readonly SqliteInsert Add = new(Table);

    private const string IsThere = "SELECT 1 FROM events WHERE seq = ?";

    private const string FindById = """
        SELECT seq, id, occurred_at, amount, currency, properties, lines, name FROM events INDEXED BY events_id
        WHERE partition = ? AND customer = ? AND id = ? AND once IS NULL
        """;

    private const string Withdraw = """
        UPDATE events INDEXED BY events_id SET name = 'withdrawn-' || name
        WHERE partition = ? AND customer = ? AND id = ? AND once IS NULL AND name IN ('purchase', 'refund')
        """;

    private const string Count = """
        SELECT count(*) FROM events INDEXED BY events_of
        WHERE partition = ? AND customer = ? AND name = ? AND occurred_at > ? AND occurred_at <= ?
        """;

    private const string ReadWindow = """
        SELECT seq, id, occurred_at, amount, currency, properties, lines FROM events INDEXED BY events_of
        WHERE partition = ? AND customer = ? AND name = ? AND occurred_at > ? AND occurred_at <= ?
        """;

    private const string ReadByCustomer = """
        SELECT seq, id, occurred_at, amount, currency, properties, lines, name FROM events INDEXED BY events_of
        WHERE partition = ? AND customer = ?
        """;

    // Scans the log itself. An index on the name would slow down every append, and readers remember their position.
    private const string ReadLog = """
        SELECT seq, id, occurred_at, amount, currency, properties, lines, customer FROM events
        WHERE seq > ? AND seq <= ? AND name = ? ORDER BY seq LIMIT ?
        """;

    public Task<IReadOnlyList<AppendOutcome>> AppendAsync(
        IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var session = partition.Session;
        var rows = new SqliteRows(session, Append, events.Count);
        var outcomes = new AppendOutcome[events.Count];
        for (var i = 0; i < outcomes.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Put(rows.Next(), events[i], once: null);
            if (!rows.End(out var refused))
                continue;
            if (refused)
                throw IsTaken(events[i], rows);
            if (session.Changes < rows.Ran)
                Judge(events, outcomes, i + 1 - rows.Ran, rows.Ran);
        }

        return partition.Done(Task.FromResult<IReadOnlyList<AppendOutcome>>(outcomes));
    }

    public Task AddAsync(IReadOnlyList<CustomerEvent> events, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var rows = new SqliteRows(partition.Session, Add, events.Count);
        foreach (var @event in events)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Put(rows.Next(), @event, once: 1);
            if (rows.End(out var refused) && refused)
                throw IsTaken(@event, rows);
        }

        return partition.Done(Task.CompletedTask);
    }

    public Task WithdrawAsync(CustomerId customer, IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            partition.Session.Prepare(Withdraw).Put(partition.Number).Put(customer.Value).Put(id).Run();
        }

        return partition.Done(Task.CompletedTask);
    }

    public Task<IReadOnlyList<int>> CountAsync(IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var counts = new int[windows.Count];
        var row = partition.Session.Prepare(Count);
        for (var i = 0; i < counts.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Put(row, windows[i]).Step();
            counts[i] = row.Int32(0);
            row.Reset();
        }

        return partition.Done(Task.FromResult<IReadOnlyList<int>>(counts));
    }

    public Task<IReadOnlyList<IReadOnlyList<CustomerEvent>>> ReadAsync(
        IReadOnlyList<EventWindow> windows, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var answers = new IReadOnlyList<CustomerEvent>[windows.Count];
        var row = partition.Session.Prepare(ReadWindow);
        for (var i = 0; i < answers.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<CustomerEvent>? events = null;
            Put(row, windows[i]);
            while (row.Step())
                (events ??= []).Add(Read(row, windows[i].Customer, windows[i].Name));
            events?.Sort(ByTimeThenId);
            answers[i] = events ?? (IReadOnlyList<CustomerEvent>)[];
        }

        return partition.Done(Task.FromResult<IReadOnlyList<IReadOnlyList<CustomerEvent>>>(answers));
    }

    public Task<IReadOnlyList<CustomerEvent>> ReadByCustomerAsync(CustomerId customer, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var events = new List<CustomerEvent>();
        var row = partition.Session.Prepare(ReadByCustomer).Put(partition.Number).Put(customer.Value);
        while (row.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            events.Add(Read(row, customer, partition.Session.Texts.Events.Get(row.Bytes(7))));
        }

        events.Sort(ByTimeThenId);
        return partition.Done(Task.FromResult<IReadOnlyList<CustomerEvent>>(events));
    }

    public Task<IReadOnlyList<IReadOnlyList<PurchaseTotals>>> SumPurchasesAsync(
        IReadOnlyList<CustomerWindow> windows, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        return partition.Done(Task.FromResult(SqlitePurchaseTotals.Sum(partition, windows, cancellationToken)));
    }

    public Task<IReadOnlyList<PurchaseTotals>> ReadTotalsAsync(
        DateTimeOffset after, DateTimeOffset before, CustomerId? afterCustomer, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        return partition.Done(
            Task.FromResult(SqlitePurchaseTotals.Read(partition, after, before, afterCustomer, limit, cancellationToken)));
    }

    public Task<EventPage> ReadLogAsync(EventName name, long after, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var events = new List<CustomerEvent>();
        var position = after;
        var row = partition.Session.Prepare(ReadLog)
            .Put(SqliteKey.Of(partition.Number, after)).Put(SqliteKey.LastOf(partition.Number)).Put(name.Value).Put(limit);
        while (row.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            events.Add(Read(row, new CustomerId(row.Text(7)), name));
            position = SqliteKey.NumberOf(row.Int64(0));
        }

        return partition.Done(Task.FromResult(new EventPage(events, position)));
    }

    private void Put(SqliteStatement row, CustomerEvent @event, int? once) =>
        row.Put(SqliteKey.Of(partition.Number, partition.NextEvent++)).Put(partition.Number).Put(@event.Id)
            .Put(@event.Customer.Value).Put(@event.Name.Value).Put(@event.OccurredAt)
            .PutAmount(@event.Amount).Put(@event.Currency)
            .Put(partition.Session.Json, @event.Properties).Put(partition.Session.Json, @event.Lines).Put(once);

    private static RetentionStoreException IsTaken(CustomerEvent @event, in SqliteRows rows) =>
        new($"The event '{@event.Id}'{rows.OrEarlier} cannot be added: its number in the log is taken.");

    private SqliteStatement Put(SqliteStatement row, in EventWindow window) =>
        row.Put(partition.Number).Put(window.Customer.Value).Put(window.Name.Value).Put(SqliteWindow.After(window.After)).Put(window.Until);

    /// <summary>
    /// Sorts out a statement whose events were not all new. New events have their reserved positions; the other positions stay unused.
    /// </summary>
    private void Judge(IReadOnlyList<CustomerEvent> events, AppendOutcome[] outcomes, int from, int count)
    {
        var there = partition.Session.Prepare(IsThere);
        for (var i = from; i < from + count; i++)
        {
            var isNew = there.Put(SqliteKey.Of(partition.Number, partition.NextEvent - (from + count - i))).Step();
            there.Reset();
            if (!isNew)
                outcomes[i] = IsStored(events[i]) ? AppendOutcome.Duplicate : AppendOutcome.Conflict;
        }
    }

    private bool IsStored(CustomerEvent @event)
    {
        var row = partition.Session.Prepare(FindById).Put(partition.Number).Put(@event.Customer.Value).Put(@event.Id);
        row.Step();
        var stored = Read(row, @event.Customer, partition.Session.Texts.Events.Get(row.Bytes(7)));
        row.Reset();
        return stored.Equals(@event) || stored.Equals(@event with { Name = EventNames.Withdrawn(@event.Name) });
    }

    private CustomerEvent Read(SqliteStatement row, CustomerId customer, EventName name) => new()
    {
        Id = row.Text(1),
        Customer = customer,
        Name = name,
        OccurredAt = row.Instant(2),
        Amount = row.AmountOrNull(3),
        Currency = partition.Session.Texts.WordOrNull(row, 4),
        Properties = PropertyJson.Read(row.Bytes(5)),
        Lines = OrderLineJson.Read(row.Bytes(6)),
    };

    private static int ByTimeThenId(CustomerEvent left, CustomerEvent right)
    {
        var byTime = left.OccurredAt.CompareTo(right.OccurredAt);
        return byTime != 0 ? byTime : string.CompareOrdinal(left.Id, right.Id);
    }
}
