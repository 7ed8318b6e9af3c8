using System.Collections.Concurrent;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.Runtime.Messages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Retention.Workflows.Elsa.Runtime.Tests;

namespace Retention.Workflows.Benchmarks;

/// <summary>Elsa's runtime without our library. As many callers as our engine uses begin workflows and resume them.</summary>
internal sealed class BareRuntime : IAsyncDisposable
{
    /// <summary>The number of calls that our engine makes at once.</summary>
    private static readonly ParallelOptions Callers = new() { MaxDegreeOfParallelism = 4 };

    private readonly ServiceProvider _services;
    private readonly ConcurrentQueue<(string Instance, string Bookmark)> _waiting = [];

    private BareRuntime(ServiceProvider services) => _services = services;

    internal static async Task<BareRuntime> StartAsync(BenchStore store, BenchDatabase database, string locks)
    {
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddElsa(elsa => RuntimeBenchmark.Persist(elsa, store, database).UseLocks(locks).AddWorkflow<IdleWorkflow>());
        var runtime = new BareRuntime(services.BuildServiceProvider());
        await ElsaSetup.StartAsync(runtime._services, CancellationToken.None);
        return runtime;
    }

    /// <summary>Begins the given number of workflows, which then wait.</summary>
    internal Task BeginAsync(int count) => Parallel.ForAsync(0, count, Callers, async (_, token) =>
    {
        await using var scope = _services.CreateAsyncScope();
        var client = await scope.ServiceProvider.GetRequiredService<IWorkflowRuntime>().CreateClientAsync(token);
        var response = await client.CreateAndRunInstanceAsync(new CreateAndRunWorkflowInstanceRequest { WorkflowDefinitionHandle =
            WorkflowDefinitionHandle.ByDefinitionId(IdleWorkflow.Id) }, token);
        _waiting.Enqueue((client.WorkflowInstanceId, response.Bookmarks.Single().Id));
    });

    /// <summary>Resumes all workflows, and they complete.</summary>
    internal Task ResumeAsync() => Parallel.ForEachAsync(_waiting, Callers, async (waiting, token) =>
    {
        await using var scope = _services.CreateAsyncScope();
        var client = await scope.ServiceProvider.GetRequiredService<IWorkflowRuntime>().CreateClientAsync(waiting.Instance, token);
        var response = await client.RunInstanceAsync(new RunWorkflowInstanceRequest { BookmarkId = waiting.Bookmark }, token);
        if (response.SubStatus != WorkflowSubStatus.Finished)
            throw new InvalidOperationException($"The workflow {waiting.Instance} did not complete: its status is {response.SubStatus}.");
    });

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
