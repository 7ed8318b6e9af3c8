using Npgsql;
using Retention.Workflows.PostgreSql.Connection;
using Retention.Workflows.Storage;
using Retention.Workflows.Storage.Json;

namespace Retention.Workflows.PostgreSql.Roles;

internal sealed class PostgreSqlCustomers(PostgreSqlPartition partition) : ICustomerStore
{
    private const string Save = """
        INSERT INTO customers (partition, id, first_name, last_name, addresses, locale, time_zone, postal_code, birthday, attributes, consents)
        SELECT $1, c.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS c
        ON CONFLICT (partition, id) DO UPDATE SET
            first_name = excluded.first_name, last_name = excluded.last_name, addresses = excluded.addresses, locale = excluded.locale,
            time_zone = excluded.time_zone, postal_code = excluded.postal_code, birthday = excluded.birthday,
            attributes = excluded.attributes, consents = excluded.consents
        """;

    private const string Find = """
        SELECT c.* FROM unnest($2) AS k (id)
        CROSS JOIN LATERAL (
            SELECT c.id, c.first_name, c.last_name, c.addresses, c.locale, c.time_zone, c.postal_code, c.birthday, c.attributes, c.consents
            FROM customers c WHERE c.partition = $1 AND c.id = k.id OFFSET 0) AS c
        """;

    private const string FindTimeZones = """
        SELECT c.* FROM unnest($2) AS k (id)
        CROSS JOIN LATERAL (SELECT c.id, c.time_zone FROM customers c WHERE c.partition = $1 AND c.id = k.id AND c.time_zone IS NOT NULL OFFSET 0) AS c
        """;

    private const string ReadIds = "SELECT id FROM customers WHERE partition = $1 AND id > $2 ORDER BY id LIMIT $3";

    public async Task SaveAsync(IReadOnlyList<Customer> customers, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        if (customers.Count > 0)
        {
            var scratch = partition.Scratch;
            var rows = PostgreSqlRows.Last(customers, static customer => customer.Id);
            var save = partition.Command(Save);
            save.Parameters
                .Put(rows, static customer => customer.Id.Value, "id of a customer")
                .Put(rows, static customer => customer.FirstName, "first name of a customer")
                .Put(rows, static customer => customer.LastName, "last name of a customer")
                .Put(rows, customer => CustomerJson.HasAddresses(customer) ? scratch.Json(customer, CustomerJson.WriteAddresses) : null,
                    "addresses of a customer")
                .Put(rows, static customer => customer.Locale, "locale of a customer")
                .Put(rows, static customer => customer.TimeZone, "time zone of a customer")
                .Put(rows, static customer => customer.PostalCode, "postal code of a customer")
                .Put(rows, static customer => customer.Birthday)
                .Put(rows, customer => customer.Attributes.Count == 0 ? null : scratch.Json(customer.Attributes, PropertyJson.Write),
                    "attributes of a customer")
                .Put(rows, customer => customer.Consents.Count == 0 ? null : scratch.Json(customer.Consents, CustomerJson.Write),
                    "consents of a customer");
            await partition.RunAsync(save, cancellationToken).ConfigureAwait(false);
        }

        partition.Done();
    }

    public async Task<IReadOnlyDictionary<CustomerId, Customer>> FindAsync(
        IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var found = new Dictionary<CustomerId, Customer>(ids.Count);
        if (ids.Count > 0)
        {
            await partition.ReadAsync(
                Of(Find, ids),
                row =>
                {
                    var customer = Read(row);
                    found[customer.Id] = customer;
                },
                cancellationToken).ConfigureAwait(false);
        }

        return partition.Done(found);
    }

    public async Task<IReadOnlyDictionary<CustomerId, string>> FindTimeZonesAsync(
        IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var zones = new Dictionary<CustomerId, string>(ids.Count);
        if (ids.Count > 0)
        {
            await partition.ReadAsync(
                Of(FindTimeZones, ids), row => zones[new CustomerId(row.GetString(0))] = partition.Scratch.Word(row, 1),
                cancellationToken).ConfigureAwait(false);
        }

        return partition.Done(zones);
    }

    public async Task<IReadOnlyList<CustomerId>> ReadIdsAsync(CustomerId? after, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var read = partition.Command(ReadIds);
        read.Parameters.Put(after?.Value ?? "", "id of a customer").Put(limit);
        return partition.Done(
            await partition.ReadAsync(read, static row => new CustomerId(row.GetString(0)), cancellationToken).ConfigureAwait(false));
    }

    private NpgsqlCommand Of(string sql, IReadOnlyCollection<CustomerId> ids)
    {
        var command = partition.Command(sql);
        command.Parameters.Put([.. ids.Select(static id => id.Value)], "id of a customer");
        return command;
    }

    private Customer Read(NpgsqlDataReader row)
    {
        var scratch = partition.Scratch;
        var customer = new Customer
        {
            Id = new CustomerId(row.GetString(0)),
            FirstName = row.TextOrNull(1),
            LastName = row.TextOrNull(2),
            Locale = scratch.WordOrNull(row, 4),
            TimeZone = scratch.WordOrNull(row, 5),
            PostalCode = row.TextOrNull(6),
            Birthday = row.IsDBNull(7) ? null : row.Day(7),
            Attributes = PropertyJson.Read(row.BytesOrEmpty(8)),
        };
        if (!row.IsDBNull(3))
            customer = CustomerJson.WithAddresses(customer, row.Bytes(3), scratch.Texts);
        if (!row.IsDBNull(9))
            customer = customer with { Consents = CustomerJson.ReadConsents(row.Bytes(9), scratch.Texts) };
        return customer;
    }
}
