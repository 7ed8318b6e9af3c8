using Elsa.Workflows;
using Elsa.Workflows.CommitStates;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.State;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>Simulates a process crash, for the store and for Elsa, just before or just after Elsa stores a workflow.</summary>
internal sealed class CrashingCommits
{
    /// <summary>Called before Elsa stores anything of a run; true to crash.</summary>
    internal Func<WorkflowState, bool> Before { get; set; } = _ => false;

    /// <summary>Called when Elsa has stored the bookmarks and not yet the state; true to crash.</summary>
    internal Func<WorkflowState, bool> Between { get; set; } = _ => false;

    /// <summary>The number of crashes.</summary>
    internal int Count { get; private set; }

    internal void Decorate(IServiceCollection services)
    {
        var inner = services.Last(service => service.ServiceType == typeof(ICommitStateHandler));
        services.Remove(inner);
        services.Add(ServiceDescriptor.Describe(typeof(ICommitStateHandler),
            provider => new Handler(this, (ICommitStateHandler)Make(provider, inner), provider), inner.Lifetime));
    }

    private static object Make(IServiceProvider provider, ServiceDescriptor descriptor) =>
        descriptor.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, descriptor.ImplementationType!);

    private void DieIf(bool dies)
    {
        if (!dies)
            return;
        Count++;
        throw new RetentionStoreException("The process died here."); // the only exception after which nothing more is written
    }

    private sealed class Handler(CrashingCommits crashes, ICommitStateHandler inner, IServiceProvider provider) : ICommitStateHandler
    {
        public Task CommitAsync(WorkflowExecutionContext workflowExecutionContext, CancellationToken cancellationToken = default) =>
            inner.CommitAsync(workflowExecutionContext, cancellationToken);

        public async Task CommitAsync(
            WorkflowExecutionContext workflowExecutionContext, WorkflowState workflowState, CancellationToken cancellationToken = default)
        {
            crashes.DieIf(crashes.Before(workflowState));
            if (crashes.Between(workflowState))
            {
                await provider.GetRequiredService<IBookmarksPersister>().PersistBookmarksAsync(
                    new global::Elsa.Workflows.Runtime.Requests.UpdateBookmarksRequest(
                        workflowExecutionContext, workflowExecutionContext.BookmarksDiff, workflowExecutionContext.CorrelationId));
                crashes.DieIf(true);
            }

            await inner.CommitAsync(workflowExecutionContext, workflowState, cancellationToken);
        }
    }
}
