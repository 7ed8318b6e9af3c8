using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Retention.Workflows;
using Retention.Workflows.Messaging;

namespace Swiftmotion.AbandonedCart;

/// <summary>
/// Stands in for push, WhatsApp and Viber: writes each message as a text file. A message with the same idempotency key replaces its file.
/// </summary>
internal sealed class FolderChannel(Channel channel, string folder) : IMessageChannel
{
    public Channel Channel => channel;

    public bool IsIdempotent => true;

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.IdempotencyKey)).AsSpan(0, 8));
        var target = Path.Combine(folder, $"{key}.txt");
        var pending = Path.Combine(folder, $".{key}.tmp");
        var text = string.Create(CultureInfo.InvariantCulture,
            $"To: {message.Address}\nDate: {message.SentAt:yyyy-MM-ddTHH:mm:ssZ}\n\n{message.Content.Text}\n");
        try
        {
            await File.WriteAllTextAsync(pending, text, cancellationToken);
            File.Move(pending, target, overwrite: true);
            return DeliveryResult.Delivered;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return DeliveryResult.RetryLater("folder-unwritable");
        }
    }
}
