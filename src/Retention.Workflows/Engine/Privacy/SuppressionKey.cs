using System.Security.Cryptography;
using System.Text;

namespace Retention.Workflows.Engine.Privacy;

/// <summary>
/// Identifies an address in the suppression list without storing it: HMAC-SHA256 of channel and address under the host's key, in
/// hexadecimal.
/// </summary>
internal static class SuppressionKey
{
    internal static string Of(string key, Channel channel, string address) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{channel}\n{address.Trim().ToLowerInvariant()}")));
}
