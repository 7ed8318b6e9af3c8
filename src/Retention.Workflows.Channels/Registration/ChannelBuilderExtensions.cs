using Retention.Workflows.Channels;
using Retention.Workflows.Channels.Registration;
using Retention.Workflows.Hosting;

namespace Retention.Workflows;

/// <summary>Adds the channels of this package to a host: <c>retention.Channels.AddEmail(…)</c>. Each verb twice is one channel, its options merged.</summary>
public static class ChannelBuilderExtensions
{
    /// <summary>Sends e-mails through a mail server. A send that breaks off after connecting is ambiguous: SMTP knows no idempotency keys.</summary>
    /// <param name="channels">The builder.</param>
    /// <param name="configure">Gives host and sender at least.</param>
    public static ChannelsBuilder AddEmail(this ChannelsBuilder channels, Action<SmtpEmailOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(configure);
        ChannelRegistration.AddSmtpEmail(channels.Services, configure);
        return channels;
    }

    /// <summary>Writes e-mails into a folder, an <c>.eml</c> file each, for development and for simulations. Dated by the engine's clock.</summary>
    /// <param name="channels">The builder.</param>
    /// <param name="folder">The folder; it is made when the first mail comes.</param>
    /// <param name="configure">Changes the sender; default none.</param>
    public static ChannelsBuilder AddPickupEmail(this ChannelsBuilder channels, string folder, Action<PickupEmailOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ChannelRegistration.AddPickupEmail(channels.Services, options =>
        {
            options.Folder = folder;
            configure?.Invoke(options);
        });
        return channels;
    }

    /// <summary>Sends text messages over Twilio's REST API, or another provider that speaks it.</summary>
    /// <param name="channels">The builder.</param>
    /// <param name="configure">Gives account, token and sender at least.</param>
    public static ChannelsBuilder AddTwilioSms(this ChannelsBuilder channels, Action<TwilioSmsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(configure);
        ChannelRegistration.AddTwilioSms(channels.Services, configure);
        return channels;
    }

    /// <summary>Writes text messages into a folder, a <c>.txt</c> file each, for development and for simulations.</summary>
    /// <param name="channels">The builder.</param>
    /// <param name="folder">The folder; it is made when the first message comes.</param>
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

    /// <summary>Sends push notifications over Firebase Cloud Messaging's HTTP v1 API. The subject is the title, the text the body.</summary>
    /// <param name="channels">The builder.</param>
    /// <param name="configure">Gives a service account's key, or project and access token.</param>
    public static ChannelsBuilder AddFcmPush(this ChannelsBuilder channels, Action<FcmPushOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(configure);
        ChannelRegistration.AddFcmPush(channels.Services, configure);
        return channels;
    }

    /// <summary>Sends WhatsApp messages over the Cloud API: approved templates, and free text where that is allowed.</summary>
    /// <param name="channels">The builder.</param>
    /// <param name="configure">Gives the sending number's id and the access token at least.</param>
    public static ChannelsBuilder AddWhatsApp(this ChannelsBuilder channels, Action<WhatsAppOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(configure);
        ChannelRegistration.AddWhatsApp(channels.Services, configure);
        return channels;
    }

    /// <summary>Sends text messages of a Viber bot over Viber's REST API, or another provider that speaks it.</summary>
    /// <param name="channels">The builder.</param>
    /// <param name="configure">Gives token and sender's name at least.</param>
    public static ChannelsBuilder AddViber(this ChannelsBuilder channels, Action<ViberOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(configure);
        ChannelRegistration.AddViber(channels.Services, configure);
        return channels;
    }

    /// <summary>Posts the messages of a channel as signed JSON to an address of one's own. Several channels may have a webhook each.</summary>
    /// <param name="channels">The builder.</param>
    /// <param name="channel">The channel that it serves: a common one, or one of the host's own.</param>
    /// <param name="configure">Gives address and secret at least.</param>
    public static ChannelsBuilder AddWebhook(this ChannelsBuilder channels, Channel channel, Action<WebhookOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(configure);
        ChannelRegistration.AddWebhook(channels.Services, channel, configure);
        return channels;
    }
}
