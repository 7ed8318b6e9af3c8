using MailKit.Net.Smtp;
using Retention.Workflows.Email.Smtp;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Email.Tests.Smtp;

/// <summary>The outcomes of replies as the standards and providers document them.</summary>
public sealed class SmtpAnswersTests
{
    // SMTP: RFC 5321 4.2.3 and RFC 4954 6 for replies, RFC 3463 and https://www.iana.org/assignments/smtp-enhanced-status-codes for
    // enhanced codes.
    [Theory]
    [InlineData(421, "4.3.2 System not accepting network messages", "RetryLater smtp-421")]
    [InlineData(450, "4.2.1 The user is receiving mail too quickly", "RetryLater smtp-450")]
    [InlineData(451, "4.7.1 Greylisting in action, please come back later", "RetryLater smtp-451")]
    [InlineData(452, "4.2.2 The mailbox is full", "RetryLater smtp-452")]
    [InlineData(550, "5.1.1 Bad destination mailbox address", "Rejected smtp-550 Hard")]
    [InlineData(550, "5.1.2 Bad destination system address", "Rejected smtp-550 Hard")]
    [InlineData(550, "5.2.1 Mailbox disabled, not accepting messages", "Rejected smtp-550 Hard")]
    [InlineData(552, "5.2.2 Mailbox full", "Rejected smtp-552 Soft")]
    [InlineData(552, "5.3.4 Message too big for system", "Rejected smtp-552")]
    [InlineData(550, "5.7.1 Delivery not authorized, message refused", "Rejected smtp-550")]
    [InlineData(550, "5.7.26 Multiple authentication checks failed", "RetryLater sender-authentication pauses")]
    [InlineData(553, "5.1.8 Bad sender's system address", "RetryLater smtp-553 pauses")]
    [InlineData(421, "4.7.28 Our system has detected an unusual rate of unsolicited mail", "RetryLater sender-rate pauses")]
    [InlineData(450, "4.7.25 Client host rejected: cannot find your reverse hostname", "RetryLater sender-authentication pauses")]
    [InlineData(550, "5.7.1 Service unavailable; client [192.0.2.4] blocked using zen.spamhaus.org", "RetryLater sender-blocked pauses")]
    [InlineData(550, "5.7.515 Access denied, sending domain does not meet the required authentication level", "RetryLater sender-authentication pauses")]
    [InlineData(421, "Too many connections from your host", "RetryLater sender-rate pauses")]
    [InlineData(550, "SPF check failed", "RetryLater sender-authentication pauses")]
    [InlineData(550, "no such user here", "Rejected smtp-550 Hard")]
    [InlineData(550, "5.2.1 The user you are trying to contact is receiving mail at a rate that prevents delivery", "Rejected smtp-550")]
    [InlineData(554, "5.7.1 Message content rejected", "Rejected smtp-554")]
    [InlineData(556, "5.1.10 Recipient address has null MX", "Rejected smtp-556 Hard")]
    [InlineData(530, "5.7.0 Authentication required", "RetryLater smtp-530 pauses")]
    [InlineData(534, "5.7.9 Authentication mechanism is too weak", "RetryLater smtp-534 pauses")]
    [InlineData(535, "5.7.8 Authentication credentials invalid", "RetryLater smtp-535 pauses")]
    public void Replies_of_mail_servers(int reply, string text, string expected) =>
        Say(SmtpAnswers.Of(new SmtpCommandException(SmtpErrorCode.RecipientNotAccepted, (SmtpStatusCode)reply, text), hasBegun: false))
            .Should().Be(expected);

    private static string Say(DeliveryResult result) => string.Join(' ', ((string?[])
    [
        result.Status.ToString(),
        result.Reason,
        result.ProviderMessageId is { } id ? $"as {id}" : null,
        result.Bounce == BounceClass.None ? null : result.Bounce.ToString(),
        result.After is { } after ? $"after {after.TotalSeconds} s" : null,
        result.PausesChannel ? "pauses" : null,
    ]).OfType<string>());
}
