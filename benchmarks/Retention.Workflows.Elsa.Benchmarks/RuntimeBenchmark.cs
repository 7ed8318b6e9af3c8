using Elsa.Extensions;
using Elsa.Features.Services;
using Elsa.Workflows;
using Elsa.Workflows.Management;
using Elsa.Workflows.Management.Filters;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Elsa.Runtime;
using Retention.Workflows.Elsa.Runtime.Tests;
using Retention.Workflows.Tests.Shared;

namespace Retention.Workflows.Benchmarks;

/// <summary>
/// How fast is a whole journey in Elsa's own runtime, with its persistence beside our store, compared with idle workflows there?
/// </summary>
internal static class RuntimeBenchmark
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="arguments">Numbers of customers and rounds; 400 and 1 by default.</param>
    internal static async Task<int> RunAsync(Arguments arguments)
    {
        await using var store = await BenchStore.OpenAsync(arguments);
        var (count, rounds) = (arguments.Number(0, 400), arguments.Number(1, 1));
        Report.Machine(store.Description);
        Console.WriteLine(
            $"{count:N0} customers: enroll, send, wait, ask (every fifth has bought, and leaves), voucher, send, end; four workflows at a time in Elsa's runtime, which keeps its own data in {(store.Name == "memory" ? "memory" : $"{store.Name} through EF Core")}");
        Console.WriteLine(
            $"Elsa's runtime alone: as many activities in a row, which do nothing and wait once; the fastest of {rounds} rounds");
        await RunAloneAsync(store, 40); // warms up
        await RunStepsAsync(store, 40);
        Run? alone = null, steps = null;
        for (var round = 0; round < rounds; round++)
        {
            alone = (await RunAloneAsync(store, count)).Faster(alone);
            steps = (await RunStepsAsync(store, count)).Faster(steps);
        }

        Print($"whole journeys in Elsa's runtime on {store.Name}", run => run.All);
        Print("from the start to the wait", run => run.First);
        Print("from the wait to the end", run => run.Second);
        return 0;

        void Print(string what, Func<Run, Measure> of)
        {
            Report.ContenderHead(what);
            Report.Contender("Elsa's runtime alone", of(alone!), count, null);
            Report.Contender("Elsa's runtime with our steps", of(steps!), count, of(alone!));
        }
    }

    /// <summary>Lets Elsa store its data beside ours.</summary>
    internal static IModule Persist(IModule elsa, BenchStore store, BenchDatabase database) => database.Beside is not { } connection ? elsa
        : store is PostgreSqlBench ? elsa.UsePostgreSql(connection) : elsa.UseSqlite(connection);

    private static async Task<Run> RunAloneAsync(BenchStore store, int count)
    {
        using var locks = new TemporaryFolder();
        await using var database = await store.CreateAsync();
        await using var runtime = await BareRuntime.StartAsync(store, database, locks.Path);
        Meter.Forget();
        return new Run(await store.Meter.RunAsync(() => runtime.BeginAsync(count)), await store.Meter.RunAsync(runtime.ResumeAsync));
    }

    private static async Task<Run> RunStepsAsync(BenchStore store, int count)
    {
        using var locks = new TemporaryFolder();
        await using var database = await store.CreateAsync();
        await using var host = await EngineHost.StartAsync(
            database, Start, journey: null, configure: retention => retention.Services.AddElsa(
                elsa => Persist(elsa, store, database).UseLocks(locks.Path).AddWorkflow<StepsWorkflow>().UseCustomerJourneys()));
        await ElsaSetup.StartAsync(host.Services, CancellationToken.None);
        await Shop.SaveCustomersAsync(host.Client, Enumerable.Range(1, count));
        host.Time.MoveTo(Start.AddHours(10));
        Meter.Forget();
        var first = await store.Meter.RunAsync(async () =>
        {
            await host.EnrollAsync();
            await host.AdvanceAsync();
            await host.CallAsync();
        });
        host.Time.MoveTo(Start.AddDays(5));
        await Shop.AppendAsync(
            host.Client, Enumerable.Range(1, count / 5).Select(number => Shop.Purchase(number * 5, host.Time.GetUtcNow())));
        host.Time.MoveTo(Start.AddDays(11));
        Meter.Forget();
        var second = await store.Meter.RunAsync(async () =>
        {
            await host.AdvanceAsync();
            await host.CallAsync();
        });
        await CheckAsync(host, count);
        return new Run(first, second);
    }

    private static async Task CheckAsync(EngineHost host, int count)
    {
        var ended = await host.Client.ReadCustomerAsync(new CustomerId(Shop.Id(1)));
        if (ended.Enrollments.Single() is not { Status: EnrollmentStatus.Completed } || ended.Messages.Count != 2)
            throw new InvalidOperationException("The journey did not complete.");
        await using var scope = host.Services.CreateAsyncScope();
        var finished = await scope.ServiceProvider.GetRequiredService<IWorkflowInstanceStore>()
            .CountAsync(new WorkflowInstanceFilter { WorkflowSubStatus = WorkflowSubStatus.Finished });
        if (finished != count)
            throw new InvalidOperationException($"{finished} of {count} workflows completed.");
    }

    private sealed record Run(Measure First, Measure Second)
    {
        internal Measure All => First + Second;

        internal Run Faster(Run? other) => other is null || All.Elapsed <= other.All.Elapsed ? this : other;
    }
}
