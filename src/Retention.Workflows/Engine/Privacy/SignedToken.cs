using System.Security.Cryptography;
using System.Text;

namespace Retention.Workflows.Engine.Privacy;

/// <summary>
/// A few bytes with a signature under the host's key, as text that fits into a URL or a header. Shows that data from outside was issued by
/// this host.
/// </summary>
internal static class SignedToken
{
    private const int SignatureBytes = 16;

    /// <param name="key">The host's key.</param>
    /// <param name="purpose">The purpose of the token. A token of another purpose is not accepted.</param>
    /// <param name="payload">The content. It is signed but not encrypted.</param>
    internal static string Write(string key, string purpose, byte[] payload) => $"{Base64Url.Encode(payload)}.{Base64Url.Encode(Sign(key, purpose, payload))}";

    /// <summary>Returns the payload of a token; null if it is damaged, forged, or of another key or purpose.</summary>
    internal static byte[]? Read(string key, string purpose, string token) =>
        token.Split('.') is [var body, var signature] && Base64Url.Decode(body) is { } payload && Base64Url.Decode(signature) is { } signed
            && CryptographicOperations.FixedTimeEquals(Sign(key, purpose, payload), signed)
            ? payload
            : null;

    private static byte[] Sign(string key, string purpose, byte[] payload) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes($"{purpose}\n{key}"), payload)[..SignatureBytes];
}
