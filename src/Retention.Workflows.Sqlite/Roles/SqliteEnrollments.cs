using Retention.Workflows.Storage;
using Retention.Workflows.Storage.Json;

namespace Retention.Workflows.Sqlite.Roles;

internal sealed class SqliteEnrollments(SqliteTransaction transaction) : IEnrollmentStore
{
    private static readonly SqliteInsert Add = new(
        "enrollments (id, partition, customer, journey, entry_key, version, entered_at, status, step, due_at, state, attempt, outcome, ended_at, contacted_at, converted_at)");

    // Whose it is never changes, so the unique index need not be touched.
    private const string Update = """
        UPDATE enrollments SET version = ?, entered_at = ?, status = ?, step = ?, due_at = ?, state = ?, attempt = ?, outcome = ?, ended_at = ?, contacted_at = ?, converted_at = ?
        WHERE id = ?
        """;

    private const string Columns = """
        id, customer, journey, entry_key, version, entered_at, status, step, due_at, state, attempt, outcome, ended_at, contacted_at, converted_at
        """;

    private const string ReadDue = $"""
        SELECT {Columns} FROM enrollments INDEXED BY enrollments_due
        WHERE partition = ? AND status = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?
        """;

    private const string Find = $"SELECT {Columns} FROM enrollments WHERE id = ?";

    private const string ReadByCustomer = $"SELECT {Columns} FROM enrollments INDEXED BY enrollments_entry WHERE partition = ? AND customer = ?";

    private const string ReadAll = $"SELECT {Columns} FROM enrollments NOT INDEXED WHERE id > ? AND id <= ? AND journey = ? ORDER BY id LIMIT ?";

    private const string CountByStep = """
        SELECT version, coalesce(step, ''), status, count(*) FROM enrollments NOT INDEXED
        WHERE id > ? AND id <= ? AND journey = ? AND status IN (0, 1, 4)
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """;

    private readonly SqliteHistory _history = new(transaction);

    public Task AddAsync(IReadOnlyList<Enrollment> enrollments, CancellationToken cancellationToken = default)
    {
        transaction.Enter(cancellationToken);
        var rows = new SqliteRows(transaction.Session, Add, enrollments.Count);
        foreach (var enrollment in enrollments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = rows.Next().Put(transaction.Key(enrollment.Id.Partition, enrollment.Id.Number, "enrollment")).Put(transaction.Partition)
                .Put(enrollment.Customer.Value).Put(enrollment.Journey.Value).Put(enrollment.EntryKey);
            PutState(row, enrollment);
            if (rows.End(out var refused) && refused)
                throw new RetentionStoreException($"The enrollment {enrollment.Id}{rows.OrEarlier} cannot be added: journey '{enrollment.Journey}', customer and entry key stand together already, or the number is taken.");
        }

        return transaction.Done();
    }

    public Task UpdateAsync(IReadOnlyList<Enrollment> enrollments, CancellationToken cancellationToken = default)
    {
        transaction.Enter(cancellationToken);
        var session = transaction.Session;
        var update = session.Prepare(Update);
        foreach (var enrollment in enrollments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PutState(update, enrollment).Put(transaction.Key(enrollment.Id.Partition, enrollment.Id.Number, "enrollment")).Run();
            if (session.Changes != 1)
                throw new RetentionStoreException($"The enrollment {enrollment.Id} cannot be replaced: it is not there.");
        }

        return transaction.Done();
    }

    public Task<IReadOnlyList<Enrollment>> ReadDueAsync(EnrollmentStatus status, DateTimeOffset now, int limit, CancellationToken cancellationToken = default)
    {
        if (status is not (EnrollmentStatus.Active or EnrollmentStatus.AwaitingCallback))
            throw new ArgumentOutOfRangeException(nameof(status), status, "Only active and calling enrollments become due.");
        transaction.Enter(cancellationToken);
        var row = transaction.Session.Prepare(ReadDue).Put(transaction.Partition).Put((long)status).Put(now).Put(limit);
        return transaction.Done(Task.FromResult<IReadOnlyList<Enrollment>>(ReadRows(row, [], cancellationToken)));
    }

    public Task<IReadOnlyDictionary<EnrollmentId, Enrollment>> FindAsync(IReadOnlyCollection<EnrollmentId> ids, CancellationToken cancellationToken = default)
    {
        transaction.Enter(cancellationToken);
        var found = new Dictionary<EnrollmentId, Enrollment>(ids.Count);
        var row = transaction.Session.Prepare(Find);
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (id.Partition == transaction.Partition && row.Put(SqliteKey.Of(id)).Step())
                found[id] = Read(row);
            row.Reset();
        }

        return transaction.Done(Task.FromResult<IReadOnlyDictionary<EnrollmentId, Enrollment>>(found));
    }

    public Task<IReadOnlyList<Enrollment>> ReadByCustomerAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default)
    {
        transaction.Enter(cancellationToken);
        var enrollments = new List<Enrollment>();
        var row = transaction.Session.Prepare(ReadByCustomer);
        foreach (var customer in customers.Count > 1 ? customers.Distinct() : customers)
            ReadRows(row.Put(transaction.Partition).Put(customer.Value), enrollments, cancellationToken);
        enrollments.Sort(static (left, right) => left.Id.Number.CompareTo(right.Id.Number));
        return transaction.Done(Task.FromResult<IReadOnlyList<Enrollment>>(enrollments));
    }

    public Task<IReadOnlyList<Enrollment>> ReadAllAsync(JourneyName journey, long after, int limit, CancellationToken cancellationToken = default)
    {
        transaction.Enter(cancellationToken);
        var row = transaction.Session.Prepare(ReadAll)
            .Put(SqliteKey.Of(transaction.Partition, after)).Put(SqliteKey.LastOf(transaction.Partition)).Put(journey.Value).Put(limit);
        return transaction.Done(Task.FromResult<IReadOnlyList<Enrollment>>(ReadRows(row, [], cancellationToken)));
    }

    public Task<IReadOnlyList<StepPopulation>> CountByStepAsync(JourneyName journey, CancellationToken cancellationToken = default)
    {
        transaction.Enter(cancellationToken);
        var populations = new List<StepPopulation>();
        var row = transaction.Session.Prepare(CountByStep)
            .Put(SqliteKey.Of(transaction.Partition, 0)).Put(SqliteKey.LastOf(transaction.Partition)).Put(journey.Value);
        while (row.Step())
            populations.Add(new StepPopulation(row.Int32(0), row.Text(1), (EnrollmentStatus)row.Int32(2), row.Int64(3)));
        return transaction.Done(Task.FromResult<IReadOnlyList<StepPopulation>>(populations));
    }

    public Task AppendHistoryAsync(IReadOnlyList<HistoryEntry> entries, CancellationToken cancellationToken = default) =>
        _history.AppendAsync(entries, cancellationToken);

    public Task<IReadOnlyList<HistoryEntry>> ReadHistoryAsync(EnrollmentId enrollment, CancellationToken cancellationToken = default) =>
        _history.ReadAsync(enrollment, cancellationToken);

    public Task AddCountersAsync(IReadOnlyList<JourneyCounter> counters, CancellationToken cancellationToken = default) =>
        _history.AddCountersAsync(counters, cancellationToken);

    public Task<IReadOnlyList<JourneyCounter>> ReadCountersAsync(JourneyName journey, CancellationToken cancellationToken = default) =>
        _history.ReadCountersAsync(journey, cancellationToken);

    private SqliteStatement PutState(SqliteStatement statement, Enrollment enrollment) => statement
        .Put(enrollment.Version).Put(enrollment.EnteredAt).Put((long)enrollment.Status).Put(enrollment.Step).Put(enrollment.DueAt)
        .Put(transaction.Session.Json, enrollment.State).Put(enrollment.Attempt).Put(enrollment.Outcome).Put(enrollment.EndedAt)
        .Put(enrollment.ContactedAt).Put(enrollment.ConvertedAt);

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
        var texts = transaction.Session.Texts;
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
            ContactedAt = row.InstantOrNull(13),
            ConvertedAt = row.InstantOrNull(14),
        };
    }
}
