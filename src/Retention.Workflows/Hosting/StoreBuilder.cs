using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Hosting;

/// <summary>Chooses the store. The last call counts.</summary>
public sealed class StoreBuilder
{
    internal StoreBuilder(IServiceCollection services) => Services = services;

    /// <summary>The service collection of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Keeps all data in memory, for tests and first steps. The data is lost when the process ends.</summary>
    /// <param name="partitions">The number of partitions, 1 to 1,024; default 1. A value out of range is an error when the host
    /// starts.</param>
    public StoreBuilder UseInMemory(int partitions = 1) => Use(_ => new InMemoryRetentionStore(partitions));

    /// <summary>Uses a store of the host. It is created once, at first use, and disposed with the host if it is disposable.</summary>
    public StoreBuilder Use(Func<IServiceProvider, IRetentionStore> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.Replace(ServiceDescriptor.Singleton(make));
        return this;
    }

    /// <summary>Uses a store of the host, created by the container once, at first use, and disposed with the host.</summary>
    public StoreBuilder Use<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>()
        where TStore : class, IRetentionStore
    {
        Services.Replace(ServiceDescriptor.Singleton<IRetentionStore, TStore>());
        return this;
    }
}
