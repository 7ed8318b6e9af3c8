using Microsoft.Extensions.DependencyInjection;

namespace Retention.Workflows.Chaos.Worker;

/// <summary>Decorates a service that is already registered.</summary>
internal static class Decoration
{
    internal static void Around<T>(IServiceCollection services, Func<T, T> around) where T : class
    {
        for (var index = 0; index < services.Count; index++)
        {
            if (services[index].ServiceType == typeof(T))
                services[index] = Around(services[index], around);
        }
    }

    private static ServiceDescriptor Around<T>(ServiceDescriptor inner, Func<T, T> around) where T : class =>
        ServiceDescriptor.Singleton(provider => around((T)(
            inner.ImplementationInstance
            ?? inner.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))));
}
