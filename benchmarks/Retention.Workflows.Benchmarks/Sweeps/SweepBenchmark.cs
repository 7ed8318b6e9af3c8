using Retention.Workflows.Segments;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// How long do a shop's monthly computations take: the RFM model, a segment with its event for every customer, and a sweep that enrolls
/// customers at risk? <see cref="BareSweep"/> asks the same questions with the database alone.
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
                bare = await new BareSweep(store, connection, host.Store.PartitionCount, Start, AtRisk).RunAsync();
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
                $"bare {store.Name}: totals, scores in arrays, the segment before, a segment row and an event each", bare.Value.Segments, customers, bare.Value.Segments);
        Report.Contender($"engine on {store.Name}: model", fit, customers, null);
        Report.Contender($"engine on {store.Name}: model, then segments and an event each", fit + score, customers, bare?.Segments);
        if (bare is not null)
            Report.Contender(
                $"bare {store.Name}: pages of customers, segment, log and entries asked, an enrollment and a message row each", bare.Value.Enrollments, customers, bare.Value.Enrollments);
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
}
