using System.Security.Cryptography;
using System.Text;

namespace Retention.Workflows.Engine.Privacy;

/// <summary>A few bytes with a signature under the shop's key, as text that fits into an address or a header: what comes back from outside and must be ours.</summary>
internal static class SignedToken
{
    private const int SignatureBytes = 16;

    /// <param name="key">The shop's key.</param>
    /// <param name="purpose">What the token is for: one of another purpose is not taken.</param>
    /// <param name="payload">What it says; anybody can read it.</param>
    internal static string Write(string key, string purpose, byte[] payload) => $"{Encode(payload)}.{Encode(Sign(key, purpose, payload))}";

    /// <summary>What a token says; none when it is damaged, forged, of another key or for another purpose.</summary>
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
        return Convert.TryFromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='), buffer, out var length) ? buffer[..length] : null;
    }
}
