using System.Buffers.Binary;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// The token that a message carries so that a delivery report finds it: partition, number, and the key of its address in the suppression
/// list.
/// </summary>
internal readonly record struct ReportToken(MessageId Message, string AddressKey)
{
    private const string Purpose = "report";
    private const int AddressAt = sizeof(int) + sizeof(long);

    /// <summary>Returns the token of a message; null without a privacy key, since anybody could then forge one.</summary>
    internal static string? For(EngineSettings settings, OutboxMessage message, string address)
    {
        var key = settings.Options.Privacy.Key;
        if (key.Length == 0)
            return null;
        byte[] payload = [.. new byte[AddressAt],
            .. Convert.FromHexString(SuppressionKey.Of(settings, message.Channel, address))];
        BinaryPrimitives.WriteInt32BigEndian(payload, message.Id.Partition);
        BinaryPrimitives.WriteInt64BigEndian(payload.AsSpan(sizeof(int)), message.Id.Number);
        return SignedToken.Write(key, Purpose, payload);
    }

    internal static ReportToken? Read(RetentionOptions options, string? token)
    {
        if (token is null || options.Privacy.Key.Length == 0
            || SignedToken.Read(options.Privacy.Key, Purpose, token) is not { Length: > AddressAt } payload)
            return null;
        var id = new MessageId(
            BinaryPrimitives.ReadInt32BigEndian(payload), BinaryPrimitives.ReadInt64BigEndian(payload.AsSpan(sizeof(int))));
        return new ReportToken(id, Convert.ToHexStringLower(payload.AsSpan(AddressAt)));
    }
}
