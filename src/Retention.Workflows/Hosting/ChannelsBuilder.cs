using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Hosting;

/// <summary>Registers channels, one implementation per channel.</summary>
public sealed class ChannelsBuilder
{
    internal ChannelsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The service collection of the host.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Registers a channel. It is called from several threads; see <see cref="IMessageChannel"/>.</summary>
    /// <param name="channel">The implementation. Two for the same <see cref="Channel"/> keep the host from starting, with an
    /// <see cref="InvalidOperationException"/> that names the channel.</param>
    public ChannelsBuilder Add(IMessageChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        Services.AddSingleton(channel);
        return this;
    }
}
