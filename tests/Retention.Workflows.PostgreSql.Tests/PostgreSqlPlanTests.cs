using System.Globalization;
using Npgsql;
using Retention.Workflows.Testing;
using static Retention.Workflows.Period;

namespace Retention.Workflows.PostgreSql.Tests;

/// <summary>
/// Plans are made while tables are small and used when they are large, and statistics may be wrong. Whatever the planner estimates, the
/// rows that a batch reads must not grow with the number of other customers. The tests count rows read by the server, not time.
/// </summary>
public sealed class PostgreSqlPlanTests(PostgreSqlFixture fixture)
{
    private const int Cohort = 40;
    private const int Bystanders = 30_000;

    [Fact]
    public async Task The_rows_read_by_a_batch_do_not_grow_with_waiting_enrollments()
    {
        fixture.SkipWithoutServer();

        var alone = await RowsReadAsync(bystanders: 0);
        var among = await RowsReadAsync(Bystanders);

        alone.Values.Sum().Should().BeGreaterThan(Cohort, "the journey asks the store");
        using var all = new FluentAssertions.Execution.AssertionScope();
        foreach (var (table, rows) in among)
            rows.Should().BeLessThan((2 * alone.GetValueOrDefault(table)) + (Bystanders / 2),
                "{0} is asked by its keys, and {1} rows were read when nobody else was there", table, alone.GetValueOrDefault(table));
    }

    /// <summary>
    /// Two cohorts complete the journey so that all plans exist. Then the other customers arrive, and a third cohort completes it.
    /// </summary>
    private async Task<Dictionary<string, long>> RowsReadAsync(int bystanders)
    {
        var schema = fixture.NewSchema();
        await using (var pool = NpgsqlDataSource.Create(fixture.ConnectionString + ";Max Auto Prepare=200;Auto Prepare Min Usages=1"))
        {
            await using var store = new PostgreSqlRetentionStore(
                new PostgreSqlStoreOptions { DataSource = pool, Schema = schema, Partitions = 1, Clock = PostgreSqlClock.Host });
            await using var harness = await JourneyHarness.StartAsync(Journey(), options =>
            {
                options.CancellationToken = Db.Token;
                options.Configure = retention =>
                {
                    retention.Store.Use(_ => store);
                    retention.Vouchers.AddOffer(new VoucherOffer { Name = "ten", Discount = Discount.Percent(10), ValidFor = Days(14) });
                };
            });
            // So that a model is computed, once.
            await harness.HappenAsync(Some.Purchase(new CustomerId("early"), harness.Time.GetUtcNow().AddMonths(-2), 50));
            await FreezeStatisticsAsync(schema);
            await PassAsync(harness, "one");
            await PassAsync(harness, "two");
            await AddBystandersAsync(schema, bystanders);
            await PassAsync(harness, "three");
            harness.Sent.Should().HaveCount(3 * Cohort * 2);
        }

        return await CountedAsync(schema);
    }

    private static JourneyDefinition Journey() => JourneyDefinition.Build(new JourneyName("win-back"), journey =>
    {
        journey.Enroll.Daily(new TimeOnly(9, 0)).When(Customer.HasAddress(Channel.Email)).ReEntry(ReEntry.Once);
        journey.Goal.On(EventNames.Purchase).Within(Days(30));
        journey.ExitOn("asked", new EventName("asked"));
        journey.Steps
            .SendEmail("offer", template: "offer")
            .Wait("think", Days(2))
            .ExitIf("bought", Customer.PurchasedSince("think"))
            .IssueVoucher("voucher", offer: "ten")
            .SendEmail("voucher-mail", template: "voucher-offer");
    });

    private static async Task PassAsync(JourneyHarness harness, string cohort)
    {
        var customers = Enumerable.Range(0, Cohort).Select(number => Some.Customer($"{cohort}-{number}")).ToList();
        await harness.Client.SaveCustomersAsync(customers, Db.Token);
        await harness.AdvanceAsync(TimeSpan.FromDays(1));
        await harness.Client.AppendEventsAsync([.. customers.Select(customer => new CustomerEvent { Id = "seen", Customer = customer.Id,
            Name = new EventName("seen"), OccurredAt = harness.Time.GetUtcNow() })], Db.Token);
        await harness.AdvanceAsync(TimeSpan.FromDays(4));
    }

    private async Task FreezeStatisticsAsync(string schema)
    {
        await fixture.RunAsync($"DO $$ DECLARE t record; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = '{schema}' LOOP "
            + $"EXECUTE format('ALTER TABLE {schema}.%I SET (autovacuum_enabled = false)', t.tablename); EXECUTE format('ANALYZE {schema}.%I', t.tablename); END LOOP; END $$");
    }

    /// <summary>
    /// Other customers of the same partition. Each has visited the shop, waits for long, and has one message and one voucher.
    /// </summary>
    private async Task AddBystandersAsync(string schema, int count)
    {
        var numbers = string.Create(CultureInfo.InvariantCulture, $"generate_series(1000001, {1_000_000 + count}) AS n");
        string[] inserts =
        [
            $"INSERT INTO {schema}.customers (partition, id) SELECT 0, 'by-' || n FROM {numbers}",
            $"INSERT INTO {schema}.events (number, partition, occurred_at, customer, id, name) SELECT n, 0, '2026-01-01', 'by-' || n, 'v', 'visited' FROM {numbers}",
            $"INSERT INTO {schema}.entries (number, partition, customer, journey, entry_key) SELECT n, 0, 'by-' || n, 'win-back', 'k' FROM {numbers}",
            $"INSERT INTO {schema}.enrollments (number, entered_at, due_at, partition, version, attempt, status, customer, journey, entry_key, step) SELECT n, '2026-01-08', '2027-01-08', 0, 1, 0, 0, 'by-' || n, 'win-back', 'k', 'think' FROM {numbers}",
            $"INSERT INTO {schema}.history (enrollment, number, at, partition, moves) SELECT n, n, '2026-01-08', 0, '[]' FROM {numbers}",
            $"INSERT INTO {schema}.outbox (number, enrollment, queued_at, decided_at, partition, version, visit, choice, attempt, status, journey, step, customer, channel) SELECT n, n, '2026-01-08', '2026-01-08', 0, 1, 1, 0, 1, 2, 'win-back', 'offer', 'by-' || n, 'email' FROM {numbers}",
            $"INSERT INTO {schema}.vouchers (issued_at, expires_at, partition, code, customer, idempotency_key, journey, offer) SELECT '2026-01-08', '2027-01-08', 0, 'C' || n, 'by-' || n, 'k' || n, 'win-back', 'ten' FROM {numbers}",
        ];
        foreach (var insert in inserts)
            await fixture.RunAsync(insert);
    }

    /// <summary>Reads the server's counters. A session reports its counters when it ends, shortly after its connection is closed.</summary>
    private async Task<Dictionary<string, long>> CountedAsync(string schema)
    {
        for (long last = -1; ; await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Db.Token))
        {
            var counted = new Dictionary<string, long>();
            await using var command = fixture.Pool.CreateCommand(
                $"SELECT relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE schemaname = '{schema}' AND relname NOT IN ('customers')");
            await using (var reader = await command.ExecuteReaderAsync(Db.Token))
            {
                while (await reader.ReadAsync(Db.Token))
                    counted[reader.GetString(0)] = reader.GetInt64(1);
            }

            if (counted.Values.Sum() is var sum && sum > 0 && sum == last)
                return counted;
            last = sum;
        }
    }
}
