using System.Globalization;
using Npgsql;
using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.PostgreSql.Roles;

internal sealed class PostgreSqlEnrollments(PostgreSqlPartition partition) : IEnrollmentStore
{
    private const string Add = """
        WITH added AS MATERIALIZED (
            SELECT * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
                AS a (number, customer, journey, entry_key, version, entered_at, status, step, due_at, state, attempt, outcome, ended_at, converted_at, held, moved_at, moves)),
        entered AS (
            INSERT INTO entries (partition, number, customer, journey, entry_key, moved_at, moves)
            SELECT $1, number, customer, journey, entry_key, moved_at, moves FROM added)
        INSERT INTO enrollments (partition, number, customer, journey, entry_key, version, entered_at, status, step, due_at, state, attempt, outcome, ended_at, converted_at, held)
        SELECT $1, number, customer, journey, entry_key, version, entered_at, status, step, due_at, state, attempt, outcome, ended_at, converted_at, held FROM added
        """;

    // The keys never change, so the entries do not either. The rows contain the partition: the planner then can only look up each row by
    // its whole key, see ReadByCustomer.
    private const string Update = """
        UPDATE enrollments e
        SET version = u.version, entered_at = u.entered_at, status = u.status, step = u.step, due_at = u.due_at, state = u.state, attempt = u.attempt,
            outcome = u.outcome, ended_at = u.ended_at, converted_at = u.converted_at, held = u.held
        FROM (SELECT $1 AS partition, a.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            AS a (number, version, entered_at, status, step, due_at, state, attempt, outcome, ended_at, converted_at, held) OFFSET 0) AS u
        WHERE e.partition = u.partition AND e.number = u.number
        """;

    private const string Columns = """
        e.number, e.customer, e.journey, e.entry_key, e.version, e.entered_at, e.status, e.step, e.due_at, e.state, e.attempt, e.outcome, e.ended_at, e.converted_at, e.held
        """;

    // Each status has its own index.
    private const string ReadWaiting = $"""
        SELECT {Columns} FROM enrollments e
        WHERE e.partition = $1 AND e.status = 0 AND e.due_at IS NOT NULL AND NOT e.held AND e.due_at <= $2 ORDER BY e.due_at, e.number LIMIT $3
        """;

    private const string ReadAwaitingCallback = $"""
        SELECT {Columns} FROM enrollments e
        WHERE e.partition = $1 AND e.status = 1 AND e.due_at IS NOT NULL AND NOT e.held AND e.due_at <= $2 ORDER BY e.due_at, e.number LIMIT $3
        """;

    private const string ReadHeld = $"""
        SELECT {Columns} FROM enrollments e
        WHERE e.partition = $1 AND e.journey = $2 AND e.due_at IS NOT NULL AND e.held ORDER BY e.due_at, e.number LIMIT $3
        """;

    private const string ReadStuck =
        $"SELECT {Columns} FROM enrollments e WHERE e.partition = $1 AND e.status = 4 AND e.number > $2 ORDER BY e.number LIMIT $3";

    private const string Find = $"""
        SELECT {Columns} FROM unnest($2) AS k (number)
        CROSS JOIN LATERAL (SELECT * FROM enrollments e WHERE e.partition = $1 AND e.number = k.number OFFSET 0) AS e
        """;

    // From the customers to their entries to the enrollments, in this order only. A plan made for small tables would scan the whole
    // partition once for each customer, and is kept until the next statistics. A subquery with an OFFSET is not reordered.
    private const string ReadByCustomer = $"""
        SELECT {Columns}
        FROM unnest($2) AS c (customer)
        CROSS JOIN LATERAL (SELECT k.number FROM entries k WHERE k.partition = $1 AND k.customer = c.customer OFFSET 0) AS k
        CROSS JOIN LATERAL (SELECT * FROM enrollments e WHERE e.partition = $1 AND e.number = k.number OFFSET 0) AS e
        ORDER BY e.number
        """;

    private const string ReadAll =
        $"SELECT {Columns} FROM enrollments e WHERE e.partition = $1 AND e.number > $2 AND e.journey = $3 ORDER BY e.number LIMIT $4";

    private const string CountByStep = """
        SELECT version, coalesce(step, ''), status, count(*) FROM enrollments
        WHERE partition = $1 AND journey = $2 AND status IN (0, 1, 4, 5)
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """;

    private const string CountLate = """
        SELECT version, coalesce(step, ''), status, count(*) FROM enrollments
        WHERE partition = $1 AND journey = $2 AND status IN (0, 1) AND due_at <= $3
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """;

    private readonly PostgreSqlHistory _history = new(partition);
    private readonly PostgreSqlNotifications _notifications = new(partition);

    public Task AddAsync(IReadOnlyList<Enrollment> enrollments, CancellationToken cancellationToken = default) =>
        AddAsync(enrollments, new HistoryEntry?[enrollments.Count], cancellationToken);

    public Task AddMovedAsync(
        IReadOnlyList<Enrollment> enrollments, IReadOnlyList<HistoryEntry> history, CancellationToken cancellationToken = default) =>
        AddAsync(enrollments, history, cancellationToken);

    private async Task AddAsync(
        IReadOnlyList<Enrollment> enrollments, IReadOnlyList<HistoryEntry?> history, CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        if (enrollments.Count > 0)
        {
            var add = partition.Command(Add);
            add.Parameters
                .Put(enrollments, Number)
                .Put(enrollments, static enrollment => enrollment.Customer.Value, "customer of an enrollment")
                .Put(enrollments, static enrollment => enrollment.Journey.Value, "journey of an enrollment")
                .Put(enrollments, static enrollment => enrollment.EntryKey, "entry key of an enrollment");
            PutState(add, enrollments);
            add.Parameters
                .Put(history, static entry => entry?.At)
                .Put(history, static entry => entry?.Moves, "moves of an enrollment");
            await partition.AddAsync(
                add,
                () => $"The enrollment {enrollments[0].Id}{PostgreSqlRows.AndOthers(enrollments)} cannot be added: journey '{enrollments[0].Journey}', customer and entry key of one already exist together, or its number is taken.",
                cancellationToken).ConfigureAwait(false);
        }

        partition.Done();
    }

    public async Task UpdateAsync(IReadOnlyList<Enrollment> enrollments, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        if (enrollments.Count > 0)
        {
            var rows = PostgreSqlRows.Last(enrollments, Number);
            var update = partition.Command(Update);
            update.Parameters.Put(rows, Number);
            PutState(update, rows);
            var updated = await partition.RunAsync(update, cancellationToken).ConfigureAwait(false);
            if (updated != rows.Count)
                throw new RetentionStoreException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The enrollment {rows[0].Id}{PostgreSqlRows.AndOthers(rows)} cannot be replaced: {rows.Count - updated} of them do not exist."));
        }

        partition.Done();
    }

    public async Task<IReadOnlyList<Enrollment>> ReadDueAsync(
        EnrollmentStatus status, DateTimeOffset now, int limit, CancellationToken cancellationToken = default)
    {
        if (status is not (EnrollmentStatus.Waiting or EnrollmentStatus.AwaitingCallback))
            throw new ArgumentOutOfRangeException(
                nameof(status), status, "Only active enrollments and those awaiting a callback become due.");
        partition.Enter(cancellationToken);
        var read = partition.Command(status == EnrollmentStatus.Waiting ? ReadWaiting : ReadAwaitingCallback);
        read.Parameters.Put(now).Put(limit);
        return partition.Done(await partition.ReadAsync(read, Read, cancellationToken).ConfigureAwait(false));
    }

    public async Task<IReadOnlyList<Enrollment>> ReadHeldAsync(
        JourneyName journey, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var read = partition.Command(ReadHeld);
        read.Parameters.Put(journey.Value, "journey").Put(limit);
        return partition.Done(await partition.ReadAsync(read, Read, cancellationToken).ConfigureAwait(false));
    }

    public async Task<IReadOnlyList<Enrollment>> ReadStuckAsync(long after, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var read = partition.Command(ReadStuck);
        read.Parameters.Put(after).Put(limit);
        return partition.Done(await partition.ReadAsync(read, Read, cancellationToken).ConfigureAwait(false));
    }

    public async Task<IReadOnlyDictionary<EnrollmentId, Enrollment>> FindAsync(
        IReadOnlyCollection<EnrollmentId> ids, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var found = new Dictionary<EnrollmentId, Enrollment>(ids.Count);
        long[] numbers = [.. ids.Where(id => id.Partition == partition.Number).Select(static id => id.Number)];
        if (numbers.Length > 0)
        {
            var find = partition.Command(Find);
            find.Parameters.Put(numbers);
            await partition.ReadAsync(
                find,
                row =>
                {
                    var enrollment = Read(row);
                    found[enrollment.Id] = enrollment;
                },
                cancellationToken).ConfigureAwait(false);
        }

        return partition.Done(found);
    }

    public async Task<IReadOnlyList<Enrollment>> ReadByCustomerAsync(
        IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        if (customers.Count == 0)
            return partition.Done<IReadOnlyList<Enrollment>>([]);
        var read = partition.Command(ReadByCustomer);
        read.Parameters.Put([.. customers.Select(static customer => customer.Value).Distinct(StringComparer.Ordinal)], "id of a customer");
        return partition.Done(await partition.ReadAsync(read, Read, cancellationToken).ConfigureAwait(false));
    }

    public async Task<IReadOnlyList<Enrollment>> ReadAllAsync(
        JourneyName journey, long after, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var read = partition.Command(ReadAll);
        read.Parameters.Put(after).Put(journey.Value, "journey").Put(limit);
        return partition.Done(await partition.ReadAsync(read, Read, cancellationToken).ConfigureAwait(false));
    }

    public async Task<IReadOnlyList<StepPopulation>> CountByStepAsync(JourneyName journey, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var count = partition.Command(CountByStep);
        count.Parameters.Put(journey.Value, "journey");
        return partition.Done(await partition.ReadAsync(count, Population, cancellationToken).ConfigureAwait(false));
    }

    public async Task<IReadOnlyList<StepPopulation>> CountLateAsync(
        JourneyName journey, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var count = partition.Command(CountLate);
        count.Parameters.Put(journey.Value, "journey").Put(now);
        return partition.Done(await partition.ReadAsync(count, Population, cancellationToken).ConfigureAwait(false));
    }

    private static StepPopulation Population(NpgsqlDataReader row) =>
        new(row.GetInt32(0), row.GetString(1), (EnrollmentStatus)row.GetInt16(2), row.GetInt64(3));

    public Task AppendHistoryAsync(IReadOnlyList<HistoryEntry> entries, CancellationToken cancellationToken = default) =>
        _history.AppendAsync(entries, cancellationToken);

    public Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(EnrollmentId enrollment, CancellationToken cancellationToken = default) =>
        _history.ReadAsync(enrollment, cancellationToken);

    public Task AddCountersAsync(IReadOnlyList<JourneyCounter> counters, CancellationToken cancellationToken = default) =>
        _history.AddCountersAsync(counters, cancellationToken);

    public Task<IReadOnlyList<JourneyCounter>> ReadCountersAsync(JourneyName journey, CancellationToken cancellationToken = default) =>
        _history.ReadCountersAsync(journey, cancellationToken);

    public Task SaveNotificationsAsync(IReadOnlyList<EngineNotification> notifications, CancellationToken cancellationToken = default) =>
        _notifications.SaveAsync(notifications, cancellationToken);

    public Task<IReadOnlyList<EngineNotification>> ReadDueNotificationsAsync(
        DateTimeOffset now, int limit, CancellationToken cancellationToken = default) =>
        _notifications.ReadDueAsync(now, limit, cancellationToken);

    public Task RemoveNotificationsAsync(IReadOnlyCollection<EnrollmentId> enrollments, CancellationToken cancellationToken = default) =>
        _notifications.RemoveAsync(enrollments, cancellationToken);

    private long Number(Enrollment enrollment) => partition.NumberOf(enrollment.Id.Partition, enrollment.Id.Number, "enrollment");

    private void PutState(NpgsqlCommand command, IReadOnlyList<Enrollment> enrollments) => command.Parameters
        .Put(enrollments, static enrollment => enrollment.Version)
        .Put(enrollments, static enrollment => enrollment.EnteredAt)
        .Put(enrollments, static enrollment => (short)enrollment.Status)
        .Put(enrollments, static enrollment => enrollment.Step, "step of an enrollment")
        .Put(enrollments, static enrollment => enrollment.DueAt)
        .Put(enrollments, enrollment => partition.Scratch.Same(enrollment.State, static state => state.ToJson()), "state of an enrollment")
        .Put(enrollments, static enrollment => enrollment.Attempt)
        .Put(enrollments, static enrollment => enrollment.Outcome, "outcome of an enrollment")
        .Put(enrollments, static enrollment => enrollment.EndedAt)
        .Put(enrollments, static enrollment => enrollment.ConvertedAt)
        .Put(enrollments, static enrollment => enrollment.IsHeld);

    private Enrollment Read(NpgsqlDataReader row)
    {
        var scratch = partition.Scratch;
        return new Enrollment
        {
            Id = new EnrollmentId(partition.Number, row.GetInt64(0)),
            Customer = new CustomerId(row.GetString(1)),
            Journey = scratch.Journey(row, 2),
            EntryKey = scratch.Word(row, 3),
            Version = row.GetInt32(4),
            EnteredAt = row.Instant(5),
            Status = (EnrollmentStatus)row.GetInt16(6),
            Step = scratch.WordOrNull(row, 7),
            DueAt = row.InstantOrNull(8),
            State = row.IsDBNull(9) ? EnrollmentState.Empty : scratch.Texts.State(row.Bytes(9)),
            Attempt = row.GetInt32(10),
            Outcome = scratch.WordOrNull(row, 11),
            EndedAt = row.InstantOrNull(12),
            ConvertedAt = row.InstantOrNull(13),
            IsHeld = row.GetBoolean(14),
        };
    }
}
