using System.Text;
using Retention.Workflows.Engine.Configuration;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Naming;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// Encrypted links that let a customer unsubscribe without logging in. They hold customer, channel, topic and the keyed hash of the address
/// that the message went to, so they still hold for that address when the profile has another one.
/// </summary>
internal static class UnsubscribeLinks
{
    private const char Separator = '\n';
    private const string Purpose = "unsubscribe";

    /// <param name="settings">The engine's settings.</param>
    /// <param name="message">The message.</param>
    /// <param name="addressKey">The key of its address in the suppression list.</param>
    /// <param name="topic">The topic of its step.</param>
    internal static Uri? For(EngineSettings settings, OutboxMessage message, string addressKey, Topic topic) =>
        settings.Options.Privacy.UnsubscribeUrl is not { } url || topic == Topic.Transactional
            ? null
            : new Uri(url.Replace(PrivacyOptions.UnsubscribeToken, Token(settings, message, addressKey, topic), StringComparison.Ordinal));

    /// <summary>Reads a token; null if it is damaged, forged or of another key.</summary>
    /// <remarks>
    /// Links from before schema 6 hold a longer key. The content is authenticated in both layouts, and a name of a channel begins behind
    /// the key: the longer key's last 20 bytes, which are random, would have to be names.
    /// </remarks>
    internal static (CustomerId Customer, Channel Channel, Topic Topic, string AddressKey)? Read(string key, string token) =>
        EncryptedToken.Read(key, Purpose, token) is { } payload
            ? Read(payload, SuppressionKey.Bytes) ?? Read(payload, SuppressionKey.OldBytes) : null;

    private static (CustomerId Customer, Channel Channel, Topic Topic, string AddressKey)? Read(byte[] payload, int keyBytes) =>
        payload.Length > keyBytes
            && Encoding.UTF8.GetString(payload.AsSpan(keyBytes)).Split(Separator, 3) is [var channel, var topic, var customer]
            && KebabName.IsValid(channel) && KebabName.IsValid(topic)
            ? (new CustomerId(customer), new Channel(channel), new Topic(topic),
                Convert.ToHexStringLower(payload.AsSpan(0, SuppressionKey.Bytes)))
            : null;

    private static string Token(EngineSettings settings, OutboxMessage message, string addressKey, Topic topic) => EncryptedToken.Write(
        settings.Options.Privacy.Key, Purpose,
        [
            .. Convert.FromHexString(addressKey),
            .. Encoding.UTF8.GetBytes(string.Join(Separator, message.Channel.Name, topic.Name, message.Customer.Value)),
        ]);
}
