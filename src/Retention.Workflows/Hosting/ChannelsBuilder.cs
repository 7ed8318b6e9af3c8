using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
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

    /// <summary>Registers a channel that is created for each call, in its own service scope.</summary>
    /// <typeparam name="TChannel">The implementation; its constructor takes services from the container.
    /// <see cref="IMessageChannel.Channel"/> and <see cref="IMessageChannel.IsIdempotent"/> are read once.</typeparam>
    public ChannelsBuilder Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TChannel>()
        where TChannel : class, IMessageChannel
    {
        Services.TryAddScoped<TChannel>();
        return Add(static services => services.GetRequiredService<TChannel>());
    }

    /// <summary>Registers the canonical form of a channel's addresses. It replaces the library's rule for that channel.</summary>
    /// <param name="normalizer">The rule; the last one for a channel is used.</param>
    public ChannelsBuilder NormalizeWith(IAddressNormalizer normalizer)
    {
        ArgumentNullException.ThrowIfNull(normalizer);
        Services.AddSingleton(normalizer);
        return this;
    }

    /// <summary>Registers a factory that creates the channel for each call, from the services of the call's scope.</summary>
    public ChannelsBuilder Add(Func<IServiceProvider, IMessageChannel> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        Services.AddSingleton<IMessageChannel>(provider => PerCallChannel.Of(provider.GetRequiredService<IServiceScopeFactory>(), make));
        return this;
    }
}
