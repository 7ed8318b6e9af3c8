using System.Globalization;
using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Sqlite.Roles;

/// <summary>Deletes rows. A purge scans rows in the order of their key or of an existing index.</summary>
internal sealed class SqliteMaintenance(SqlitePartition partition) : IMaintenanceStore
{
    private const string EnrollmentsOf = "SELECT id FROM enrollments INDEXED BY enrollments_entry WHERE partition = ? AND customer = ?";

    private const string Ended = """
        SELECT id, ended_at, journey,
            EXISTS (SELECT 1 FROM outbox INDEXED BY outbox_of WHERE enrollment = enrollments.id AND status IN (0, 1))
        FROM enrollments NOT INDEXED WHERE id > ? AND id <= ? ORDER BY id LIMIT ?
        """;

    private const string HandingOver = "SELECT count(*) FROM outbox INDEXED BY outbox_of WHERE enrollment = ? AND status = 1";

    private const string EventsByNumber = "SELECT seq, occurred_at FROM events NOT INDEXED WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?";

    private const string Issued = """
        SELECT number, expires_at, redeemed_at FROM vouchers NOT INDEXED WHERE number > ? AND number <= ? ORDER BY number LIMIT ?
        """;

    private const string DeleteCustomer = "DELETE FROM customers WHERE partition = ? AND id = ?";

    private const string DeleteSegment = "DELETE FROM segments WHERE partition = ? AND customer = ?";

    private const string DeleteEventsOf = "DELETE FROM events WHERE partition = ? AND customer = ?";

    private const string DeleteVouchersOf = "DELETE FROM vouchers WHERE partition = ? AND customer = ?";

    private const string DeleteEnrollment = "DELETE FROM enrollments WHERE id = ?";

    private const string CountFirst = "SELECT count(moves) FROM enrollments WHERE id = ?";

    private const string DeleteHistory = "DELETE FROM history WHERE enrollment = ?";

    private const string DeleteMessages = "DELETE FROM outbox WHERE enrollment = ?";

    private const string DeleteNotification = "DELETE FROM engine_notifications WHERE enrollment = ?";

    private const string DeleteEvent = "DELETE FROM events WHERE seq = ?";

    private const string DeleteVoucher = "DELETE FROM vouchers WHERE number = ?";

    public Task<ErasedRows> EraseAsync(IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var erased = default(ErasedRows);
        foreach (var customer in customers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            erased += Erase(customer);
        }

        partition.HasErased = true;
        return partition.Done(Task.FromResult(erased));
    }

    public Task<PurgeChunk> PurgeEnrollmentsAsync(
        DateTimeOffset endedBefore, IReadOnlyCollection<JourneyName> except, string? after, int limit,
        CancellationToken cancellationToken = default) =>
        Purge(Ended, row => row.InstantOrNull(1) < endedBefore && !row.Flag(3)
            && !except.Contains(partition.Session.Texts.Journeys.Get(row.Bytes(2))),
            enrollment => Delete(enrollment), after, limit, cancellationToken);

    public Task<PurgeChunk> PurgeEventsAsync(
        DateTimeOffset occurredBefore, string? after, int limit, CancellationToken cancellationToken = default) =>
        Purge(EventsByNumber, row => row.Instant(1) < occurredBefore,
            @event => partition.Session.Prepare(DeleteEvent).Put(@event).Run(), after, limit, cancellationToken);

    public Task<PurgeChunk> PurgeVouchersAsync(
        DateTimeOffset overBefore, string? after, int limit, CancellationToken cancellationToken = default) =>
        Purge(Issued, row => row.Instant(1) < overBefore || row.InstantOrNull(2) < overBefore,
            voucher => partition.Session.Prepare(DeleteVoucher).Put(voucher).Run(), after, limit, cancellationToken);

    public Task<PurgeChunk> PurgeSendsAsync(
        DateTimeOffset sentBefore, string? after, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        return partition.Done(Task.FromResult(SqliteAddresses.Purge(partition, sentBefore, after, limit)));
    }

    private ErasedRows Erase(CustomerId customer)
    {
        var session = partition.Session;
        var enrollments = new List<long>();
        var row = session.Prepare(EnrollmentsOf).Put(partition.Number).Put(customer.Value);
        while (row.Step())
            enrollments.Add(row.Int64(0));

        var erased = new ErasedRows
        {
            Customers = Delete(DeleteCustomer, customer),
            Events = Delete(DeleteEventsOf, customer),
            Segments = Delete(DeleteSegment, customer),
            Vouchers = Delete(DeleteVouchersOf, customer),
            Enrollments = enrollments.Count,
        };
        foreach (var enrollment in enrollments)
        {
            var leaving = session.Prepare(HandingOver).Put(enrollment);
            leaving.Step();
            erased = erased with { HandingOver = erased.HandingOver + leaving.Int32(0) };
            leaving.Reset();
            var (history, messages) = Delete(enrollment);
            erased = erased with { History = erased.History + history, Messages = erased.Messages + messages };
        }

        return erased;
    }

    private int Delete(string sql, CustomerId customer)
    {
        partition.Session.Prepare(sql).Put(partition.Number).Put(customer.Value).Run();
        return partition.Session.Changes;
    }

    private (int History, int Messages) Delete(long enrollment)
    {
        var session = partition.Session;
        session.Prepare(DeleteHistory).Put(enrollment).Run();
        var history = session.Changes;
        var first = session.Prepare(CountFirst).Put(enrollment);
        first.Step();
        history += first.Int32(0);
        first.Reset();
        session.Prepare(DeleteMessages).Put(enrollment).Run();
        var messages = session.Changes;
        session.Prepare(DeleteNotification).Put(enrollment).Run();
        session.Prepare(DeleteEnrollment).Put(enrollment).Run();
        return (history, messages);
    }

    /// <summary>Removes rows in the order of their numbers, after a position.</summary>
    private Task<PurgeChunk> Purge(string sql, Func<SqliteStatement, bool> isOver, Action<long> delete, string? after, int limit,
        CancellationToken cancellationToken)
    {
        partition.Enter(cancellationToken);
        var looked = 0;
        var last = 0L;
        var gone = new List<long>();
        var row = partition.Session.Prepare(sql)
            .Put(SqliteKey.Of(partition.Number, after is null ? 0 : long.Parse(after, NumberStyles.None, CultureInfo.InvariantCulture)))
            .Put(SqliteKey.LastOf(partition.Number)).Put(limit);
        while (row.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            looked++;
            last = row.Int64(0);
            if (isOver(row))
                gone.Add(last);
        }

        gone.ForEach(delete);
        return partition.Done(Task.FromResult(new PurgeChunk(
            gone.Count, looked < limit ? null : SqliteKey.NumberOf(last).ToString(CultureInfo.InvariantCulture))));
    }
}
