using System.Security.Cryptography;
using System.Text;

namespace Retention.Workflows;

/// <summary>Signed links with which a customer unsubscribes without logging in: who, which channel, which topic, and a signature under the shop's key.</summary>
internal static class UnsubscribeLinks
{
    private const char Separator = '\n';
    private const int SignatureBytes = 16;

    internal static Uri? For(RetentionOptions options, OutboxMessage message, Topic topic) =>
        options.UnsubscribeUrl is null || topic == Topic.Transactional
            ? null
            : new Uri(options.UnsubscribeUrl.Replace(RetentionOptions.UnsubscribeToken, Token(options.PrivacyKey, message.Customer, message.Channel, topic), StringComparison.Ordinal));

    internal static string Token(string key, CustomerId customer, Channel channel, Topic topic)
    {
        var payload = Encoding.UTF8.GetBytes(string.Join(Separator, channel.Name, topic.Name, customer.Value));
        return $"{Encode(payload)}.{Encode(Sign(key, payload))}";
    }

    /// <summary>Reads a token; none when it is damaged, forged, or of another key.</summary>
    internal static (CustomerId Customer, Channel Channel, Topic Topic)? Read(string key, string token)
    {
        if (token.Split('.') is not [var body, var signature] || Decode(body) is not { } payload || Decode(signature) is not { } signed
            || !CryptographicOperations.FixedTimeEquals(Sign(key, payload), signed)
            || Encoding.UTF8.GetString(payload).Split(Separator, 3) is not [var channel, var topic, var customer])
            return null;
        return (new CustomerId(customer), new Channel(channel), new Topic(topic));
    }

    private static byte[] Sign(string key, byte[] payload) =>
        HMACSHA256.HashData(Encoding.UTF8.GetBytes($"unsubscribe{Separator}{key}"), payload)[..SignatureBytes];

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static byte[]? Decode(string text)
    {
        var base64 = text.Replace('-', '+').Replace('_', '/');
        var buffer = new byte[base64.Length];
        return Convert.TryFromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='), buffer, out var length) ? buffer[..length] : null;
    }
}
