using Microsoft.Extensions.DependencyInjection;
using Retention.Workflows.Channels;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Email.Pickup;
using Retention.Workflows.Email.Smtp;
using Retention.Workflows.Hosting;

namespace Retention.Workflows;

/// <summary>
/// Adds e-mail to a host: <c>retention.Channels.AddSmtp(…)</c>. A repeated call merges its options into the channel.
/// </summary>
public static class EmailBuilderExtensions
{
    /// <summary>
    /// Sends e-mails through a mail server. A send that breaks off before the body begins is retried; later it is ambiguous, since SMTP has
    /// no idempotency keys.
    /// </summary>
    /// <param name="channels">The builder.</param>
    /// <param name="configure">Sets at least host and sender.</param>
    public static ChannelsBuilder AddSmtp(this ChannelsBuilder channels, Action<SmtpEmailOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(configure);
        channels.Services.AddChannel<SmtpEmailChannel, SmtpEmailOptions, SmtpEmailOptionsValidator>(configure);
        return channels;
    }

    /// <summary>
    /// Writes e-mails into a folder, one <c>.eml</c> file each, for development and for replays. The date is the engine's clock.
    /// </summary>
    /// <param name="channels">The builder.</param>
    /// <param name="folder">The folder; it is created for the first mail. A relative path starts at the host's content root.</param>
    /// <param name="configure">Changes the sender; default none.</param>
    public static ChannelsBuilder AddPickupEmail(this ChannelsBuilder channels, string folder, Action<PickupEmailOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(channels);
        channels.Services.AddChannel<PickupEmailChannel, PickupEmailOptions, PickupEmailOptionsValidator>(options =>
        {
            options.Folder = folder;
            configure?.Invoke(options);
        });
        channels.Services.AddOptions<PickupEmailOptions>().PostConfigure<IServiceProvider>(
            static (options, provider) => options.Folder = HostPaths.Resolve(provider, options.Folder));
        return channels;
    }
}
