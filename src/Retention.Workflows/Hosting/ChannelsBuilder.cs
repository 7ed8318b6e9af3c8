using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Hosting;

/// <summary>Registers channels, one implementation a channel.</summary>
public sealed class ChannelsBuilder
{
    internal ChannelsBuilder(IServiceCollection services) => Services = services;

    /// <summary>Where everything is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers a channel. It is used from several threads at once; see <see cref="IMessageChannel"/>.</summary>
    /// <param name="channel">One implementation a <see cref="Channel"/>: two of the same keep the host from starting, with an <see cref="InvalidOperationException"/> that names it.</param>
    public ChannelsBuilder Add(IMessageChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        Services.AddSingleton(channel);
        return this;
    }
}
