using System.Globalization;
using Npgsql;
using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.PostgreSql.Workers;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Roles;

internal sealed class PostgreSqlOutbox(PostgreSqlPartition partition) : IOutboxStore
{
    private const string Add = """
        INSERT INTO outbox (partition, number, enrollment, journey, version, step, visit, choice, customer, channel, voucher_code, queued_at, due_at, status, attempt, worker, decided_at, reason, held, blocked_since)
        SELECT $1, m.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) AS m
        """;

    // The enrollment of a message never changes. Each row is looked up by its whole key, as for enrollments.
    private const string Update = """
        UPDATE outbox m
        SET journey = u.journey, version = u.version, step = u.step, visit = u.visit, choice = u.choice, customer = u.customer, channel = u.channel, voucher_code = u.voucher_code,
            queued_at = u.queued_at, due_at = u.due_at, status = u.status, attempt = u.attempt, worker = u.worker, decided_at = u.decided_at, reason = u.reason, held = u.held, blocked_since = u.blocked_since
        FROM (SELECT $1 AS partition, a.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            AS a (number, journey, version, step, visit, choice, customer, channel, voucher_code, queued_at, due_at, status, attempt, worker, decided_at, reason, held, blocked_since) OFFSET 0) AS u
        WHERE m.partition = u.partition AND m.number = u.number
        """;

    private const string Columns = """
        number, enrollment, journey, version, step, visit, choice, customer, channel, voucher_code, queued_at, due_at, status, attempt, worker, decided_at, reason, held, blocked_since
        """;

    private const string ReadDue = $"""
        SELECT {Columns} FROM outbox WHERE partition = $1 AND status = 0 AND due_at IS NOT NULL AND NOT held AND due_at <= $2 ORDER BY due_at, number LIMIT $3
        """;

    private const string ReadAbandoned = $"""
        SELECT {Columns} FROM outbox
        WHERE partition = $1 AND status = 1 AND (worker IS NULL OR worker <> ALL ({PostgreSqlWorkers.Living})) ORDER BY number LIMIT $3
        """;

    private const string CountQueued =
        "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE partition = $1 AND status = 0 AND due_at IS NOT NULL AND NOT held LIMIT $2) AS queued";

    private const string ReadHeld = $"""
        SELECT {Columns} FROM outbox WHERE partition = $1 AND journey = $2 AND status = 0 AND due_at IS NOT NULL AND held ORDER BY due_at, number LIMIT $3
        """;

    private const string ReadWaitingForChannel = $"""
        SELECT {Columns} FROM outbox
        WHERE partition = $1 AND channel = $2 AND status = 0 AND due_at IS NOT NULL AND NOT held AND reason = 'channel-down' ORDER BY due_at, number LIMIT $3
        """;

    private const string CountLate = """
        SELECT (SELECT count(*) FROM outbox WHERE partition = $1 AND journey = $2 AND status = 0 AND due_at IS NOT NULL AND held AND due_at <= $3)
            + (SELECT count(*) FROM outbox WHERE partition = $1 AND status = 0 AND due_at IS NOT NULL AND NOT held AND due_at <= $3 AND journey = $2)
        """;

    private const string ReadDead =
        $"SELECT {Columns} FROM outbox WHERE partition = $1 AND status = 7 AND number > $2 ORDER BY number LIMIT $3";

    private const string Find = $"""
        SELECT {Columns} FROM unnest($2) AS k (key)
        CROSS JOIN LATERAL (SELECT * FROM outbox m WHERE m.partition = $1 AND m.number = k.key OFFSET 0) AS m
        """;

    private const string ReadByCustomer = $"""
        SELECT {Columns} FROM unnest($2) AS k (key)
        CROSS JOIN LATERAL (SELECT * FROM outbox m WHERE m.partition = $1 AND m.enrollment = k.key OFFSET 0) AS m
        ORDER BY number
        """;

    private const string ReadAll = $"SELECT {Columns} FROM outbox WHERE partition = $1 AND number > $2 ORDER BY number LIMIT $3";

    public async Task AddAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        if (messages.Count > 0)
        {
            var add = partition.Command(Add);
            add.Parameters
                .Put(messages, Number)
                .Put(messages, message => partition.NumberOf(message.Enrollment.Partition, message.Enrollment.Number, "enrollment"));
            PutRest(add, messages);
            await partition.AddAsync(
                add, () => $"The message {messages[0].Id}{PostgreSqlRows.AndOthers(messages)} cannot be added: the number of one is taken.",
                cancellationToken).ConfigureAwait(false);
        }

        partition.Done();
    }

    public async Task UpdateAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        if (messages.Count > 0)
        {
            var rows = PostgreSqlRows.Last(messages, Number);
            var update = partition.Command(Update);
            update.Parameters.Put(rows, Number);
            PutRest(update, rows);
            var updated = await partition.RunAsync(update, cancellationToken).ConfigureAwait(false);
            if (updated != rows.Count)
                throw new RetentionStoreException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The message {rows[0].Id}{PostgreSqlRows.AndOthers(rows)} cannot be replaced: {rows.Count - updated} of them do not exist."));
        }

        partition.Done();
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync(ReadDue, parameters => parameters.Put(now).Put(limit), cancellationToken);

    public Task<IReadOnlyList<OutboxMessage>> ReadHeldAsync(
        JourneyName journey, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync(ReadHeld, parameters => parameters.Put(journey.Value, "journey").Put(limit), cancellationToken);

    public Task<IReadOnlyList<OutboxMessage>> ReadWaitingForChannelAsync(
        Channel channel, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync(ReadWaitingForChannel, parameters => parameters.Put(channel.Name, "channel").Put(limit), cancellationToken);

    public async Task<long> CountLateAsync(JourneyName journey, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var count = partition.Command(CountLate);
        count.Parameters.Put(journey.Value, "journey").Put(now);
        return partition.Done(
            (await partition.ReadAsync(count, static row => row.GetInt64(0), cancellationToken).ConfigureAwait(false))[0]);
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadDeadAsync(long after, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync(ReadDead, parameters => parameters.Put(after).Put(limit), cancellationToken);

    public async Task<int> CountQueuedAsync(int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var count = partition.Command(CountQueued);
        count.Parameters.Put(limit);
        return partition.Done(
            (int)(await partition.ReadAsync(count, static row => row.GetInt64(0), cancellationToken).ConfigureAwait(false))[0]);
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadAbandonedAsync(int limit, CancellationToken cancellationToken = default) =>
        ReadAsync(ReadAbandoned, parameters => parameters.Put((long)PostgreSqlWorkers.LockClass(partition.Database.Schema)).Put(limit),
            cancellationToken);

    public async Task<IReadOnlyDictionary<MessageId, OutboxMessage>> FindAsync(
        IReadOnlyCollection<MessageId> ids, CancellationToken cancellationToken = default)
    {
        long[] numbers = [.. ids.Where(id => id.Partition == partition.Number).Select(static id => id.Number).Distinct()];
        var found = await ReadAsync(
            numbers.Length == 0 ? null : Find, parameters => parameters.Put(numbers), cancellationToken).ConfigureAwait(false);
        return found.ToDictionary(static message => message.Id);
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadByEnrollmentAsync(
        IReadOnlyCollection<EnrollmentId> enrollments, CancellationToken cancellationToken = default)
    {
        long[] numbers = [.. enrollments.Where(id => id.Partition == partition.Number).Select(static id => id.Number).Distinct()];
        return ReadAsync(numbers.Length == 0 ? null : ReadByCustomer, parameters => parameters.Put(numbers), cancellationToken);
    }

    public Task<IReadOnlyList<OutboxMessage>> ReadAllAsync(long after, int limit, CancellationToken cancellationToken = default) =>
        ReadAsync(ReadAll, parameters => parameters.Put(after).Put(limit), cancellationToken);

    private long Number(OutboxMessage message) => partition.NumberOf(message.Id.Partition, message.Id.Number, "message");

    /// <summary>Reads messages; returns an empty list without a query when there is no condition.</summary>
    private async Task<IReadOnlyList<OutboxMessage>> ReadAsync(
        string? sql, Action<NpgsqlParameterCollection> put, CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        if (sql is null)
            return partition.Done<IReadOnlyList<OutboxMessage>>([]);
        var read = partition.Command(sql);
        put(read.Parameters);
        return partition.Done(await partition.ReadAsync(read, Read, cancellationToken).ConfigureAwait(false));
    }

    private static void PutRest(NpgsqlCommand command, IReadOnlyList<OutboxMessage> messages) => command.Parameters
        .Put(messages, static message => message.Journey.Value, "journey of a message")
        .Put(messages, static message => message.Version)
        .Put(messages, static message => message.Step, "step of a message")
        .Put(messages, static message => message.Visit)
        .Put(messages, static message => message.Choice)
        .Put(messages, static message => message.Customer.Value, "customer of a message")
        .Put(messages, static message => message.Channel.Name, "channel of a message")
        .Put(messages, static message => message.VoucherCode, "voucher code of a message")
        .Put(messages, static message => message.QueuedAt)
        .Put(messages, static message => message.DueAt)
        .Put(messages, static message => (short)message.Status)
        .Put(messages, static message => message.Attempt)
        .Put(messages, static message => message.Worker)
        .Put(messages, static message => message.DecidedAt)
        .Put(messages, static message => message.Reason, "reason of a message")
        .Put(messages, static message => message.IsHeld)
        .Put(messages, static message => message.BlockedSince);

    private OutboxMessage Read(NpgsqlDataReader row)
    {
        var scratch = partition.Scratch;
        return new OutboxMessage
        {
            Id = new MessageId(partition.Number, row.GetInt64(0)),
            Enrollment = new EnrollmentId(partition.Number, row.GetInt64(1)),
            Journey = scratch.Journey(row, 2),
            Version = row.GetInt32(3),
            Step = scratch.Word(row, 4),
            Visit = row.GetInt32(5),
            Choice = row.GetInt32(6),
            Customer = new CustomerId(row.GetString(7)),
            Channel = scratch.Texts.Channels.Get(row.Bytes(8)),
            VoucherCode = row.TextOrNull(9),
            QueuedAt = row.Instant(10),
            DueAt = row.InstantOrNull(11),
            Status = (MessageStatus)row.GetInt16(12),
            Attempt = row.GetInt32(13),
            Worker = row.Int64OrNull(14),
            DecidedAt = row.InstantOrNull(15),
            Reason = scratch.WordOrNull(row, 16),
            IsHeld = row.GetBoolean(17),
            BlockedSince = row.InstantOrNull(18),
        };
    }
}
