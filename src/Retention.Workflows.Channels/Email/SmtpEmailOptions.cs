namespace Retention.Workflows.Channels;

/// <summary>The mail server for e-mails, and their sender.</summary>
/// <remarks>Validated when the host starts; an invalid value stops it with an error that names the property.</remarks>
public sealed class SmtpEmailOptions
{
    /// <summary>The server's name or address. Required.</summary>
    public string Host { get; set; } = "";

    /// <summary>The server's port, 1 to 65535; default 587, the submission port.</summary>
    /// <remarks>465 is refused: it uses TLS from the first byte, and the client supports STARTTLS only.</remarks>
    public int Port { get; set; } = 587;

    /// <summary>The sender's mailbox, such as <c>hello@swiftmotion.example</c>. Required.</summary>
    public string From { get; set; } = "";

    /// <summary>The name shown beside <see cref="From"/>; default none.</summary>
    public string? FromName { get; set; }

    /// <summary>
    /// True if the connection must be encrypted with STARTTLS; default true. A server without STARTTLS then gets no mail.
    /// </summary>
    public bool UseTls { get; set; } = true;

    /// <summary>The user name for the login; by default there is no login.</summary>
    public string? UserName { get; set; }

    /// <summary>The password of <see cref="UserName"/>. A secret: read it from configuration, never from code.</summary>
    public string? Password { get; set; }

    /// <summary>The time limit of one send, 1 second to 10 minutes; default 30 seconds.</summary>
    /// <remarks>
    /// After the time limit the result is unknown, so the message is ambiguous. Raise the limit for servers that scan mails before they
    /// answer.
    /// </remarks>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
