using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;
using Retention.Workflows.Channels.Addresses;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Email;

/// <summary>Sends e-mails through a mail server. SMTP has no idempotency keys: a repeated send is a second mail.</summary>
/// <remarks>
/// Each mail uses its own connection. The server may have closed a pooled connection, and the client reports that as a broken connection,
/// which is ambiguous: a mail that was certainly not sent would count as possibly sent.
/// </remarks>
internal sealed class SmtpEmailChannel(IOptions<SmtpEmailOptions> options, TimeProvider time) : IMessageChannel
{
    private readonly SmtpEmailOptions _options = options.Value;
    private volatile bool _suspect;

    public Channel Channel => Channel.Email;

    public bool IsIdempotent => false;

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Mailbox.Refusal(message, out var recipient) is { } refusal)
            return refusal;
        cancellationToken.ThrowIfCancellationRequested();
        if (_suspect && !await AcceptsConnectionsAsync(cancellationToken).ConfigureAwait(false))
            return DeliveryResult.RetryLater("smtp-unreachable");

        var result = await HandOverAsync(message, recipient!, cancellationToken).ConfigureAwait(false);
        _suspect = result.Reason == SmtpAnswers.TimedOut;
        return result;
    }

    private async Task<DeliveryResult> HandOverAsync(OutgoingMessage message, MailAddress recipient, CancellationToken cancellationToken)
    {
        var client = Connect(recipient);
        var mail = Compose(message, recipient);
        Task sending = Task.CompletedTask;
        try
        {
            // The client does not interrupt a read when its token is cancelled. Disposing the client closes the connection.
            sending = client.SendMailAsync(mail, CancellationToken.None);
            await sending.WaitAsync(_options.Timeout, time, cancellationToken).ConfigureAwait(false);
            return DeliveryResult.Delivered;
        }
        catch (SmtpException failure)
        {
            return SmtpAnswers.Of(failure, Mailbox.HasAsciiUser(recipient));
        }
        catch (TimeoutException)
        {
            return DeliveryResult.Ambiguous(SmtpAnswers.TimedOut);
        }
        finally
        {
            client.Dispose();
            _ = sending.ContinueWith(
                static (ended, state) =>
                {
                    _ = ended.Exception;
                    ((MailMessage)state!).Dispose();
                },
                mail,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    private SmtpClient Connect(MailAddress recipient) => new(_options.Host, _options.Port)
    {
        EnableSsl = _options.UseTls,
        Credentials = string.IsNullOrEmpty(_options.UserName) ? null : new NetworkCredential(_options.UserName, _options.Password),
        DeliveryFormat = Mailbox.HasAsciiUser(recipient) ? SmtpDeliveryFormat.SevenBit : SmtpDeliveryFormat.International,
    };

    private MailMessage Compose(OutgoingMessage message, MailAddress recipient)
    {
        var from = new MailAddress(_options.From, _options.FromName, Encoding.UTF8);
        var mail = new MailMessage(from, recipient)
        {
            Subject = message.Content.Subject ?? "",
            SubjectEncoding = Encoding.UTF8,
            Body = message.Content.Text,
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.Base64,
        };
        mail.Headers["Message-ID"] = MessageKey.MessageId(message.IdempotencyKey, from.Host);
        foreach (var (name, value) in MailHeaders.Of(message))
            mail.Headers[name] = value;
        if (message.Content.Html is { } html)
        {
            var view = AlternateView.CreateAlternateViewFromString(html, Encoding.UTF8, MediaTypeNames.Text.Html);
            view.TransferEncoding = TransferEncoding.Base64;
            mail.AlternateViews.Add(view);
        }

        return mail;
    }

    /// <summary>
    /// Checked only after a send timed out, so that an unreachable server makes few messages ambiguous, and the others wait.
    /// </summary>
    private async Task<bool> AcceptsConnectionsAsync(CancellationToken cancellationToken)
    {
        using var probe = new TcpClient();
        try
        {
            await probe.ConnectAsync(_options.Host, _options.Port, cancellationToken).AsTask()
                .WaitAsync(_options.Timeout, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (failure is SocketException or TimeoutException)
        {
            return false;
        }
    }
}
