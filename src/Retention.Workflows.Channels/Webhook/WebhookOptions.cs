namespace Retention.Workflows.Channels;

/// <summary>Where the messages of one channel are posted as JSON, and how they are signed.</summary>
/// <remarks>Checked when the host starts.</remarks>
public sealed class WebhookOptions
{
    /// <summary>Where each message is posted, an https address. Required. Plain HTTP is taken on the loopback only. It is never logged, as such addresses may hold secrets.</summary>
    public Uri? Address { get; set; }

    /// <summary>The key that signs each request, at least 16 characters. Required. A secret: take it from configuration, never from code.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Whether the receiver takes two requests with the same <c>Idempotency-Key</c> for one message; default no.</summary>
    /// <remarks>With yes, a request of unknown fate is simply repeated. Say it only of a receiver that keeps the keys for as long as messages are retried.</remarks>
    public bool ReceiverIsIdempotent { get; set; }

    /// <summary>How long one hand-over may take, 1 second to 5 minutes; default 30 seconds. When it runs out the message is ambiguous.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
