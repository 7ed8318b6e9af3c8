using Retention.Workflows.Customers;
using Retention.Workflows.Storage;
using static Retention.Workflows.Period;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// How fast does the engine answer questions about event windows, such as the number of purchases in the last 30 days? The prototype
/// queries the same table, one question at a time and, on PostgreSQL, 1,000 in one statement.
/// </summary>
internal static class WindowsBenchmark
{
    private const int EventsEach = 10;

    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="arguments">Numbers of questions and customers; 500,000 and 50,000 by default. Each customer has ten purchases.</param>
    internal static async Task<int> RunAsync(Arguments arguments)
    {
        await using var store = await BenchStore.OpenAsync(arguments);
        var (questions, customers) = (arguments.Number(0, 500_000), arguments.Number(1, 50_000));
        Report.Machine(store.Description);
        return await RunAsync(store, questions: 5_000, customers: 2_000, print: false)
            && await RunAsync(store, questions, customers, print: true) ? 0 : 1;
    }

    private static async Task<bool> RunAsync(BenchStore store, int questions, int customers, bool print)
    {
        await using var database = await store.CreateAsync();
        await using var host = await EngineHost.StartAsync(database, Start, JourneyBenchmark.Journey());
        await using var connection = await database.OpenBareAsync();
        var shop = connection is null ? null : new BareShop(connection, host.Store.PartitionCount);
        for (var place = 0; place < EventsEach; place++)
        {
            var day = place * 7;
            CustomerEvent Purchase(int number) => Shop.Purchase(number, Start.AddDays(-day).AddSeconds(-number));
            if (shop is null)
                await Shop.AppendAsync(host.Client, Enumerable.Range(1, customers).Select(Purchase));
            else
                await shop.AppendAsync(customers, Purchase);
        }

        // 1,000 customers of one partition at a time, like a batch of the engine. Every customer is queried many times.
        var batches = Enumerable.Range(1, customers)
            .GroupBy(number => Partitioning.Of(new CustomerId(Shop.Id(number)), host.Store.PartitionCount))
            .SelectMany(partition => partition.Chunk(BareConnection.BatchSize).Select(chunk =>
                (Partition: partition.Key, Customers: Array.ConvertAll(chunk, number => new CustomerId(Shop.Id(number)))))).ToList();
        var asked = new List<(int Partition, CustomerId[] Customers)>();
        for (var sum = 0; sum < questions;)
        {
            var batch = batches[asked.Count % batches.Count];
            asked.Add(batch);
            sum += batch.Customers.Length;
        }

        var total = asked.Sum(batch => batch.Customers.Length);
        var bought = new List<long>();
        var results = new List<(string Name, Measure Measure, int Questions)>();
        if (connection is not null)
        {
            var few = asked.Take(Math.Max(1, 20_000 / asked[0].Customers.Length)).ToList();
            if (connection.IsPostgreSql)
                results.Add(($"bare {store.Name}, one by one", await AskBareAsync(store, connection, few, oneByOne: true, []), few.Sum(
                    batch => batch.Customers.Length)));
            results.Insert(0, ($"bare {store.Name}, {(connection.IsPostgreSql ? "1,000 a statement" : "a prepared statement")}",
                await AskBareAsync(store, connection, asked, oneByOne: false, bought), total));
        }

        results.Add(($"{store.Name} store, 1,000 windows a call", await AskStoreAsync(store, host, asked, bought), total));
        results.Add(($"engine's condition on {store.Name}, 1,000 customers at a time", await AskConditionAsync(store, host, asked), total));
        var same = bought.Distinct().Count() == 1;
        if (!same)
            Console.WriteLine("THE ANSWERS DIFFER.");
        if (!print)
            return same;
        Report.ContenderHead($"{total:N0} questions about {customers:N0} customers with {EventsEach} purchases each");
        foreach (var (name, measure, number) in results)
        {
            // The one-by-one run has fewer questions, so the rates are compared.
            var scaled = measure with { Elapsed = measure.Elapsed * ((double)total / number),
                Processor = measure.Processor * ((double)total / number), Server = measure.Server * ((double)total / number) };
            Report.Contender(name, scaled, total, connection is null || measure == results[0].Measure ? null : results[0].Measure);
        }

        return same;
    }

    private static async Task<Measure> AskBareAsync(
        BenchStore store, BareConnection connection, List<(int Partition, CustomerId[] Customers)> asked, bool oneByOne, List<long> bought)
    {
        Meter.Forget();
        var sum = 0L;
        var measure = await store.Meter.RunAsync(async () =>
        {
            foreach (var (partition, customers) in asked)
            {
                foreach (var chunk in oneByOne ? customers.Chunk(1) : [customers])
                {
                    sum += await connection.SumAsync(
                        "SELECT count(*) FROM events INDEXED BY events_of WHERE partition = $p0 AND customer = $p1 AND name = $p2 AND occurred_at > $p3 AND occurred_at <= $p4",
                        """
                        SELECT (SELECT count(*) FROM events e WHERE e.partition = w.partition AND e.customer = w.customer AND e.name = w.name AND e.occurred_at > w.after AND e.occurred_at <= w.until)
                        FROM unnest($1, $2, $3, $4, $5) AS w (partition, customer, name, after, until)
                        """,
                        [
                            new("partition", Array.ConvertAll(chunk, _ => partition)), new("customer",
                                Array.ConvertAll(chunk, customer => customer.Value)), new("name", Array.ConvertAll(chunk, _ => "purchase")),
                            connection.Instants("after", chunk.Select(_ => (long?)Start.AddDays(-30).ToUnixTimeMilliseconds())),
                            connection.Instants("until", chunk.Select(_ => (long?)Start.ToUnixTimeMilliseconds())),
                        ]);
                }
            }
        });
        bought.Add(sum);
        return measure;
    }

    private static async Task<Measure> AskStoreAsync(
        BenchStore store, EngineHost host, List<(int Partition, CustomerId[] Customers)> asked, List<long> bought)
    {
        Meter.Forget();
        var sum = 0L;
        var measure = await store.Meter.RunAsync(async () =>
        {
            foreach (var (partition, customers) in asked)
            {
                await using var transaction = await host.Store.BeginAsync(partition);
                foreach (var count in await transaction.Events.CountAsync(
                    [.. customers.Select(customer => new EventWindow(customer, EventNames.Purchase, Start.AddDays(-30), Start))]))
                    sum += count;
            }
        });
        bought.Add(sum);
        return measure;
    }

    private static async Task<Measure> AskConditionAsync(
        BenchStore store, EngineHost host, List<(int Partition, CustomerId[] Customers)> asked)
    {
        var condition = Customer.Had(EventNames.Purchase).InLast(Days(30)).AtLeastOnce();
        Meter.Forget();
        return await store.Meter.RunAsync(async () =>
        {
            foreach (var (partition, customers) in asked)
            {
                await using var transaction = await host.Store.BeginAsync(partition);
                await host.AskAsync(transaction, condition, customers);
            }
        });
    }
}
