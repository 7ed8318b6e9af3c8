namespace Retention.Workflows.Channels;

/// <summary>The Viber bot for messages, and its sender name.</summary>
/// <remarks>Use <see cref="BaseAddress"/> for providers with the same protocol. Validated when the host starts.</remarks>
public sealed class ViberOptions
{
    /// <summary>The bot's token. Required. A secret: read it from configuration, never from code.</summary>
    public string AuthToken { get; set; } = "";

    /// <summary>The sender's name, at most 28 characters. Required.</summary>
    public string SenderName { get; set; } = "";

    /// <summary>The picture beside the name, an https address; by default the bot's own picture is shown.</summary>
    public Uri? SenderAvatar { get; set; }

    /// <summary>
    /// The base address of the API; default <c>https://chatapi.viber.com</c>. Plain HTTP is accepted on the loopback only.
    /// </summary>
    public Uri BaseAddress { get; set; } = new("https://chatapi.viber.com");

    /// <summary>The time limit of one send, 1 second to 5 minutes; default 30 seconds. After it the message is ambiguous.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
