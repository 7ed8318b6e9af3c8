using System.Security.Cryptography;
using System.Text;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Tests.Engine.Faults.Oracle;

/// <summary>The keys of addresses in the suppression list, and what they add to the keys of messages.</summary>
internal static class AddressKeys
{
    private const int MarkLength = 12;

    internal static string Of(Channel channel, string address) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(SendingRules.PrivacyKey), Encoding.UTF8.GetBytes($"{channel}\n{address.Trim().ToLowerInvariant()}"))[..12]);

    /// <summary>The keys of the customer's addresses on a channel.</summary>
    internal static string[] Of(Customer? customer, Channel channel) =>
        [.. (customer?.AddressesOn(channel) ?? []).Select(address => Of(channel, address))];

    /// <summary>The key of the stored message. A message to one of several addresses has the mark of the address behind it.</summary>
    internal static string MessageKeyOf(OutgoingMessage message) =>
        message.IdempotencyKey is var key && key.EndsWith($"/{Of(message.Channel, message.Address)[..MarkLength]}", StringComparison.Ordinal)
            ? key[..^(MarkLength + 1)] : key;
}
