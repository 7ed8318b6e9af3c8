using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;
using MimeKit;
using Retention.Workflows.Channels;
using Retention.Workflows.Email.Mime;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Smtp;

/// <summary>Sends e-mails through a mail server. SMTP has no idempotency keys: a repeated send is a second mail.</summary>
/// <remarks>
/// Connections are kept for the next mail. A kept connection that the server closed meanwhile breaks before the body, which is a certain
/// non-send; the mail then goes over a new connection.
/// </remarks>
internal sealed class SmtpEmailChannel : IMessageChannel, IDisposable
{
    private readonly SmtpEmailOptions _options;
    private readonly TimeProvider _time;
    private readonly SmtpConnections _connections;
    private readonly MailboxAddress _from;
    private readonly EnvelopeSender _sender;
    private readonly Dkim? _dkim;

    public SmtpEmailChannel(IOptions<SmtpEmailOptions> options, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        _connections = new SmtpConnections(_options, time);
        _from = MailComposer.Sender(_options.From, _options.FromName);
        _sender = new EnvelopeSender(_options, _from);
        _dkim = Dkim.Of(_options);
    }

    public Channel Channel => Channel.Email;

    public bool IsIdempotent => false;

    public int MaxConcurrency => _options.MaxConnections;

    public void Dispose() => _connections.Dispose();

    public async Task<DeliveryResult> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Mailbox.Refusal(message, out var recipient) is { } refusal)
            return refusal;
        using var mail = MailComposer.Compose(message, _from, recipient!, _options.Relay);
        var format = MailBytes.Format(international: !Mailbox.HasAsciiUser(recipient!));
        WrittenBody.Write(mail, format);
        _dkim?.Sign(mail);
        try
        {
            await _connections.EnterAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return DeliveryResult.Unreachable(SmtpAnswers.TimedOut);
        }

        try
        {
            return await SendAsync(new SmtpMail(mail, format, _sender.Of(message), recipient!), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _connections.Leave();
        }
    }

    private async Task<DeliveryResult> SendAsync(SmtpMail mail, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        while (_connections.TakeIdle() is { } kept)
        {
            var (result, isStale) = await SendAsync(kept, isOpen: true, mail, both.Token).ConfigureAwait(false);
            if (!isStale)
                return result;
        }

        return (await SendAsync(new SmtpConnection(), isOpen: false, mail, both.Token).ConfigureAwait(false)).Result;
    }

    /// <summary>Sends over one connection.</summary>
    /// <returns>
    /// The result, and whether the server had closed a kept connection before the body, so that the mail may go over another one.
    /// </returns>
    private async Task<(DeliveryResult Result, bool IsStale)> SendAsync(
        SmtpConnection connection, bool isOpen, SmtpMail mail, CancellationToken cancellationToken)
    {
        var progress = new BodyProgress();
        var isStale = false;
        try
        {
            if (!isOpen)
                await connection.OpenAsync(_options, cancellationToken).ConfigureAwait(false);
            if (mail.Format.International && !connection.Client.Capabilities.HasFlag(SmtpCapabilities.UTF8))
                return (DeliveryResult.Rejected("invalid-address"), false);
            await connection.Client.SendAsync(
                mail.Format, mail.Content, mail.Sender, [mail.Recipient], cancellationToken, progress).ConfigureAwait(false);
            connection.Mails++;
            return (DeliveryResult.Delivered, false);
        }
#pragma warning disable CA1031 // Each failure has its outcome; an unknown one is decided by its phase.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            isStale = isOpen && !progress.HasBegun && !cancellationToken.IsCancellationRequested && SmtpAnswers.IsBroken(failure);
            return (SmtpAnswers.Of(failure, progress.HasBegun), isStale);
        }
        finally
        {
            // A client whose reply was unexpected, or that broke, is closed by MailKit, and is not kept.
            _connections.Return(connection);
        }
    }

    private sealed record SmtpMail(MimeMessage Content, FormatOptions Format, MailboxAddress Sender, MailboxAddress Recipient);
}
