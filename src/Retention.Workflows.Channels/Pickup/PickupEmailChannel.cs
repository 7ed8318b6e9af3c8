using System.Net.Mail;
using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Addresses;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Pickup;

/// <summary>Writes each e-mail as an <c>.eml</c> file that mail programs can open. A message with the same key replaces its file.</summary>
internal sealed class PickupEmailChannel(IOptions<PickupEmailOptions> options) : IMessageChannel
{
    private readonly PickupFolder _folder = new(options.Value.Folder);
    private readonly MailAddress _from = new(options.Value.From, options.Value.FromName);

    public Channel Channel => Channel.Email;

    public bool IsIdempotent => true;

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Mailbox.Refusal(message, out var recipient) is { } refusal)
            return refusal;
        return await _folder.PutAsync(
            message, ".eml", MimeMessage.Write(message, _from, recipient!), cancellationToken).ConfigureAwait(false);
    }
}
