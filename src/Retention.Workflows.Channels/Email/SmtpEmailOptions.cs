namespace Retention.Workflows.Channels;

/// <summary>Which mail server takes the e-mails, and who signs them.</summary>
/// <remarks>Checked when the host starts; a wrong value stops it with a sentence that names the property.</remarks>
public sealed class SmtpEmailOptions
{
    /// <summary>The server's name or address. Required.</summary>
    public string Host { get; set; } = "";

    /// <summary>The server's port, 1 to 65535; default 587, the submission port.</summary>
    /// <remarks>465 is refused: it speaks TLS from the first byte, and the client behind this speaks STARTTLS.</remarks>
    public int Port { get; set; } = 587;

    /// <summary>The mailbox that sends, such as <c>hello@swiftmotion.example</c>. Required.</summary>
    public string From { get; set; } = "";

    /// <summary>The name shown beside <see cref="From"/>; default none.</summary>
    public string? FromName { get; set; }

    /// <summary>Whether the connection must be encrypted with STARTTLS before anything is said; default yes. A server that does not offer it gets no mail.</summary>
    public bool UseTls { get; set; } = true;

    /// <summary>The user to log in as; default none, which does not log in.</summary>
    public string? UserName { get; set; }

    /// <summary>The password of <see cref="UserName"/>. A secret: take it from configuration, never from code.</summary>
    public string? Password { get; set; }

    /// <summary>How long one hand-over may take, 1 second to 10 minutes; default 30 seconds.</summary>
    /// <remarks>When it runs out nobody knows what the server did, so the message is ambiguous. Raise it for servers that scan mails before they answer.</remarks>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
