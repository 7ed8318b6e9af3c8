using Elsa.Workflows;
using Elsa.Workflows.CommitStates;
using Elsa.Workflows.Runtime;
using Elsa.Workflows.State;
using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Elsa.Runtime.Tests;

/// <summary>Lets the process die, as far as the store and Elsa can tell, where Elsa is about to store a workflow or has just done so.</summary>
internal sealed class CrashingCommits
{
    /// <summary>Asked before Elsa stores anything of a run.</summary>
    internal Func<WorkflowState, bool> Before { get; set; } = _ => false;

    /// <summary>Asked when Elsa has stored bookmarks, and not yet the state.</summary>
    internal Func<WorkflowState, bool> Between { get; set; } = _ => false;

    /// <summary>How often the process died.</summary>
    internal int Count { get; private set; }

    internal void Decorate(IServiceCollection services)
    {
        var inner = services.Last(service => service.ServiceType == typeof(ICommitStateHandler));
        services.Remove(inner);
        services.Add(ServiceDescriptor.Describe(typeof(ICommitStateHandler), provider => new Handler(this, (ICommitStateHandler)Make(provider, inner), provider), inner.Lifetime));
    }

    private static object Make(IServiceProvider provider, ServiceDescriptor descriptor) =>
        descriptor.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, descriptor.ImplementationType!);

    private void DieIf(bool dies)
    {
        if (!dies)
            return;
        Count++;
        throw new RetentionStoreException("The process died here."); // which is the one exception after which nothing is written any more
    }

    private sealed class Handler(CrashingCommits crashes, ICommitStateHandler inner, IServiceProvider provider) : ICommitStateHandler
    {
        public Task CommitAsync(WorkflowExecutionContext workflowExecutionContext, CancellationToken cancellationToken = default) => inner.CommitAsync(workflowExecutionContext, cancellationToken);

        public async Task CommitAsync(WorkflowExecutionContext workflowExecutionContext, WorkflowState workflowState, CancellationToken cancellationToken = default)
        {
            crashes.DieIf(crashes.Before(workflowState));
            if (crashes.Between(workflowState))
            {
                await provider.GetRequiredService<IBookmarksPersister>().PersistBookmarksAsync(
                    new global::Elsa.Workflows.Runtime.Requests.UpdateBookmarksRequest(workflowExecutionContext, workflowExecutionContext.BookmarksDiff, workflowExecutionContext.CorrelationId));
                crashes.DieIf(true);
            }

            await inner.CommitAsync(workflowExecutionContext, workflowState, cancellationToken);
        }
    }
}
