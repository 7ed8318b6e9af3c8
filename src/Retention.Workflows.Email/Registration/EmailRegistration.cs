using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Retention.Workflows.Channels;
using Retention.Workflows.Email.Pickup;
using Retention.Workflows.Email.Smtp;
using Retention.Workflows.Hosting;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Registration;

/// <summary>Registers e-mail channels in a host's services. A repeated call adds no second channel and merges the options.</summary>
internal static class EmailRegistration
{
    internal static void AddSmtp(IServiceCollection services, Action<SmtpEmailOptions> configure) =>
        Add<SmtpEmailChannel, SmtpEmailOptions, SmtpEmailOptionsValidator>(services, configure);

    internal static void AddPickup(IServiceCollection services, Action<PickupEmailOptions> configure)
    {
        Add<PickupEmailChannel, PickupEmailOptions, PickupEmailOptionsValidator>(services, configure);
        services.AddOptions<PickupEmailOptions>().PostConfigure<IServiceProvider>(
            static (options, provider) => options.Folder = HostPaths.Resolve(provider, options.Folder));
    }

    private static void Add<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TChannel,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TValidator>(
            IServiceCollection services, Action<TOptions> configure)
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
