using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Addresses;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Channels.Pickup;
using Retention.Workflows.Channels.Push;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Channels.Sms;
using Retention.Workflows.Channels.Viber;
using Retention.Workflows.Channels.Webhook;
using Retention.Workflows.Channels.WhatsApp;
using Retention.Workflows.Hosting;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Registration;

/// <summary>Registers channels in a host's services. A repeated call adds no second channel and merges the options.</summary>
internal static class ChannelRegistration
{
    /// <summary>
    /// The connection timeout of the HTTP channels. It is shorter than every sensible time limit, to distinguish a dead connection from a
    /// slow provider.
    /// </summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    internal static void AddPickupSms(IServiceCollection services, Action<PickupSmsOptions> configure)
    {
        services.AddChannel<PickupSmsChannel, PickupSmsOptions, PickupSmsOptionsValidator>(configure);
        AddPhoneNumbers(services, Channel.Sms);
        services.AddOptions<PickupSmsOptions>().PostConfigure<IServiceProvider>(
            static (options, provider) => options.Folder = HostPaths.Resolve(provider, options.Folder));
    }

    internal static void AddTwilioSms(IServiceCollection services, Action<TwilioSmsOptions> configure)
    {
        services.AddChannel<TwilioSmsChannel, TwilioSmsOptions, TwilioSmsOptionsValidator>(configure);
        AddHttp(services, TwilioSmsChannel.ClientName);
        AddPhoneNumbers(services, Channel.Sms);
    }

    internal static void AddFcmPush(IServiceCollection services, Action<FcmPushOptions> configure)
    {
        services.AddChannel<FcmPushChannel, FcmPushOptions, FcmPushOptionsValidator>(configure);
        AddHttp(services, FcmPushChannel.ClientName);
    }

    internal static void AddWhatsApp(IServiceCollection services, Action<WhatsAppOptions> configure)
    {
        services.AddChannel<WhatsAppChannel, WhatsAppOptions, WhatsAppOptionsValidator>(configure);
        AddHttp(services, WhatsAppChannel.ClientName);
        AddPhoneNumbers(services, Channel.WhatsApp);
    }

    internal static void AddViber(IServiceCollection services, Action<ViberOptions> configure)
    {
        services.AddChannel<ViberChannel, ViberOptions, ViberOptionsValidator>(configure);
        AddHttp(services, ViberChannel.ClientName);
        AddPhoneNumbers(services, Channel.Viber);
    }

    /// <summary>Options by the channel's name. A channel is registered once, however often its webhook is added.</summary>
    internal static void AddWebhook(IServiceCollection services, Channel channel, Action<WebhookOptions> configure)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<WebhookOptions>(channel.Name).Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>());
        if (services.Any(service => service.ServiceType == typeof(WebhookRegistration)
            && service.ImplementationInstance is WebhookRegistration known && known.Channel == channel))
            return;

        services.AddSingleton(new WebhookRegistration(channel));
        if (channel == Channel.Sms || channel == Channel.WhatsApp || channel == Channel.Viber)
            AddPhoneNumbers(services, channel);
        services.AddSingleton<IMessageChannel>(provider => new WebhookChannel(
            channel,
            provider.GetRequiredService<IOptionsMonitor<WebhookOptions>>().Get(channel.Name),
            provider.GetRequiredService<IHttpClientFactory>(),
            provider.GetRequiredService<TimeProvider>()));

        // The factory logs addresses, and a webhook's address may contain a secret.
        AddHttp(services, WebhookChannel.ClientName).RemoveAllLoggers();
    }

    /// <summary>
    /// The addresses of the channel are phone numbers. The rule is put in front of the host's own, so that the host's wins in every order
    /// of registration.
    /// </summary>
    internal static void AddPhoneNumbers(IServiceCollection services, Channel channel) =>
        services.Insert(0, ServiceDescriptor.Singleton<IAddressNormalizer>(provider => new PhoneNumberNormalizer(
            channel, PhoneNumberNormalizer.RegionOf(provider.GetRequiredService<IOptions<RetentionOptions>>().Value.Shop))));

    /// <summary>
    /// Redirects are not followed: a redirected POST becomes a GET, and its page would count as an answer. The time limit is the channel's
    /// own.
    /// </summary>
    private static IHttpClientBuilder AddHttp(IServiceCollection services, string name)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, SingleAttemptFilter>());
        return services.AddHttpClient(name)
            .ConfigureHttpClient(static client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                ConnectTimeout = ConnectTimeout,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            .RedactLoggedHeaders(["Authorization", ViberChannel.TokenHeader]);
    }

    private sealed record WebhookRegistration(Channel Channel);
}
