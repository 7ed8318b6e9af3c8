using System.Security.Cryptography;
using System.Text;

namespace Retention.Workflows.Channels.Shared;

/// <summary>Compares signatures in constant time, so that the duration does not reveal where they differ.</summary>
internal static class ReportSignature
{
    internal static bool Matches(ReadOnlySpan<byte> expected, string? signature) =>
        signature is not null && CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature));

    /// <summary>HMAC-SHA256 of the body in hexadecimal digits, upper or lower case.</summary>
    internal static bool MatchesHex(string secret, ReadOnlySpan<byte> body, string? signature) =>
        Matches(Encoding.ASCII.GetBytes(Hex(secret, body)), signature?.ToLowerInvariant());

    internal static string Hex(string secret, ReadOnlySpan<byte> body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
}
