using Retention.Workflows.Elsa;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// How fast is a whole journey led by Elsa, compared with the same journey on the engine alone? Everything is durable in both.
/// </summary>
internal static class ElsaBenchmark
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="arguments">Numbers of customers and rounds; 20,000 and 2 by default.</param>
    internal static async Task<int> RunAsync(Arguments arguments)
    {
        await using var store = await BenchStore.OpenAsync(arguments);
        var (count, rounds) = (arguments.Number(0, 20_000), arguments.Number(1, 2));
        Report.Machine(store.Description);
        Console.WriteLine($"{count:N0} customers: enroll, send, wait, ask, voucher, send, end; the fastest of {rounds} rounds");
        var journey = JourneyBenchmark.Journey();
        await RunAsync(store, 2_000, journey.ToElsa()); // warms up
        Run? own = null, elsa = null;
        for (var round = 0; round < rounds; round++)
        {
            own = (await RunAsync(store, count, journey)).Faster(own);
            elsa = (await RunAsync(store, count, journey.ToElsa())).Faster(elsa);
        }

        Report.ContenderHead($"whole journeys on {store.Name}");
        Report.Contender("the engine alone", own!.All, count, null);
        Report.Contender("led by Elsa", elsa!.All, count, own.All);
        Report.ContenderHead("from the start to the wait");
        Report.Contender("the engine alone", own.First, count, null);
        Report.Contender("led by Elsa", elsa.First, count, own.First);
        Report.ContenderHead("from the wait to the end");
        Report.Contender("the engine alone", own.Second, count, null);
        Report.Contender("led by Elsa", elsa.Second, count, own.Second);
        Console.WriteLine($"Elsa's state for one waiting customer: {elsa.StateLength} characters");
        return 0;
    }

    private static async Task<Run> RunAsync(BenchStore store, int count, JourneyDefinition journey)
    {
        await using var database = await store.CreateAsync();
        await using var host = await EngineHost.StartAsync(database, Start, journey, configure: retention => retention.UseElsa());
        await Shop.SaveCustomersAsync(host.Client, Enumerable.Range(1, count));
        host.Time.MoveTo(Start.AddHours(10));
        Meter.Forget();
        var enroll = await store.Meter.RunAsync(host.EnrollAsync);
        var first = await store.Meter.RunAsync(host.AdvanceAsync);
        var waiting = await host.Client.ReadCustomerAsync(new CustomerId(Shop.Id(1)));
        host.Time.MoveTo(Start.AddDays(5));
        await Shop.AppendAsync(
            host.Client, Enumerable.Range(1, count / 5).Select(number => Shop.Purchase(number * 5, host.Time.GetUtcNow())));
        host.Time.MoveTo(Start.AddDays(11));
        Meter.Forget();
        var second = await store.Meter.RunAsync(host.AdvanceAsync);
        var ended = await host.Client.ReadCustomerAsync(new CustomerId(Shop.Id(1)));
        if (ended.Enrollments.Single() is not { Status: EnrollmentStatus.Completed } || ended.Messages.Count != 2)
            throw new InvalidOperationException("The journey did not complete.");
        return new Run(enroll + first + second, first, second, waiting.Enrollments.Single().State.Workflow?.Length ?? 0);
    }

    private sealed record Run(Measure All, Measure First, Measure Second, int StateLength)
    {
        internal Run Faster(Run? other) => other is null || All.Elapsed <= other.All.Elapsed ? this : other;
    }
}
