namespace Retention.Workflows.Channels;

/// <summary>The mail server for e-mails, and their sender.</summary>
/// <remarks>Validated when the host starts; an invalid value stops it with an error that names the property.</remarks>
public sealed class SmtpEmailOptions
{
    /// <summary>The server's name or address. Required.</summary>
    public string Host { get; set; } = "";

    /// <summary>The server's port, 1 to 65535; default 587, the submission port.</summary>
    public int Port { get; set; } = 587;

    /// <summary>The sender's mailbox, such as <c>hello@swiftmotion.example</c>. Required.</summary>
    public string From { get; set; } = "";

    /// <summary>The name shown beside <see cref="From"/>; default none.</summary>
    public string? FromName { get; set; }

    /// <summary>The placeholder in <see cref="BounceAddress"/> that is replaced by the message's token.</summary>
    public const string BounceToken = "{token}";

    /// <summary>
    /// The mailbox to which bounces go: the envelope's sender. Default none; then it is <see cref="From"/>.
    /// </summary>
    /// <remarks>
    /// <c>bounce+{token}@shop.example</c> carries the message's token, so that bounces are matched that quote nothing. It needs
    /// <see cref="PrivacyOptions.Key"/>, a mailbox that receives all such addresses, and a server that lets the shop send from them.
    /// <c>{token}</c> is replaced by 48 characters and ends the local part; at most 16 may precede it. The domain is that of
    /// <see cref="From"/> or a subdomain of it, or SPF says nothing about the sender.
    /// </remarks>
    public string? BounceAddress { get; set; }

    /// <summary>The encryption of the connection; default <see cref="SmtpSecurity.Auto"/>.</summary>
    public SmtpSecurity Security { get; set; }

    /// <summary>The user name for the login; by default there is no login.</summary>
    public string? UserName { get; set; }

    /// <summary>The password of <see cref="UserName"/>. A secret: read it from configuration, never from code.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// Returns the OAuth 2 access token of <see cref="UserName"/> for a login with XOAUTH2, in place of <see cref="Password"/>.
    /// </summary>
    /// <remarks>
    /// Called before every login, from several threads at once; it must cache tokens itself. When it throws, the message is retried later.
    /// </remarks>
    public Func<CancellationToken, Task<string>>? AccessToken { get; set; }

    /// <summary>The largest number of connections at the same time, 1 to 1000; default 10. Further messages wait for one.</summary>
    public int MaxConnections { get; set; } = 10;

    /// <summary>
    /// How long a connection is kept open for the next mail, 0 to 10 minutes; default 15 seconds. With 0, each mail has its own connection.
    /// </summary>
    public TimeSpan KeepConnections { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The largest number of mails over one connection, 1 or more; default 100, which common servers accept.</summary>
    public int MaxMailsPerConnection { get; set; } = 100;

    /// <summary>
    /// The private key (PEM, RSA or Ed25519) that signs mails with DKIM (RFC 6376); default none, where the server signs. A secret.
    /// </summary>
    public string? DkimPrivateKey { get; set; }

    /// <summary>The selector of the DKIM key, as in <c>selector._domainkey.example.org</c>. Required with a key.</summary>
    public string? DkimSelector { get; set; }

    /// <summary>The domain that signs with DKIM; default the domain of <see cref="From"/>.</summary>
    public string? DkimDomain { get; set; }

    /// <summary>The provider behind the server, whose webhooks return the token of a mail; default none.</summary>
    public SmtpRelay Relay { get; set; }

    /// <summary>The time limit of one send, 1 second to 10 minutes; default 30 seconds.</summary>
    /// <remarks>
    /// A message whose body has not begun to leave by then is retried. After that the result is unknown, so the message is ambiguous. Raise
    /// the limit for servers that scan mails before they answer.
    /// </remarks>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
