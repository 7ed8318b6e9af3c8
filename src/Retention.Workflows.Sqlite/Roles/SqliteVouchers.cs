using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;
using Retention.Workflows.Storage.Json;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.Sqlite.Roles;

internal sealed class SqliteVouchers(SqlitePartition partition) : IVoucherStore
{
    private static readonly SqliteInsert Add = new(
        "vouchers (number, partition, code, customer, idempotency_key, journey, offer, issued_at, expires_at, redeemed_at, redeemed_by)");

    // The keys of a voucher never change, so only the row itself is written.
    private const string Update = """
        UPDATE vouchers SET journey = ?, offer = ?, issued_at = ?, expires_at = ?, redeemed_at = ?, redeemed_by = ? WHERE partition = ? AND code = ?
        """;

    private const string Columns = "code, customer, idempotency_key, journey, offer, issued_at, expires_at, redeemed_at, redeemed_by";

    private const string Find = $"SELECT {Columns} FROM vouchers INDEXED BY vouchers_code WHERE partition = ? AND code = ?";

    private const string ReadByCustomer = $"SELECT {Columns} FROM vouchers INDEXED BY vouchers_of WHERE partition = ? AND customer = ?";

    public Task AddAsync(IReadOnlyList<Voucher> vouchers, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var rows = new SqliteRows(partition.Session, Add, vouchers.Count);
        foreach (var voucher in vouchers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var row = rows.Next().Put(SqliteKey.Of(partition.Number, partition.NextEvent++)).Put(partition.Number).Put(voucher.Code)
                .Put(voucher.Customer.Value).Put(voucher.IdempotencyKey);
            PutRest(row, voucher);
            if (rows.End(out var refused) && refused)
                throw new RetentionStoreException(
                    $"The voucher of '{voucher.IdempotencyKey}'{rows.OrEarlier} cannot be added: its code or its idempotency key already exists.");
        }

        return partition.Done();
    }

    public Task UpdateAsync(IReadOnlyList<Voucher> vouchers, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var session = partition.Session;
        var update = session.Prepare(Update);
        foreach (var voucher in vouchers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PutRest(update, voucher).Put(partition.Number).Put(voucher.Code).Run();
            if (session.Changes != 1)
                throw new RetentionStoreException(
                    $"The voucher of '{voucher.IdempotencyKey}' cannot be replaced: its code does not exist.");
        }

        return partition.Done();
    }

    public Task<TakenVouchers> TakeAsync(OfferName offer, int limit, int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        partition.Enter(cancellationToken);
        return partition.Done(Task.FromResult(SqliteOffers.Take(partition, offer.Value, limit, count)));
    }

    public Task<bool> ReturnUnusedAsync(CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        return partition.Done(Task.FromResult(SqliteOffers.ReturnUnused(partition)));
    }

    public Task<IReadOnlyDictionary<string, Voucher>> FindAsync(
        IReadOnlyCollection<string> codes, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var found = new Dictionary<string, Voucher>(codes.Count, StringComparer.Ordinal);
        var row = partition.Session.Prepare(Find);
        foreach (var code in codes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row.Put(partition.Number).Put(code).Step())
                found[code] = Read(row);
            row.Reset();
        }

        return partition.Done(Task.FromResult<IReadOnlyDictionary<string, Voucher>>(found));
    }

    public Task<IReadOnlyList<Voucher>> ReadByCustomerAsync(
        IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var vouchers = new List<Voucher>();
        var row = partition.Session.Prepare(ReadByCustomer);
        foreach (var customer in customers.Count > 1 ? customers.Distinct() : customers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            row.Put(partition.Number).Put(customer.Value);
            while (row.Step())
                vouchers.Add(Read(row));
        }

        vouchers.Sort(ByIssueThenCode);
        return partition.Done(Task.FromResult<IReadOnlyList<Voucher>>(vouchers));
    }

    private SqliteStatement PutRest(SqliteStatement statement, Voucher voucher) => statement
        .Put(voucher.Journey.Value).Put(partition.Session.Json, voucher.Offer).Put(voucher.IssuedAt).Put(voucher.ExpiresAt)
        .Put(voucher.RedeemedAt).Put(voucher.RedeemedBy);

    private Voucher Read(SqliteStatement row)
    {
        var texts = partition.Session.Texts;
        return new Voucher
        {
            Code = row.Text(0),
            Customer = new CustomerId(row.Text(1)),
            IdempotencyKey = row.Text(2),
            Journey = texts.Journeys.Get(row.Bytes(3)),
            Offer = texts.Offers.Get(row.Bytes(4)),
            IssuedAt = row.Instant(5),
            ExpiresAt = row.Instant(6),
            RedeemedAt = row.InstantOrNull(7),
            RedeemedBy = row.TextOrNull(8),
        };
    }

    private static int ByIssueThenCode(Voucher left, Voucher right)
    {
        var byIssue = left.IssuedAt.CompareTo(right.IssuedAt);
        return byIssue != 0 ? byIssue : string.CompareOrdinal(left.Code, right.Code);
    }
}
