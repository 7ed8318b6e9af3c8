namespace Retention.Workflows.Channels;

/// <summary>Which Viber bot sends messages, and under what name.</summary>
/// <remarks>Providers that speak the same protocol are reached through <see cref="BaseAddress"/>. Checked when the host starts.</remarks>
public sealed class ViberOptions
{
    /// <summary>The bot's token. Required. A secret: take it from configuration, never from code.</summary>
    public string AuthToken { get; set; } = "";

    /// <summary>The name shown as the sender, at most 28 characters. Required.</summary>
    public string SenderName { get; set; } = "";

    /// <summary>The picture shown beside the name, an https address; default none, which shows the bot's own.</summary>
    public Uri? SenderAvatar { get; set; }

    /// <summary>Where the API lives; default <c>https://chatapi.viber.com</c>. Plain HTTP is taken on the loopback only.</summary>
    public Uri BaseAddress { get; set; } = new("https://chatapi.viber.com");

    /// <summary>How long one hand-over may take, 1 second to 5 minutes; default 30 seconds. When it runs out the message is ambiguous.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
