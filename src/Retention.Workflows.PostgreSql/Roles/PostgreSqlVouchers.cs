using Npgsql;
using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Storage;
using Retention.Workflows.Storage.Json;
using Retention.Workflows.Vouchers;

namespace Retention.Workflows.PostgreSql.Roles;

internal sealed class PostgreSqlVouchers(PostgreSqlPartition partition) : IVoucherStore
{
    private const string Add = """
        INSERT INTO vouchers (partition, code, customer, idempotency_key, journey, offer, issued_at, expires_at, redeemed_at, redeemed_by)
        SELECT $1, v.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10) AS v
        """;

    // The keys of a voucher never change. Each row is looked up by its whole key, as for enrollments.
    private const string Update = """
        UPDATE vouchers v
        SET journey = u.journey, offer = u.offer, issued_at = u.issued_at, expires_at = u.expires_at, redeemed_at = u.redeemed_at, redeemed_by = u.redeemed_by
        FROM (SELECT $1 AS partition, a.* FROM unnest($2, $3, $4, $5, $6, $7, $8) AS a (code, journey, offer, issued_at, expires_at, redeemed_at, redeemed_by) OFFSET 0) AS u
        WHERE v.partition = u.partition AND v.code = u.code
        """;

    private const string Columns = "code, customer, idempotency_key, journey, offer, issued_at, expires_at, redeemed_at, redeemed_by";

    private const string Find = $"""
        SELECT {Columns} FROM unnest($2) AS k (key)
        CROSS JOIN LATERAL (SELECT * FROM vouchers v WHERE v.partition = $1 AND v.code = k.key OFFSET 0) AS v
        """;

    private const string ReadByCustomer = $"""
        SELECT {Columns} FROM unnest($2) AS k (key)
        CROSS JOIN LATERAL (SELECT * FROM vouchers v WHERE v.partition = $1 AND v.customer = k.key OFFSET 0) AS v
        """;

    public async Task AddAsync(IReadOnlyList<Voucher> vouchers, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        if (vouchers.Count > 0)
        {
            var add = partition.Command(Add);
            add.Parameters
                .Put(vouchers, static voucher => voucher.Code, "code of a voucher")
                .Put(vouchers, static voucher => voucher.Customer.Value, "customer of a voucher")
                .Put(vouchers, static voucher => voucher.IdempotencyKey, "idempotency key of a voucher");
            PutRest(add, vouchers);
            await partition.AddAsync(
                add, () =>
                    $"The vouchers of '{vouchers[0].IdempotencyKey}'{PostgreSqlRows.AndOthers(vouchers)} cannot be added: a code or an idempotency key already exists.", cancellationToken).ConfigureAwait(false);
        }

        partition.Done();
    }

    public async Task UpdateAsync(IReadOnlyList<Voucher> vouchers, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        if (vouchers.Count > 0)
        {
            var rows = PostgreSqlRows.Last(vouchers, static voucher => voucher.Code);
            var update = partition.Command(Update);
            update.Parameters.Put(rows, static voucher => voucher.Code, "code of a voucher");
            PutRest(update, rows);
            if (await partition.RunAsync(update, cancellationToken).ConfigureAwait(false) != rows.Count)
                throw new RetentionStoreException(
                    $"The vouchers of '{rows[0].IdempotencyKey}'{PostgreSqlRows.AndOthers(rows)} cannot be replaced: a code does not exist.");
        }

        partition.Done();
    }

    public async Task<TakenVouchers> TakeAsync(OfferName offer, int limit, int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        partition.Enter(cancellationToken);
        return partition.Done(
            await PostgreSqlOffers.TakeAsync(partition, offer.Value, limit, count, cancellationToken).ConfigureAwait(false));
    }

    public async Task<bool> ReturnUnusedAsync(CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        return partition.Done(await PostgreSqlOffers.ReturnUnusedAsync(partition, cancellationToken).ConfigureAwait(false));
    }

    public async Task<IReadOnlyDictionary<string, Voucher>> FindAsync(
        IReadOnlyCollection<string> codes, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var found = new Dictionary<string, Voucher>(codes.Count, StringComparer.Ordinal);
        if (codes.Count > 0)
        {
            foreach (var voucher in await ReadAsync(Find, codes, "code of a voucher", cancellationToken).ConfigureAwait(false))
                found[voucher.Code] = voucher;
        }

        return partition.Done(found);
    }

    public async Task<IReadOnlyList<Voucher>> ReadByCustomerAsync(
        IReadOnlyCollection<CustomerId> customers, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var vouchers = customers.Count == 0 ? [] : await ReadAsync(ReadByCustomer, customers.Select(static customer => customer.Value),
            "id of a customer", cancellationToken).ConfigureAwait(false);
        vouchers.Sort(ByIssueThenCode);
        return partition.Done(vouchers);
    }

    private Task<List<Voucher>> ReadAsync(string sql, IEnumerable<string> keys, string what, CancellationToken cancellationToken)
    {
        var read = partition.Command(sql);
        read.Parameters.Put([.. keys.Distinct(StringComparer.Ordinal)], what);
        return partition.ReadAsync(read, Read, cancellationToken);
    }

    private void PutRest(NpgsqlCommand command, IReadOnlyList<Voucher> vouchers)
    {
        var scratch = partition.Scratch;
        command.Parameters
            .Put(vouchers, static voucher => voucher.Journey.Value, "journey of a voucher")
            .Put(vouchers, voucher => scratch.Same(voucher.Offer, offer => scratch.Json(offer, OfferJson.Write)), "offer of a voucher")
            .Put(vouchers, static voucher => voucher.IssuedAt)
            .Put(vouchers, static voucher => voucher.ExpiresAt)
            .Put(vouchers, static voucher => voucher.RedeemedAt)
            .Put(vouchers, static voucher => voucher.RedeemedBy, "order that redeemed a voucher");
    }

    private Voucher Read(NpgsqlDataReader row) => new()
    {
        Code = row.GetString(0),
        Customer = new CustomerId(row.GetString(1)),
        IdempotencyKey = row.GetString(2),
        Journey = partition.Scratch.Journey(row, 3),
        Offer = partition.Scratch.Texts.Offers.Get(row.Bytes(4)),
        IssuedAt = row.Instant(5),
        ExpiresAt = row.Instant(6),
        RedeemedAt = row.InstantOrNull(7),
        RedeemedBy = row.TextOrNull(8),
    };

    private static int ByIssueThenCode(Voucher left, Voucher right)
    {
        var byIssue = left.IssuedAt.CompareTo(right.IssuedAt);
        return byIssue != 0 ? byIssue : string.CompareOrdinal(left.Code, right.Code);
    }
}
