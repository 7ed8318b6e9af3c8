using System.Text;
using Retention.Workflows.Engine.Privacy;
using Retention.Workflows.Storage;

namespace Retention.Workflows.Engine.Delivery;

/// <summary>
/// Signed links that let a customer unsubscribe without logging in. They hold customer, channel, topic and a signature with the host's key.
/// </summary>
internal static class UnsubscribeLinks
{
    private const char Separator = '\n';
    private const string Purpose = "unsubscribe";

    internal static Uri? For(RetentionOptions options, OutboxMessage message, Topic topic) =>
        options.Privacy.UnsubscribeUrl is null || topic == Topic.Transactional
            ? null
            : new Uri(options.Privacy.UnsubscribeUrl.Replace(PrivacyOptions.UnsubscribeToken,
                Token(options.Privacy.Key, message.Customer, message.Channel, topic), StringComparison.Ordinal));

    internal static string Token(string key, CustomerId customer, Channel channel, Topic topic) =>
        SignedToken.Write(key, Purpose, Encoding.UTF8.GetBytes(string.Join(Separator, channel.Name, topic.Name, customer.Value)));

    /// <summary>Reads a token; null if it is damaged, forged or signed with another key.</summary>
    internal static (CustomerId Customer, Channel Channel, Topic Topic)? Read(string key, string token) =>
        SignedToken.Read(key, Purpose, token) is { } payload
            && Encoding.UTF8.GetString(payload).Split(Separator, 3) is [var channel, var topic, var customer]
            ? (new CustomerId(customer), new Channel(channel), new Topic(topic))
            : null;
}
