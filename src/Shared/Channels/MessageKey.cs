using System.Security.Cryptography;
using System.Text;

namespace Retention.Workflows.Channels.Shared;

/// <summary>Values derived from an idempotency key, so that a repeated send is recognized. The hash is the same on every machine.</summary>
internal static class MessageKey
{
    /// <summary>32 hexadecimal digits: 128 bits of the key's SHA-256.</summary>
    internal static string Hash(string idempotencyKey) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(idempotencyKey)).AsSpan(0, 16));

    /// <summary>An RFC 5322 message id with its angle brackets.</summary>
    internal static string MessageId(string idempotencyKey, string host) => $"<{Hash(idempotencyKey)}@{host}>";
}
