namespace Retention.Workflows.Channels;

/// <summary>
/// The provider behind a mail server. It decides in which header a mail carries its token, so that the provider returns it in webhooks.
/// </summary>
public enum SmtpRelay
{
    /// <summary>No provider, or Amazon SES, which returns all headers.</summary>
    None = 0,

    /// <summary>SendGrid: <c>X-SMTPAPI</c>, read by <see cref="SendGridReports"/>.</summary>
    SendGrid = 1,

    /// <summary>Mailgun: <c>X-Mailgun-Variables</c>, read by <see cref="MailgunReports"/>.</summary>
    Mailgun = 2,

    /// <summary>Postmark: <c>X-PM-Metadata</c>, read by <see cref="PostmarkReports"/>.</summary>
    Postmark = 3,

    /// <summary>Brevo: <c>X-Mailin-custom</c>, read by <see cref="BrevoReports"/>.</summary>
    Brevo = 4,
}
