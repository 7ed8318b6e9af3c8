using Microsoft.Extensions.Options;
using MimeKit;
using Retention.Workflows.Channels;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Email.Mime;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Pickup;

/// <summary>Writes each e-mail as an <c>.eml</c> file that mail programs can open. A message with the same key replaces its file.</summary>
internal sealed class PickupEmailChannel(IOptions<PickupEmailOptions> options) : IMessageChannel
{
    private readonly PickupFolder _folder = new(options.Value.Folder);
    private readonly MailboxAddress _from = MailComposer.Sender(options.Value.From, options.Value.FromName);

    public Channel Channel => Channel.Email;

    public bool IsIdempotent => true;

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Mailbox.Refusal(message, out var recipient) is { } refusal)
            return refusal;
        using var mail = MailComposer.Compose(message, _from, recipient!);
        var bytes = MailBytes.Of(mail, international: !Mailbox.HasAsciiUser(recipient!));
        return await _folder.PutAsync(message, ".eml", bytes, cancellationToken).ConfigureAwait(false);
    }
}
