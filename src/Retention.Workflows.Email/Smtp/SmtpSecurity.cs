namespace Retention.Workflows.Channels;

/// <summary>How the connection to a mail server is encrypted.</summary>
public enum SmtpSecurity
{
    /// <summary>TLS from the first byte on port 465, otherwise <see cref="StartTls"/>.</summary>
    Auto = 0,

    /// <summary>STARTTLS is required. A server that does not offer it gets no mail.</summary>
    StartTls = 1,

    /// <summary>STARTTLS if the server offers it, otherwise no encryption. Only for servers without a login.</summary>
    StartTlsWhenAvailable = 2,

    /// <summary>TLS from the first byte, as on port 465.</summary>
    Implicit = 3,

    /// <summary>No encryption: for a server on this machine or in a trusted network.</summary>
    None = 4,
}
