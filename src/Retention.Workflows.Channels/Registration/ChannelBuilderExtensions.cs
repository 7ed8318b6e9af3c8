using Retention.Workflows.Channels;
using Retention.Workflows.Channels.Registration;
using Retention.Workflows.Hosting;

namespace Retention.Workflows;

/// <summary>
/// Adds the channels of this package to a host: <c>retention.Channels.AddTwilioSms(…)</c>. A repeated call merges its options into the
/// channel.
/// </summary>
public static class ChannelBuilderExtensions
{
    /// <summary>Sends text messages over Twilio's REST API, or over another provider with the same API.</summary>
    /// <param name="channels">The builder.</param>
    /// <param name="configure">Sets at least account, token and sender.</param>
    public static ChannelsBuilder AddTwilioSms(this ChannelsBuilder channels, Action<TwilioSmsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(configure);
        ChannelRegistration.AddTwilioSms(channels.Services, configure);
        return channels;
    }

    /// <summary>
    /// Reads the addresses of SMS, WhatsApp and Viber as phone numbers, without sending anything. The channels of this package do it by
    /// themselves.
    /// </summary>
    /// <remarks>
    /// For a process that takes customers, events or reports and registers no channel, such as a web application beside a worker. Without
    /// it, the number in a customer's STOP may have another form there than in the worker, and the messages go on. Set
    /// <see cref="ShopProfile.Region"/> alike in all processes.
    /// </remarks>
    /// <param name="channels">The builder.</param>
    public static ChannelsBuilder AddPhoneNumbers(this ChannelsBuilder channels)
    {
        ArgumentNullException.ThrowIfNull(channels);
        foreach (var channel in (Channel[])[Channel.Sms, Channel.WhatsApp, Channel.Viber])
            ChannelRegistration.AddPhoneNumbers(channels.Services, channel);
        return channels;
    }

    /// <summary>Writes text messages into a folder, one <c>.txt</c> file each, for development and for replays.</summary>
    /// <param name="channels">The builder.</param>
    /// <param name="folder">The folder; it is created for the first message. A relative path starts at the host's content root.</param>
    /// <param name="configure">Changes the sender; default none.</param>
    public static ChannelsBuilder AddPickupSms(this ChannelsBuilder channels, string folder, Action<PickupSmsOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ChannelRegistration.AddPickupSms(channels.Services, options =>
        {
            options.Folder = folder;
            configure?.Invoke(options);
        });
        return channels;
    }

    /// <summary>
    /// Sends push notifications over Firebase Cloud Messaging's HTTP v1 API. The subject is the title, the text the body.
    /// </summary>
    /// <param name="channels">The builder.</param>
    /// <param name="configure">Sets a service account's key, or project and access token.</param>
    public static ChannelsBuilder AddFcmPush(this ChannelsBuilder channels, Action<FcmPushOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(configure);
        ChannelRegistration.AddFcmPush(channels.Services, configure);
        return channels;
    }

    /// <summary>Sends WhatsApp messages over the Cloud API: approved templates, and free text where it is allowed.</summary>
    /// <param name="channels">The builder.</param>
    /// <param name="configure">Sets at least the sending number's id and the access token.</param>
    public static ChannelsBuilder AddWhatsApp(this ChannelsBuilder channels, Action<WhatsAppOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(configure);
        ChannelRegistration.AddWhatsApp(channels.Services, configure);
        return channels;
    }

    /// <summary>Sends text messages of a Viber bot over Viber's REST API, or over another provider with the same API.</summary>
    /// <param name="channels">The builder.</param>
    /// <param name="configure">Sets at least the token and the sender's name.</param>
    public static ChannelsBuilder AddViber(this ChannelsBuilder channels, Action<ViberOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(configure);
        ChannelRegistration.AddViber(channels.Services, configure);
        return channels;
    }

    /// <summary>Posts the messages of a channel as signed JSON to the host's own address. Each channel may have its own webhook.</summary>
    /// <param name="channels">The builder.</param>
    /// <param name="channel">The channel that it serves: a common one, or one that the host defines.</param>
    /// <param name="configure">Sets at least address and secret.</param>
    public static ChannelsBuilder AddWebhook(this ChannelsBuilder channels, Channel channel, Action<WebhookOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(configure);
        ChannelRegistration.AddWebhook(channels.Services, channel, configure);
        return channels;
    }
}
