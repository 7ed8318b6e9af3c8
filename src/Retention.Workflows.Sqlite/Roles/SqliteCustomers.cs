using Retention.Workflows.Sqlite.Connection;
using Retention.Workflows.Storage;
using Retention.Workflows.Storage.Json;

namespace Retention.Workflows.Sqlite.Roles;

internal sealed class SqliteCustomers(SqlitePartition partition) : ICustomerStore
{
    private const string Save = """
        INSERT INTO customers (partition, id, first_name, last_name, addresses, locale, time_zone, postal_code, birthday, attributes, consents)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (partition, id) DO UPDATE SET
            first_name = excluded.first_name, last_name = excluded.last_name, addresses = excluded.addresses, locale = excluded.locale,
            time_zone = excluded.time_zone, postal_code = excluded.postal_code, birthday = excluded.birthday,
            attributes = excluded.attributes, consents = excluded.consents
        """;

    private const string Find = """
        SELECT first_name, last_name, addresses, locale, time_zone, postal_code, birthday, attributes, consents
        FROM customers WHERE partition = ? AND id = ?
        """;

    private const string FindTimeZone = "SELECT time_zone FROM customers WHERE partition = ? AND id = ?";

    private const string ReadIds = "SELECT id FROM customers WHERE partition = ? AND id > ? ORDER BY id LIMIT ?";

    public Task SaveAsync(IReadOnlyList<Customer> customers, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var session = partition.Session;
        var save = session.Prepare(Save);
        foreach (var customer in customers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            save.Put(partition.Number).Put(customer.Id.Value).Put(customer.FirstName).Put(customer.LastName)
                .PutAddresses(session.Json, customer).Put(customer.Locale).Put(customer.TimeZone).Put(customer.PostalCode)
                .Put(customer.Birthday is { } birthday ? SqliteDay.Of(birthday) : null)
                .Put(session.Json, customer.Attributes).Put(session.Json, customer.Consents)
                .Run();
        }

        return partition.Done();
    }

    public Task<IReadOnlyDictionary<CustomerId, Customer>> FindAsync(
        IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var found = new Dictionary<CustomerId, Customer>(ids.Count);
        var row = partition.Session.Prepare(Find);
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row.Put(partition.Number).Put(id.Value).Step())
                found[id] = Read(row, id);
            row.Reset();
        }

        return partition.Done(Task.FromResult<IReadOnlyDictionary<CustomerId, Customer>>(found));
    }

    public Task<IReadOnlyDictionary<CustomerId, string>> FindTimeZonesAsync(
        IReadOnlyCollection<CustomerId> ids, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var zones = new Dictionary<CustomerId, string>();
        var row = partition.Session.Prepare(FindTimeZone);
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row.Put(partition.Number).Put(id.Value).Step() && partition.Session.Texts.WordOrNull(row, 0) is { } zone)
                zones[id] = zone;
            row.Reset();
        }

        return partition.Done(Task.FromResult<IReadOnlyDictionary<CustomerId, string>>(zones));
    }

    public Task<IReadOnlyList<CustomerId>> ReadIdsAsync(CustomerId? after, int limit, CancellationToken cancellationToken = default)
    {
        partition.Enter(cancellationToken);
        var ids = new List<CustomerId>();
        var row = partition.Session.Prepare(ReadIds).Put(partition.Number).Put(after?.Value ?? "").Put(limit);
        while (row.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ids.Add(new CustomerId(row.Text(0)));
        }

        return partition.Done(Task.FromResult<IReadOnlyList<CustomerId>>(ids));
    }

    private Customer Read(SqliteStatement row, CustomerId id)
    {
        var texts = partition.Session.Texts;
        var customer = new Customer
        {
            Id = id,
            FirstName = row.TextOrNull(0),
            LastName = row.TextOrNull(1),
            Locale = texts.WordOrNull(row, 3),
            TimeZone = texts.WordOrNull(row, 4),
            PostalCode = row.TextOrNull(5),
            Birthday = row.IsNull(6) ? null : SqliteDay.From(row.Int64(6)),
            Attributes = PropertyJson.Read(row.Bytes(7)),
        };
        var addresses = row.Bytes(2);
        if (!addresses.IsEmpty)
            customer = CustomerJson.WithAddresses(customer, addresses, texts);
        var consents = row.Bytes(8);
        if (!consents.IsEmpty)
            customer = customer with { Consents = CustomerJson.ReadConsents(consents, texts) };
        return customer;
    }
}
