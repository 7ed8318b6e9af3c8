using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;
using Retention.Workflows.Storage.Json;

namespace Retention.Workflows.Sqlite.Roles;

internal sealed class SqliteOutbox(SqlitePartition partition) : IOutboxStore
{
    private static readonly SqliteInsert Add = new(
        "outbox (id, partition, enrollment, journey, version, step, visit, choice, customer, channel, voucher_code, queued_at, due_at, status, attempt, worker, decided_at, reason, held, blocked_since)");

    // The enrollment of a message never changes, so the update leaves the index by enrollment untouched.
    private const string Update = """
        UPDATE outbox SET journey = ?, version = ?, step = ?, visit = ?, choice = ?, customer = ?, channel = ?, voucher_code = ?, queued_at = ?, due_at = ?, status = ?, attempt = ?, worker = ?, decided_at = ?, reason = ?, held = ?, blocked_since = ?
        WHERE id = ?
        """;

    private const string Columns = """
        id, enrollment, journey, version, step, visit, choice, customer, channel, voucher_code, queued_at, due_at, status, attempt, worker, decided_at, reason, held, blocked_since
        """;

    private const string ReadDue = $"""
        SELECT {Columns} FROM outbox INDEXED BY outbox_due
        WHERE partition = ? AND status = 0 AND due_at IS NOT NULL AND held = 0 AND due_at <= ? ORDER BY due_at, id LIMIT ?
        """;

    private const string CountQueued = """
        SELECT count(*) FROM (SELECT 1 FROM outbox INDEXED BY outbox_due WHERE partition = ? AND status = 0 AND due_at IS NOT NULL AND held = 0 LIMIT ?)
        """;

    private const string ReadDispatching =
        $"SELECT {Columns} FROM outbox INDEXED BY outbox_dispatching WHERE partition = ? AND status = 1 ORDER BY id";

    private const string ReadHeld = $"""
        SELECT {Columns} FROM outbox INDEXED BY outbox_held
        WHERE partition = ? AND journey = ? AND status = 0 AND due_at IS NOT NULL AND held = 1 ORDER BY due_at, id LIMIT ?
        """;

    private const string ReadWaitingForChannel = $"""
        SELECT {Columns} FROM outbox INDEXED BY outbox_waiting
        WHERE partition = ? AND channel = ? AND status = 0 AND due_at IS NOT NULL AND held = 0 AND reason = 'channel-down' ORDER BY due_at, id LIMIT ?
        """;

    private const string CountLate = """
        SELECT (SELECT count(*) FROM outbox INDEXED BY outbox_held WHERE partition = ?1 AND journey = ?2 AND status = 0 AND due_at IS NOT NULL AND held = 1 AND due_at <= ?3)
            + (SELECT count(*) FROM outbox INDEXED BY outbox_due WHERE partition = ?1 AND status = 0 AND due_at IS NOT NULL AND held = 0 AND due_at <= ?3 AND journey = ?2)
        """;

    private const string ReadDead =
        $"SELECT {Columns} FROM outbox INDEXED BY outbox_dead WHERE partition = ? AND status = 7 AND id > ? ORDER BY id LIMIT ?";

    private const string Find = $"SELECT {Columns} FROM outbox WHERE id = ?";

    private const string ReadByCustomer = $"SELECT {Columns} FROM outbox INDEXED BY outbox_of WHERE enrollment = ? ORDER BY id";

    private const string ReadAll = $"SELECT {Columns} FROM outbox NOT INDEXED WHERE id > ? AND id <= ? ORDER BY id LIMIT ?";

    public Task AddAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var rows = new SqliteRows(partition.Session, Add, messages.Count);
        foreach (var message in messages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = rows.Next().Put(partition.Key(message.Id.Partition, message.Id.Number, "message")).Put(partition.Number)
                .Put(partition.Key(message.Enrollment.Partition, message.Enrollment.Number, "enrollment"));
            PutRest(row, message);
            if (rows.End(out var refused) && refused)
                throw new RetentionStoreException($"The message {message.Id}{rows.OrEarlier} cannot be added: the number is taken.");
        }

        return partition.Done();
    }

    public Task UpdateAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var session = partition.Session;
        var update = session.Prepare(Update);
        foreach (var message in messages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PutRest(update, message).Put(partition.Key(message.Id.Partition, message.Id.Number, "message")).Run();
            if (session.Changes != 1)
                throw new RetentionStoreException($"The message {message.Id} cannot be replaced: it does not exist.");
        }

        return partition.Done();
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var row = partition.Session.Prepare(ReadDue).Put(partition.Number).Put(now).Put(limit);
        return partition.Done(Task.FromResult<IReadOnlyList<OutboxMessage>>(ReadRows(row, [], cancellationToken)));
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadHeldAsync(JourneyName journey, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var row = partition.Session.Prepare(ReadHeld).Put(partition.Number).Put(journey.Value).Put(limit);
        return partition.Done(Task.FromResult<IReadOnlyList<OutboxMessage>>(ReadRows(row, [], cancellationToken)));
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadWaitingForChannelAsync(
        Channel channel, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var row = partition.Session.Prepare(ReadWaitingForChannel).Put(partition.Number).Put(channel.Name).Put(limit);
        return partition.Done(Task.FromResult<IReadOnlyList<OutboxMessage>>(ReadRows(row, [], cancellationToken)));
    }

    public Task<long> CountLateAsync(JourneyName journey, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var row = partition.Session.Prepare(CountLate).Put(partition.Number).Put(journey.Value).Put(now);
        row.Step();
        var count = row.Int64(0);
        row.Reset();
        return partition.Done(Task.FromResult(count));
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadDeadAsync(long after, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var row = partition.Session.Prepare(ReadDead).Put(partition.Number).Put(SqliteKey.Of(partition.Number, after)).Put(limit);
        return partition.Done(Task.FromResult<IReadOnlyList<OutboxMessage>>(ReadRows(row, [], cancellationToken)));
    }

    public Task<int> CountQueuedAsync(int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var row = partition.Session.Prepare(CountQueued).Put(partition.Number).Put(limit);
        row.Step();
        var count = row.Int32(0);
        row.Reset();
        return partition.Done(Task.FromResult(count));
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadAbandonedAsync(int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var messages = new List<OutboxMessage>();
        var living = partition.Workers.Living(partition.Session);
        var row = partition.Session.Prepare(ReadDispatching).Put(partition.Number);
        while (messages.Count < limit && row.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row.IsNull(WorkerColumn) || !living.Contains(row.Int64(WorkerColumn)))
                messages.Add(Read(row));
        }

        row.Reset();
        return partition.Done(Task.FromResult<IReadOnlyList<OutboxMessage>>(messages));
    }

    public Task<IReadOnlyDictionary<MessageId, OutboxMessage>> FindAsync(
        IReadOnlyCollection<MessageId> ids, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var found = new Dictionary<MessageId, OutboxMessage>(ids.Count);
        var row = partition.Session.Prepare(Find);
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (id.Partition == partition.Number && row.Put(SqliteKey.Of(id.Partition, id.Number)).Step())
                found[id] = Read(row);
            row.Reset();
        }

        return partition.Done(Task.FromResult<IReadOnlyDictionary<MessageId, OutboxMessage>>(found));
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadByEnrollmentAsync(
        IReadOnlyCollection<EnrollmentId> enrollments, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var messages = new List<OutboxMessage>();
        var row = partition.Session.Prepare(ReadByCustomer);
        foreach (var enrollment in enrollments.Count > 1 ? enrollments.Distinct() : enrollments)
        {
            if (enrollment.Partition == partition.Number)
                ReadRows(row.Put(SqliteKey.Of(enrollment)), messages, cancellationToken);
        }

        messages.Sort(static (left, right) => left.Id.Number.CompareTo(right.Id.Number));
        return partition.Done(Task.FromResult<IReadOnlyList<OutboxMessage>>(messages));
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadAllAsync(long after, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var row = partition.Session.Prepare(ReadAll)
            .Put(SqliteKey.Of(partition.Number, after)).Put(SqliteKey.LastOf(partition.Number)).Put(limit);
        return partition.Done(Task.FromResult<IReadOnlyList<OutboxMessage>>(ReadRows(row, [], cancellationToken)));
    }

    private const int WorkerColumn = 14;

    private static SqliteStatement PutRest(SqliteStatement statement, OutboxMessage message) => statement
        .Put(message.Journey.Value).Put(message.Version).Put(message.Step).Put(message.Visit).Put(message.Choice)
        .Put(message.Customer.Value)
        .Put(message.Channel.Name).Put(message.VoucherCode).Put(message.QueuedAt).Put(message.DueAt).Put((long)message.Status)
        .Put(message.Attempt).Put(message.Worker).Put(message.DecidedAt).Put(message.Reason).Put(message.IsHeld).Put(message.BlockedSince);

    private List<OutboxMessage> ReadRows(SqliteStatement row, List<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        while (row.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            messages.Add(Read(row));
        }

        return messages;
    }

    private OutboxMessage Read(SqliteStatement row)
    {
        var texts = partition.Session.Texts;
        return new OutboxMessage
        {
            Id = new MessageId(partition.Number, SqliteKey.NumberOf(row.Int64(0))),
            Enrollment = SqliteKey.EnrollmentOf(row.Int64(1)),
            Journey = texts.Journeys.Get(row.Bytes(2)),
            Version = row.Int32(3),
            Step = texts.Words.Get(row.Bytes(4)),
            Visit = row.Int32(5),
            Choice = row.Int32(6),
            Customer = new CustomerId(row.Text(7)),
            Channel = texts.Channels.Get(row.Bytes(8)),
            VoucherCode = row.TextOrNull(9),
            QueuedAt = row.Instant(10),
            DueAt = row.InstantOrNull(11),
            Status = (MessageStatus)row.Int32(12),
            Attempt = row.Int32(13),
            Worker = row.Int64OrNull(WorkerColumn),
            DecidedAt = row.InstantOrNull(15),
            Reason = texts.WordOrNull(row, 16),
            IsHeld = row.Flag(17),
            BlockedSince = row.InstantOrNull(18),
        };
    }
}
