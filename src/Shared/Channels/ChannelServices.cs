using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Shared;

/// <summary>Registers channels in a host's services.</summary>
internal static class ChannelServices
{
    /// <summary>
    /// Adds a channel with its options, which are validated at start. A repeated call adds no second channel and merges the options.
    /// </summary>
    internal static void AddChannel<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TChannel,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TValidator>(
            this IServiceCollection services, Action<TOptions> configure)
        where TChannel : class, IMessageChannel
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<TOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, TValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMessageChannel, TChannel>());
    }
}
