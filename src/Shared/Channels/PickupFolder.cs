using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Shared;

/// <summary>A folder that receives one file for each message.</summary>
/// <remarks>
/// The file's name is a function of the idempotency key, so the same message again replaces its file. A file is written under a hidden
/// name and then renamed, so that a reader of the folder never sees an incomplete file. It survives a process crash, but not a power
/// failure.
/// </remarks>
internal sealed class PickupFolder(string folder)
{
    private const int MaxCustomerLength = 40;

    internal async Task<DeliveryResult> PutAsync(
        OutgoingMessage message, string extension, byte[] content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var target = Path.Combine(folder, FileName(message, extension));
        var pending = Path.Combine(folder, $".{Path.GetRandomFileName()}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(pending, content, CancellationToken.None).ConfigureAwait(false);
            File.SetLastWriteTimeUtc(pending, message.SentAt.UtcDateTime);
            File.Move(pending, target, overwrite: true);
            return DeliveryResult.Delivered;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Discard(pending);
            return DeliveryResult.Unreachable("pickup-folder-unwritable");
        }
    }

    /// <summary>The customer's id, as far as a file name permits, and the key's hash, which makes the name unique.</summary>
    internal static string FileName(OutgoingMessage message, string extension)
    {
        var customer = string.Concat(message.Customer.Value
            .Take(MaxCustomerLength)
            .Select(static character => char.IsAsciiLetterOrDigit(character) ? character : '-'));
        return $"{customer}-{MessageKey.Hash(message.IdempotencyKey)}{extension}";
    }

    private static void Discard(string pending)
    {
        try
        {
            File.Delete(pending);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The file remains under its hidden name; nothing reads it.
        }
    }
}
