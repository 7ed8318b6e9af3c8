using Retention.Workflows.Segments;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// How long do a shop's monthly computations take: the RFM model, a segment with its event for every customer, and a sweep that enrolls
/// customers at risk? The prototype reads the same totals, scores them in plain arrays, and writes a segment row for each customer and an
/// enrollment row for each customer at risk, 1,000 a commit.
/// </summary>
internal static class SweepBenchmark
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private static readonly RfmSegment[] AtRisk = [RfmSegment.AboutToSleep, RfmSegment.CannotLoseThem, RfmSegment.AtRisk];

    /// <param name="arguments">The number of customers, with two purchases each; 1,000,000 by default.</param>
    internal static async Task<int> RunAsync(Arguments arguments)
    {
        await using var store = await BenchStore.OpenAsync(arguments);
        var customers = arguments.Number(0, 1_000_000);
        Report.Machine(store.Description);
        await RunAsync(store, 5_000, print: false); // warms up
        await RunAsync(store, customers, print: true);
        return 0;
    }

    private static async Task RunAsync(BenchStore store, int customers, bool print)
    {
        await using var database = await store.CreateAsync();
        await using var host = await EngineHost.StartAsync(database, Start, Journey());
        (Measure Segments, Measure Enrollments, int AtRisk)? bare = null;
        await using (var connection = await database.OpenBareAsync())
        {
            await FillAsync(host, connection, customers);
            if (connection is not null)
                bare = await RunBareAsync(store, connection);
        }

        host.Time.MoveTo(new DateTimeOffset(2026, 2, 1, 10, 0, 0, TimeSpan.Zero));
        Meter.Forget();
        RfmModel? model = null;
        var fit = await store.Meter.RunAsync(async () => model = await host.FitAsync());
        var score = await store.Meter.RunAsync(() => host.ScoreAsync(model!));
        var sweep = await store.Meter.RunAsync(host.EnrollAsync);

        if (!print)
            return;
        Report.ContenderHead($"{customers:N0} customers, two purchases each");
        if (bare is not null)
            Report.Contender(
                $"bare {store.Name}: totals, scores in arrays, a segment row each", bare.Value.Segments, customers, bare.Value.Segments);
        Report.Contender($"engine on {store.Name}: model", fit, customers, null);
        Report.Contender($"engine on {store.Name}: model, then segments and an event each", fit + score, customers, bare?.Segments);
        if (bare is not null)
            Report.Contender(
                $"bare {store.Name}: who is at risk, an enrollment row each", bare.Value.Enrollments, customers, bare.Value.Enrollments);
        Report.Contender(
            $"engine on {store.Name}: monthly sweep, a question to segments and one to the log", sweep, customers, bare?.Enrollments);
        Console.WriteLine(
            $"{model!.Buyers:N0} buyers; at risk by the prototype: {bare?.AtRisk:N0}; disk: {await database.BytesAsync() / 1e6:N0} MB");
    }

    private static JourneyDefinition Journey() => JourneyDefinition.Build(new JourneyName("monthly"), journey =>
    {
        journey.Enroll.Monthly(day: 1, at: new TimeOnly(9, 0))
            .When(Customer.InSegment(AtRisk) & Customer.Had("being-warmed-up").InLast(Period.Months(6)).Never());
        journey.Steps.SendEmail("offer", template: "offer");
    });

    private static async Task FillAsync(EngineHost host, BareConnection? connection, int customers)
    {
        if (connection is null)
        {
            await Shop.SaveCustomersAsync(host.Client, Enumerable.Range(1, customers));
            for (var turn = 0; turn < 2; turn++)
                await Shop.AppendAsync(host.Client, Enumerable.Range(1, customers).Select(number => Purchase(number, turn)));
            return;
        }

        var shop = new BareShop(connection, host.Store.PartitionCount);
        await shop.SaveCustomersAsync(customers);
        for (var turn = 0; turn < 2; turn++)
            await shop.AppendAsync(customers, number => Purchase(number, turn));
    }

    // A hash spreads the purchases over a year and over baskets, so that every score occurs.
    private static CustomerEvent Purchase(int number, int turn)
    {
        var hash = (uint)HashCodeOf((number * 2) + turn);
        return Shop.Purchase(number, Start.AddMinutes(-(hash % (365 * 24 * 60))), 10 + (hash / 7 % 500));
    }

    private static int HashCodeOf(int value)
    {
        unchecked
        {
            var mixed = (uint)value * 2654435761u;
            mixed ^= mixed >> 15;
            mixed *= 2246822519u;
            return (int)(mixed ^ (mixed >> 13));
        }
    }

    private static async Task<(Measure Segments, Measure Enrollments, int AtRisk)> RunBareAsync(BenchStore store, BareConnection connection)
    {
        await connection.ExecuteAsync(
            "CREATE TABLE bare_segments (customer TEXT PRIMARY KEY, segment INTEGER NOT NULL, score INTEGER NOT NULL) WITHOUT ROWID; CREATE TABLE bare_enrollments (id INTEGER PRIMARY KEY, customer TEXT NOT NULL, step TEXT NOT NULL, due_at INTEGER); CREATE INDEX bare_due ON bare_enrollments (due_at, id) WHERE due_at IS NOT NULL",
            "CREATE TABLE bare_segments (customer text COLLATE \"C\" PRIMARY KEY, segment integer NOT NULL, score integer NOT NULL); CREATE TABLE bare_enrollments (id bigint PRIMARY KEY, due_at bigint, customer text NOT NULL, step text NOT NULL); CREATE INDEX bare_due ON bare_enrollments (due_at, id) WHERE due_at IS NOT NULL");
        Meter.Forget();
        var atRisk = new List<string>();
        var segments = await store.Meter.RunAsync(async () =>
        {
            var (ids, last, count, spent) = (new List<string>(), new List<int>(), new List<int>(), new List<long>());
            await connection.ReadTotalsAsync(
                $"SELECT customer, {(connection.IsPostgreSql ? "(extract(epoch FROM max(occurred_at)) / 86400)::bigint" : "max(occurred_at) / 86400000")}, count(*), sum(amount){(connection.IsPostgreSql ? "::bigint" : "")} FROM events WHERE name = 'purchase' GROUP BY {(connection.IsPostgreSql ? "partition, customer" : "customer")}",
                (id, day, purchases, sum) =>
                {
                    ids.Add(id);
                    last.Add((int)day);
                    count.Add(purchases);
                    spent.Add(sum);
                });
            var scores = BarePrototype.Score([.. last], [.. count], [.. spent]);
            foreach (var chunk in Enumerable.Range(0, ids.Count).Chunk(BareConnection.BatchSize))
            {
                var found = Array.ConvertAll(chunk, place => RfmMap.Default[RfmScore.FromNumber(scores[place])]);
                atRisk.AddRange(chunk.Zip(found).Where(pair => AtRisk.Contains(pair.Second)).Select(pair => ids[pair.First]));
                await connection.BeginAsync();
                await connection.InsertAsync("bare_segments", [new("customer", Array.ConvertAll(chunk, place => ids[place])), new("segment",
                    Array.ConvertAll(found, segment => (int)segment)), new("score", Array.ConvertAll(chunk, place => scores[place]))]);
                await connection.CommitAsync();
            }
        });
        var enrollments = await store.Meter.RunAsync(async () =>
        {
            var next = 1L;
            foreach (var chunk in atRisk.Chunk(BareConnection.BatchSize))
            {
                await connection.BeginAsync();
                await connection.InsertAsync("bare_enrollments", [new("id", Array.ConvertAll(chunk, _ => next++)), new("customer", chunk),
                    new("step", Array.ConvertAll(chunk, _ => "start")), new("due_at", Array.ConvertAll(chunk, _ => 1L))]);
                await connection.CommitAsync();
            }
        });
        return (segments, enrollments, atRisk.Count);
    }
}
