using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// The token that a message carries so that a delivery report finds it: partition, number, the key of its address in the suppression list,
/// and 80 bits of an HMAC over them.
/// </summary>
/// <remarks>30 bytes are 48 letters and digits. They fit into the local part of an address, also where a server folds its case.</remarks>
internal readonly record struct ReportToken(MessageId Message, string AddressKey)
{
    private const int NumberBytes = 6;
    private const int AddressAt = sizeof(ushort) + NumberBytes;
    private const int TagAt = AddressAt + SuppressionKey.Bytes;
    private const int TagBytes = 10;
    private const int Bytes = TagAt + TagBytes;

    /// <summary>Returns the token of a message; null without a privacy key, since anybody could then forge one.</summary>
    internal static string? For(EngineSettings settings, OutboxMessage message, string addressKey)
    {
        var key = settings.Options.Privacy.Key;
        if (key.Length == 0)
            return null;
        var token = new byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(token, message.Id.Number); // its first two bytes are zero: 2^48 messages in a partition
        BinaryPrimitives.WriteUInt16BigEndian(token, checked((ushort)message.Id.Partition));
        Convert.FromHexString(addressKey).CopyTo(token, AddressAt);
        Tag(key, token).CopyTo(token, TagAt);
        return Base32.Encode(token);
    }

    internal static ReportToken? Read(RetentionOptions options, string? text)
    {
        var key = options.Privacy.Key;
        if (text is null || key.Length == 0 || Base32.Decode(text) is not { Length: Bytes } token
            || !CryptographicOperations.FixedTimeEquals(Tag(key, token), token.AsSpan(TagAt)))
            return null;
        var number = BinaryPrimitives.ReadInt64BigEndian(token) & ((1L << (8 * NumberBytes)) - 1);
        return new ReportToken(
            new MessageId(BinaryPrimitives.ReadUInt16BigEndian(token), number),
            Convert.ToHexStringLower(token.AsSpan(AddressAt, SuppressionKey.Bytes)));
    }

    private static byte[] Tag(string key, byte[] token) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes($"report\n{key}"), token.AsSpan(0, TagAt))[..TagBytes];
}
