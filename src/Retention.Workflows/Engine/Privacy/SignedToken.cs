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
    internal static string Write(string key, string purpose, byte[] payload) => $"{Encode(payload)}.{Encode(Sign(key, purpose, payload))}";

    /// <summary>Returns the payload of a token; null if it is damaged, forged, or of another key or purpose.</summary>
    internal static byte[]? Read(string key, string purpose, string token) =>
        token.Split('.') is [var body, var signature] && Decode(body) is { } payload && Decode(signature) is { } signed
            && CryptographicOperations.FixedTimeEquals(Sign(key, purpose, payload), signed)
            ? payload
            : null;

    private static byte[] Sign(string key, string purpose, byte[] payload) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes($"{purpose}\n{key}"), payload)[..SignatureBytes];

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static byte[]? Decode(string text)
    {
        var base64 = text.Replace('-', '+').Replace('_', '/');
        var buffer = new byte[base64.Length];
        return Convert.TryFromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='), buffer, out var length)
            ? buffer[..length] : null;
    }
}
