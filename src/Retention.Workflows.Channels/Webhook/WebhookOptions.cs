namespace Retention.Workflows.Channels;

/// <summary>The address for the messages of one channel, posted as signed JSON.</summary>
/// <remarks>Validated when the host starts.</remarks>
public sealed class WebhookOptions
{
    /// <summary>
    /// The https address to which each message is posted. Required. Plain HTTP is accepted on the loopback only. It is never logged, since
    /// it may contain secrets.
    /// </summary>
    public Uri? Address { get; set; }

    /// <summary>
    /// The key that signs each request, at least 16 characters. Required. A secret: read it from configuration, never from code.
    /// </summary>
    public string Secret { get; set; } = "";

    /// <summary>True if the receiver treats two requests with the same <c>Idempotency-Key</c> as one message; default false.</summary>
    /// <remarks>
    /// With true, a request in doubt is repeated. Set it only when the receiver keeps the keys for as long as messages are retried.
    /// </remarks>
    public bool ReceiverIsIdempotent { get; set; }

    /// <summary>The time limit of one send, 1 second to 5 minutes; default 30 seconds. After it the message is ambiguous.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
