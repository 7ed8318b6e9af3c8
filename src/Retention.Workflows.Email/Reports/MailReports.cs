using System.Text.RegularExpressions;
using MimeKit;
using Retention.Workflows.Email.Reports;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels;

/// <summary>
/// Reads mails that report on mails: bounces (delivery status notifications, RFC 3464, and the plain texts of common servers) and
/// complaints (feedback reports, RFC 5965, and Outlook.com's). It also reads notifications of Amazon SES that Amazon SNS sends as e-mail.
/// Thread-safe; keeps no state.
/// </summary>
/// <remarks>
/// Use a separate mailbox for them. Bounces go to the envelope's sender, complaints to the address agreed with the mailbox provider. Each
/// of our mails contains a signed token in a header, which both kinds quote, and in the envelope's sender if
/// <see cref="SmtpEmailOptions.BounceAddress"/> says so. Without the token nothing identifies the mail, and the report changes nothing. The
/// sender of such a mail cannot be trusted, so only the token counts, and the engine verifies it.
/// </remarks>
public static partial class MailReports
{
    /// <summary>The largest number of bytes read. Reports are short, and they quote near the beginning.</summary>
    private const int MaxLength = 1_000_000;

    /// <summary>Reads a mail.</summary>
    /// <param name="mail">The unchanged bytes of the mail.</param>
    /// <param name="receivedAt">The time of its arrival.</param>
    /// <param name="report">
    /// The report. Its token is null if the mail has none; <see cref="IRetentionClient.ReportAsync"/> then counts it as
    /// <see cref="ReportOutcome.Unmatched"/>. A reason of <see cref="SenderFaults"/> says that the cause is the sender.
    /// </param>
    /// <returns>True with a report; false for any other mail, such as an automatic reply.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> mail, DateTimeOffset receivedAt, out DeliveryReport? report)
    {
        report = ReportMail.Read(mail[..Math.Min(mail.Length, MaxLength)]) is { } read && Read(read, receivedAt) is { } said
            ? said with { Token = said.Token ?? read.Token, OccurredAt = receivedAt.ToUniversalTime() }
            : null;
        return report is not null;
    }

    private static DeliveryReport? Read(ReportMail mail, DateTimeOffset receivedAt)
    {
        if (mail.Json is { } json && AmazonSesReports.ReadMail(json, receivedAt) is { } notification)
            return notification;
        if (mail.Feedback is { } feedback)
            return Complaint(feedback["Feedback-Type"]);
        if (mail.Recipients.Count > 0)
            return Notification(mail);
        if (IsComplaintOfOutlook(mail))
            return Complaint("abuse");
        return IsBounce(mail) ? PlainText(mail) : null;
    }

    private static DeliveryReport? Complaint(string? type) => type?.Trim().ToLowerInvariant() switch
    {
        "abuse" or "fraud" or "virus" or "other" or null or "" => Empty with
        {
            Status = DeliveryReportStatus.Complained, Bounce = BounceClass.Complaint, Reason = "complaint",
        },
        "opt-out" or "opt-out-list" => Empty with
        {
            Status = DeliveryReportStatus.Unsubscribed, Bounce = BounceClass.Unsubscribed, Reason = "opt-out",
        },
        _ => null, // not-spam, auth-failure, dmarc
    };

    /// <summary>Our mails have one recipient. A notification about several is read by its first failure.</summary>
    private static DeliveryReport? Notification(ReportMail mail)
    {
        var group = mail.Recipients.FirstOrDefault(static group => ActionOf(group) == "failed") ?? mail.Recipients[0];
        return ActionOf(group) switch
        {
            "delivered" => Empty with { Status = DeliveryReportStatus.Delivered },
            "delayed" or "relayed" or "expanded" => Empty,
            _ => Failed(group["Status"], group["Diagnostic-Code"] ?? group["X-Actual-Recipient-Status"], mail.Text),
        };
    }

    /// <summary>A group without an action, or with an invented one, is read by its status.</summary>
    private static string ActionOf(HeaderList group)
    {
        var action = (group["Action"] ?? "").Split(' ', ';', '(')[0].Trim().ToLowerInvariant();
        if (action is "failed" or "delivered" or "delayed" or "relayed" or "expanded")
            return action;
        return (group["Status"] ?? "").TrimStart() is ['2', ..] ? "delivered" : "failed";
    }

    private static DeliveryReport PlainText(ReportMail mail) =>
        SaysDelayed().IsMatch(mail.Text) && !SaysFailed().IsMatch(mail.Text)
            ? Empty : Failed(null, null, $"{mail.Text}\n{mail.Header("Subject")}");

    private static DeliveryReport Failed(string? status, string? diagnosis, string text)
    {
        var (reported, bounce, reason, isAboutSender) = BounceReader.Failure(status, diagnosis, text);
        return Empty with { Status = reported, Bounce = bounce, Reason = reason, IsAboutSender = isAboutSender };
    }

    private static DeliveryReport Empty { get; } =
        new() { Channel = Channel.Email, Status = DeliveryReportStatus.Underway, OccurredAt = default };

    /// <summary>Outlook.com's complaints have no feedback report: they attach the mail, and the subject says what they are.</summary>
    private static bool IsComplaintOfOutlook(ReportMail mail) =>
        mail.HasQuotedMail && mail.Header("Subject").Contains("complaint about message from", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// A bounce in plain text comes from a mail system, or says so in its subject. An automatic reply (RFC 3834) comes from a person.
    /// </summary>
    private static bool IsBounce(ReportMail mail)
    {
        if (mail.Headers.Contains("X-Failed-Recipients")
            || mail.Header("From").Contains("mailer-daemon", StringComparison.OrdinalIgnoreCase))
            return true;
        var subject = mail.Header("Subject");
        var saysFailure = SaysBounce().IsMatch(subject) || (mail.HasQuotedMail && SaysNotDelivered().IsMatch(mail.Text));
        if (IsAutomatic(mail, subject) && !saysFailure)
            return false;
        return saysFailure || Systems().IsMatch(mail.Header("From")) || Systems().IsMatch(mail.Header("Return-Path"));
    }

    private static bool IsAutomatic(ReportMail mail, string subject) =>
        mail.Header("Auto-Submitted").TrimStart().StartsWith("auto-replied", StringComparison.OrdinalIgnoreCase)
        || mail.Header("Precedence").Contains("auto_reply", StringComparison.OrdinalIgnoreCase)
        || mail.Headers.Contains("X-Autoreply") || mail.Headers.Contains("X-Autorespond") || SaysAutoReply().IsMatch(subject);

    [GeneratedRegex(@"(could|can) ?not be delivered|delivery (has )?failed|undeliverable|no such user|unable to deliver",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SaysNotDelivered();

    [GeneratedRegex(@"mailer-?daemon|post[_-]?(master|office)|mail delivery|mail ?admin|mail administrator"
        + @"|delivery ?(subsystem|system)|bounce|no-?reply@.*google",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Systems();

    [GeneratedRegex(
        @"undeliver|undelivered|non.?delivery|delivery (status|failure|failed|notification|report|problem|error|incomplete"
        + @"|has failed)|returned mail|return(ed)? to sender"
        + @"|failure notice|mail (delivery|failure|system error|could not)|could ?n.t be delivered|not delivered"
        + @"|unable to deliver|failed (mail|delivery)|message (failed|status)"
        + @"|mail error|bounce|delivery .*fail|warning: (message|could not)|送信できません|配信不能|エラー",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SaysBounce();

    [GeneratedRegex(@"^(re: ?)?(auto(matic|mated)?[ :-]*(re(ply|sponse)|respon|:)|out of (the )?office|vacation|away from"
        + @"|abwesenheit|mimo kancel)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SaysAutoReply();

    [GeneratedRegex(@"(will (continue|keep|be retried|try|retry)|still trying|has not (yet )?been delivered|delayed"
        + @"|not yet (been )?delivered|no action is required"
        + @"|do ?n[o']t need to resend|warning message only)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SaysDelayed();

    [GeneratedRegex(@"(given up|giving up|could not be delivered|permanent|unable to deliver|was not delivered"
        + @"|failed permanently|has been returned)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SaysFailed();
}
