using System.Net.Sockets;
using MailKit.Net.Smtp;
using MailKit.Security;
using Retention.Workflows.Channels;

namespace Retention.Workflows.Email.Smtp;

/// <summary>A connection to the mail server, with its login. One mail at a time.</summary>
internal sealed class SmtpConnection : IDisposable
{
    internal SmtpClient Client { get; } = new();

    /// <summary>The number of mails that were sent over this connection.</summary>
    internal int Mails { get; set; }

    /// <summary>When the connection became idle, as a timestamp of the clock.</summary>
    internal long IdleSince { get; set; }

    public void Dispose() => Client.Dispose();

    internal async Task OpenAsync(SmtpEmailOptions options, CancellationToken cancellationToken)
    {
        Client.Timeout = (int)options.Timeout.TotalMilliseconds;
        await ConnectAsync(options, cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrEmpty(options.UserName))
            return;
        if (options.AccessToken is { } token)
            await Client.AuthenticateAsync(
                new SaslMechanismOAuth2(options.UserName, await AskAsync(token, cancellationToken).ConfigureAwait(false)),
                cancellationToken).ConfigureAwait(false);
        else
            await Client.AuthenticateAsync(options.UserName, options.Password ?? "", cancellationToken).ConfigureAwait(false);
    }

    private async Task ConnectAsync(SmtpEmailOptions options, CancellationToken cancellationToken)
    {
        var socket = await OpenSocketAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            await Client.ConnectAsync(socket, options.Host, options.Port, Encryption(options), cancellationToken).ConfigureAwait(false);
        }
        catch (SmtpCommandException failure)
        {
            throw new NoServiceException(failure);
        }
    }

    /// <summary>
    /// A mail ends with a short packet. With Nagle's algorithm it waits for the acknowledgement of the packet before it, which servers
    /// delay by 40 ms: a connection would send 23 mails a second, however near the server is.
    /// </summary>
    private static async Task<Socket> OpenSocketAsync(SmtpEmailOptions options, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<string> AskAsync(Func<CancellationToken, Task<string>> token, CancellationToken cancellationToken)
    {
        try
        {
            return await token(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AccessTokenException(failure);
        }
    }

    private static SecureSocketOptions Encryption(SmtpEmailOptions options) => options.Security switch
    {
        SmtpSecurity.None => SecureSocketOptions.None,
        SmtpSecurity.Implicit => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.StartTlsWhenAvailable => SecureSocketOptions.StartTlsWhenAvailable,
        SmtpSecurity.Auto when options.Port == 465 => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };

    /// <summary>
    /// The server answered the connection itself with an error: no mail of ours was named yet, so it would refuse every one.
    /// </summary>
    internal sealed class NoServiceException(SmtpCommandException cause) : Exception("The server offers no service.", cause)
    {
        internal int Reply { get; } = (int)cause.StatusCode;
    }

    /// <summary>The host's own function failed before anything was sent. Its message may contain secrets.</summary>
    internal sealed class AccessTokenException(Exception cause) : Exception("The access token could not be had.", cause);
}
