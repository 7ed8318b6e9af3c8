using System.Collections;
using Microsoft.Extensions.DependencyInjection;

namespace Retention.Workflows.Elsa.Running;

/// <summary>The services of one run of a workflow: Elsa's own first, then the host's, in a scope that ends with the run.</summary>
internal sealed class RunServices(IServiceProvider elsa, IServiceProvider host) : IServiceProvider, IAsyncDisposable
{
    private AsyncServiceScope? _scope;

    public object? GetService(Type serviceType) =>
        elsa.GetService(serviceType) is { } found && !(found is ICollection { Count: 0 } && serviceType.IsGenericType
            && serviceType.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            ? found
            : (_scope ??= host.CreateAsyncScope()).ServiceProvider.GetService(serviceType);

    public ValueTask DisposeAsync() => _scope?.DisposeAsync() ?? ValueTask.CompletedTask;
}
