using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;
using Retention.Workflows.Storage.Json;

namespace Retention.Workflows.Sqlite.Roles;

internal sealed class SqliteEnrollments(SqlitePartition partition) : IEnrollmentStore
{
    private static readonly SqliteInsert Add = new(
        "enrollments (id, partition, customer, journey, entry_key, version, entered_at, status, step, due_at, state, attempt, outcome, ended_at, converted_at, held, moved_at, moves)");

    // The columns of the unique key never change, so the update leaves its index untouched.
    private const string Update = """
        UPDATE enrollments SET version = ?, entered_at = ?, status = ?, step = ?, due_at = ?, state = ?, attempt = ?, outcome = ?, ended_at = ?, converted_at = ?, held = ?
        WHERE id = ?
        """;

    private const string Columns = """
        id, customer, journey, entry_key, version, entered_at, status, step, due_at, state, attempt, outcome, ended_at, converted_at, held
        """;

    private const string ReadDue = $"""
        SELECT {Columns} FROM enrollments INDEXED BY enrollments_due
        WHERE partition = ? AND status = ? AND due_at IS NOT NULL AND held = 0 AND due_at <= ? ORDER BY due_at, id LIMIT ?
        """;

    private const string ReadHeld = $"""
        SELECT {Columns} FROM enrollments INDEXED BY enrollments_held
        WHERE partition = ? AND journey = ? AND due_at IS NOT NULL AND held = 1 ORDER BY due_at, id LIMIT ?
        """;

    private const string ReadStuck =
        $"SELECT {Columns} FROM enrollments INDEXED BY enrollments_stuck WHERE partition = ? AND status = 4 AND id > ? ORDER BY id LIMIT ?";

    private const string Find = $"SELECT {Columns} FROM enrollments WHERE id = ?";

    private const string ReadByCustomer =
        $"SELECT {Columns} FROM enrollments INDEXED BY enrollments_entry WHERE partition = ? AND customer = ?";

    private const string ReadAll =
        $"SELECT {Columns} FROM enrollments NOT INDEXED WHERE id > ? AND id <= ? AND journey = ? ORDER BY id LIMIT ?";

    private const string CountByStep = """
        SELECT version, coalesce(step, ''), status, count(*) FROM enrollments NOT INDEXED
        WHERE id > ? AND id <= ? AND journey = ? AND status IN (0, 1, 4, 5)
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """;

    private const string CountLate = """
        SELECT version, coalesce(step, ''), status, count(*) FROM enrollments NOT INDEXED
        WHERE id > ? AND id <= ? AND journey = ? AND status IN (0, 1) AND due_at <= ?
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """;

    private readonly SqliteHistory _history = new(partition);
    private readonly SqliteNotifications _notifications = new(partition);

    public Task AddAsync(IReadOnlyList<Enrollment> enrollments, CancellationToken cancellationToken = default) =>
        AddAsync(enrollments, [], cancellationToken);

    public Task AddMovedAsync(
        IReadOnlyList<Enrollment> enrollments, IReadOnlyList<HistoryEntry> history, CancellationToken cancellationToken = default) =>
        AddAsync(enrollments, history, cancellationToken);

    private Task AddAsync(
        IReadOnlyList<Enrollment> enrollments, IReadOnlyList<HistoryEntry> history, CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        var rows = new SqliteRows(partition.Session, Add, enrollments.Count);
        for (var index = 0; index < enrollments.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var enrollment = enrollments[index];
            var moved = index < history.Count ? history[index] : null;
            var row = rows.Next().Put(partition.Key(enrollment.Id.Partition, enrollment.Id.Number, "enrollment")).Put(partition.Number)
                .Put(enrollment.Customer.Value).Put(enrollment.Journey.Value).Put(enrollment.EntryKey);
            PutState(row, enrollment).Put(moved?.At).Put(moved?.Moves);
            if (rows.End(out var refused) && refused)
                throw new RetentionStoreException(
                    $"The enrollment {enrollment.Id}{rows.OrEarlier} cannot be added: journey '{enrollment.Journey}', customer and entry key already exist together, or the number is taken.");
        }

        return partition.Done();
    }

    public Task UpdateAsync(IReadOnlyList<Enrollment> enrollments, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var session = partition.Session;
        var update = session.Prepare(Update);
        foreach (var enrollment in enrollments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PutState(update, enrollment).Put(partition.Key(enrollment.Id.Partition, enrollment.Id.Number, "enrollment")).Run();
            if (session.Changes != 1)
                throw new RetentionStoreException($"The enrollment {enrollment.Id} cannot be replaced: it does not exist.");
        }

        return partition.Done();
    }

    public Task<IReadOnlyList<Enrollment>> ReadDueAsync(
        EnrollmentStatus status, DateTimeOffset now, int limit, CancellationToken cancellationToken = default)
    {
        if (status is not (EnrollmentStatus.Waiting or EnrollmentStatus.AwaitingCallback))
            throw new ArgumentOutOfRangeException(
                nameof(status), status, "Only active enrollments and those awaiting a callback become due.");
        partition.Enter(cancellationToken);
        var row = partition.Session.Prepare(ReadDue).Put(partition.Number).Put((long)status).Put(now).Put(limit);
        return partition.Done(Task.FromResult<IReadOnlyList<Enrollment>>(ReadRows(row, [], cancellationToken)));
    }

    public Task<IReadOnlyList<Enrollment>> ReadHeldAsync(JourneyName journey, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var row = partition.Session.Prepare(ReadHeld).Put(partition.Number).Put(journey.Value).Put(limit);
        return partition.Done(Task.FromResult<IReadOnlyList<Enrollment>>(ReadRows(row, [], cancellationToken)));
    }

    public Task<IReadOnlyList<Enrollment>> ReadStuckAsync(long after, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var row = partition.Session.Prepare(ReadStuck).Put(partition.Number).Put(SqliteKey.Of(partition.Number, after)).Put(limit);
        return partition.Done(Task.FromResult<IReadOnlyList<Enrollment>>(ReadRows(row, [], cancellationToken)));
    }

    public Task<IReadOnlyDictionary<EnrollmentId, Enrollment>> FindAsync(
        IReadOnlyCollection<EnrollmentId> ids, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var found = new Dictionary<EnrollmentId, Enrollment>(ids.Count);
        var row = partition.Session.Prepare(Find);
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (id.Partition == partition.Number && row.Put(SqliteKey.Of(id)).Step())
                found[id] = Read(row);
            row.Reset();
        }

        return partition.Done(Task.FromResult<IReadOnlyDictionary<EnrollmentId, Enrollment>>(found));
    }

    public Task<IReadOnlyList<Enrollment>> ReadByCustomerAsync(
        IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var enrollments = new List<Enrollment>();
        var row = partition.Session.Prepare(ReadByCustomer);
        foreach (var customer in customers.Count > 1 ? customers.Distinct() : customers)
            ReadRows(row.Put(partition.Number).Put(customer.Value), enrollments, cancellationToken);
        enrollments.Sort(static (left, right) => left.Id.Number.CompareTo(right.Id.Number));
        return partition.Done(Task.FromResult<IReadOnlyList<Enrollment>>(enrollments));
    }

    public Task<IReadOnlyList<Enrollment>> ReadAllAsync(
        JourneyName journey, long after, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var row = partition.Session.Prepare(ReadAll)
            .Put(SqliteKey.Of(partition.Number, after)).Put(SqliteKey.LastOf(partition.Number)).Put(journey.Value).Put(limit);
        return partition.Done(Task.FromResult<IReadOnlyList<Enrollment>>(ReadRows(row, [], cancellationToken)));
    }

    public Task<IReadOnlyList<StepPopulation>> CountByStepAsync(JourneyName journey, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var row = partition.Session.Prepare(CountByStep)
            .Put(SqliteKey.Of(partition.Number, 0)).Put(SqliteKey.LastOf(partition.Number)).Put(journey.Value);
        return partition.Done(Populations(row));
    }

    public Task<IReadOnlyList<StepPopulation>> CountLateAsync(
        JourneyName journey, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var row = partition.Session.Prepare(CountLate)
            .Put(SqliteKey.Of(partition.Number, 0)).Put(SqliteKey.LastOf(partition.Number)).Put(journey.Value).Put(now);
        return partition.Done(Populations(row));
    }

    private static Task<IReadOnlyList<StepPopulation>> Populations(SqliteStatement row)
    {
        var populations = new List<StepPopulation>();
        while (row.Step())
            populations.Add(new StepPopulation(row.Int32(0), row.Text(1), (EnrollmentStatus)row.Int32(2), row.Int64(3)));
        return Task.FromResult<IReadOnlyList<StepPopulation>>(populations);
    }

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

    private SqliteStatement PutState(SqliteStatement statement, Enrollment enrollment) => statement
        .Put(enrollment.Version).Put(enrollment.EnteredAt).Put((long)enrollment.Status).Put(enrollment.Step).Put(enrollment.DueAt)
        .Put(partition.Session.Json, enrollment.State).Put(enrollment.Attempt).Put(enrollment.Outcome).Put(enrollment.EndedAt)
        .Put(enrollment.ConvertedAt).Put(enrollment.IsHeld);

    private List<Enrollment> ReadRows(SqliteStatement row, List<Enrollment> enrollments, CancellationToken cancellationToken)
    {
        while (row.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            enrollments.Add(Read(row));
        }

        return enrollments;
    }

    private Enrollment Read(SqliteStatement row)
    {
        var texts = partition.Session.Texts;
        return new Enrollment
        {
            Id = SqliteKey.EnrollmentOf(row.Int64(0)),
            Customer = new CustomerId(row.Text(1)),
            Journey = texts.Journeys.Get(row.Bytes(2)),
            EntryKey = texts.Words.Get(row.Bytes(3)),
            Version = row.Int32(4),
            EnteredAt = row.Instant(5),
            Status = (EnrollmentStatus)row.Int32(6),
            Step = texts.WordOrNull(row, 7),
            DueAt = row.InstantOrNull(8),
            State = texts.State(row.Bytes(9)),
            Attempt = row.Int32(10),
            Outcome = texts.WordOrNull(row, 11),
            EndedAt = row.InstantOrNull(12),
            ConvertedAt = row.InstantOrNull(13),
            IsHeld = row.Flag(14),
        };
    }
}
