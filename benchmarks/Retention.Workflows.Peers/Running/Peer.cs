namespace Retention.Workflows.Peers;

/// <summary>
/// A contender that knows jobs, messages or workflows, but no customers. What it does for the shop are rows in the shop's own tables in the
/// same database, written by two functions: <c>send_offer</c>, and after the wait <c>decide</c> with the question, the voucher, the message
/// and the end in one statement. A message counts as sent when its row is committed.
/// </summary>
internal abstract class Peer : Contender
{
    private const string Tables = """
        CREATE TABLE messages (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            customer text NOT NULL,
            template text NOT NULL,
            sent_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            UNIQUE (customer, template));
        CREATE TABLE purchases (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            customer text NOT NULL,
            at timestamptz NOT NULL DEFAULT clock_timestamp());
        CREATE INDEX ON purchases (customer, at);
        CREATE TABLE vouchers (code text PRIMARY KEY, customer text NOT NULL UNIQUE);
        CREATE TABLE endings (customer text PRIMARY KEY, outcome text NOT NULL);

        CREATE FUNCTION send_offer(customers text[]) RETURNS void LANGUAGE sql AS $$
            INSERT INTO messages (customer, template) SELECT unnest(customers), 'offer' ON CONFLICT DO NOTHING
        $$;

        CREATE FUNCTION decide(customers text[], codes text[]) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            WITH due AS (
                SELECT d.customer, d.code, EXISTS (
                    SELECT FROM messages m JOIN purchases p ON p.customer = m.customer AND p.at > m.sent_at
                    WHERE m.customer = d.customer AND m.template = 'offer') AS bought
                FROM unnest(customers, codes) AS d (customer, code)),
            voucher AS (
                INSERT INTO vouchers (code, customer) SELECT code, customer FROM due WHERE NOT bought ON CONFLICT DO NOTHING),
            message AS (
                INSERT INTO messages (customer, template) SELECT customer, 'voucher' FROM due WHERE NOT bought ON CONFLICT DO NOTHING)
            INSERT INTO endings (customer, outcome) SELECT customer, CASE WHEN bought THEN 'bought' ELSE 'completed' END FROM due
            ON CONFLICT DO NOTHING;
        END $$;
        """;

    private const string NoCustomers =
        "customers, consents, suppression, caps, quiet hours, exit rules, re-entry, history, counters, a hand-over to a channel";

    private protected PeerDatabase Database { get; private set; } = null!;

    /// <summary>Counts the customers that wait in the contender's own tables.</summary>
    private protected abstract string WaitingSql { get; }

    /// <summary>What it leaves out beside all that it does not know of customers.</summary>
    private protected virtual string LeavesOutToo => "";

    internal sealed override string LeavesOut => NoCustomers + LeavesOutToo;

    internal sealed override async Task StartAsync(PeerDatabase database, int journeys)
    {
        Database = database;
        await database.ExecuteAsync(Tables);
        await StartAsync();
    }

    internal sealed override Task<long> WaitingAsync() => Database.CountAsync(WaitingSql);

    internal sealed override Task BuyAsync(Customers customers) => Database.ExecuteAsync(
        "INSERT INTO purchases (customer) SELECT unnest($1)", [.. customers.Buyers.Select(Customers.Id)]);

    internal sealed override Task<long> EndedAsync() => Database.CountAsync("SELECT count(*) FROM endings");

    internal sealed override async Task<Outcome> OutcomeAsync() => new(
        await EndedAsync(),
        await Database.CountAsync("SELECT count(*) FROM messages WHERE template = 'offer'"),
        await Database.CountAsync("SELECT count(*) FROM vouchers"),
        await Database.CountAsync(
            "SELECT count(*) FROM messages JOIN vouchers USING (customer) LEFT JOIN purchases USING (customer) WHERE template = 'voucher' AND purchases.id IS NULL"));

    private protected abstract Task StartAsync();
}
