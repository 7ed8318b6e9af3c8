using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Hosting;

/// <summary>Chooses the store; the last choice counts.</summary>
public sealed class StoreBuilder
{
    internal StoreBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where everything is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Keeps everything in memory: for tests and first steps, since nothing outlives the process.</summary>
    /// <param name="partitions">How many partitions, 1 to 1,024; default 1. Out of range is an error when the host starts.</param>
    public StoreBuilder UseInMemory(int partitions = 1) => Use(_ => new InMemoryRetentionStore(partitions));

    /// <summary>Uses a store of the host's own making. It is made once, at the first use, and disposed with the host where it can be disposed.</summary>
    public StoreBuilder Use(Func<IServiceProvider, IRetentionStore> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.Replace(ServiceDescriptor.Singleton(make));
        return this;
    }
}
