using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Addresses;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Pickup;

/// <summary>
/// Writes each text message as a <c>.txt</c> file: From, To, Date and Parts, an empty line, the text. A message with the same key replaces
/// its file.
/// </summary>
internal sealed class PickupSmsChannel(IOptions<PickupSmsOptions> options) : IMessageChannel
{
    private readonly PickupFolder _folder = new(options.Value.Folder);
    private readonly string _from = options.Value.From;
    private readonly int _maxParts = options.Value.MaxParts;

    public Channel Channel => Channel.Sms;

    public bool IsIdempotent => true;

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!PhoneNumber.IsValid(message.Address))
            return DeliveryResult.RejectedLocally("invalid-address");
        var size = SmsSize.Of(message.Content.Text);
        if (size.Parts > _maxParts)
            return DeliveryResult.RejectedLocally("too-many-parts");

        var file = string.Create(
            CultureInfo.InvariantCulture,
            $"From: {_from}\nTo: {message.Address}\nDate: {message.SentAt.ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}\nParts: {size}\n\n{message.Content.Text}\n");
        return await _folder.PutAsync(message, ".txt", Encoding.UTF8.GetBytes(file), cancellationToken).ConfigureAwait(false);
    }
}
