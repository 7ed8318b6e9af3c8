using System.Security.Cryptography;
using System.Text;
using Retention.Workflows.Engine.Configuration;

namespace Retention.Workflows.Engine.Privacy;

/// <summary>
/// Identifies an address in the suppression list without storing it: 96 bits of the HMAC-SHA256 of channel and address under the host's
/// key, in hexadecimal. Every spelling of an address has the same key.
/// </summary>
/// <remarks>Among a billion addresses, the chance that any two have the same key is below 1 in 10^10.</remarks>
internal static class SuppressionKey
{
    internal const int Bytes = 12;

    /// <summary>The length of the whole HMAC, which builds up to schema 5 used as the key. The key is its beginning.</summary>
    internal const int OldBytes = 32;

    /// <summary>The key of a text that an event log of any schema holds.</summary>
    internal static string Stored(string key) => key.Length == 2 * OldBytes ? key[..(2 * Bytes)] : key;

    internal static string Of(EngineSettings settings, Channel channel, string address) =>
        OfIdentity(settings, channel, settings.Addresses.Identity(channel, address));

    /// <summary>The keys of all addresses that a customer has on a channel.</summary>
    internal static IEnumerable<string> Of(EngineSettings settings, Customer customer, Channel channel) =>
        customer.AddressesOn(channel).Select(address => Of(settings, channel, address)).Distinct(StringComparer.Ordinal);

    /// <param name="settings">The engine's settings.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="identity">The form of the address for comparisons.</param>
    internal static string OfIdentity(EngineSettings settings, Channel channel, string identity) =>
        Hash(settings, $"{channel}\n{identity}");

    internal static string Hash(EngineSettings settings, string text) => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(settings.Options.Privacy.Key), Encoding.UTF8.GetBytes(text))[..Bytes]);
}
