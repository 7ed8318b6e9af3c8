using Microsoft.Extensions.DependencyInjection;

namespace Retention.Workflows.Hosting;

/// <summary>Registers channels, one implementation a channel.</summary>
public sealed class ChannelsBuilder
{
    internal ChannelsBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where everything is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers a channel.</summary>
    public ChannelsBuilder Add(IMessageChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        Services.AddSingleton(channel);
        return this;
    }
}
