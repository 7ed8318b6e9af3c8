using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Email.Mime;
using Retention.Workflows.Email.Reports;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels;

/// <summary>Reads Amazon SES's notifications and events, as Amazon SNS posts them. Thread-safe; keeps no state.</summary>
/// <remarks>
/// Include the original headers in the notifications: our token is in one of them. The signature is verified with a certificate that the
/// host downloads from <see cref="CertificateAddress"/> and keeps. Signature and events:
/// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html and
/// https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html.
/// </remarks>
public static class AmazonSesReports
{
    /// <summary>The address of the certificate that signed a body; null if it is no address of Amazon SNS.</summary>
    /// <param name="body">The unchanged bytes of the body.</param>
    public static Uri? CertificateAddress(ReadOnlyMemory<byte> body)
    {
        Uri? address = null;
        ReportBody.Read(body, root =>
        {
            address = Uri.TryCreate(JsonRead.Text(root, "SigningCertURL"), UriKind.Absolute, out var named) ? named : null;
            return [];
        });
        return address is { Scheme: "https", IsDefaultPort: true, UserInfo.Length: 0 } && IsOfSns(address.Host)
            && address.AbsolutePath.EndsWith(".pem", StringComparison.Ordinal) ? address : null;
    }

    /// <summary>Verifies the sender of a notification, and reads it.</summary>
    /// <param name="certificate">The certificate from <see cref="CertificateAddress"/>.</param>
    /// <param name="topicArn">The topic that the host subscribed to. Anybody can have a topic with a valid signature.</param>
    /// <param name="body">The unchanged bytes of the body.</param>
    /// <param name="receivedAt">The time of arrival, for events without a time.</param>
    /// <param name="report">The report; null if the body has none, such as the confirmation of a subscription.</param>
    /// <returns>True if topic and signature are valid. Answer any other body with 403 and ignore it.</returns>
    public static bool TryRead(
        X509Certificate2 certificate, string topicArn, ReadOnlyMemory<byte> body, DateTimeOffset receivedAt, out DeliveryReport? report)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentException.ThrowIfNullOrEmpty(topicArn);
        var isGenuine = false;
        string? message = null;
        ReportBody.Read(body, root =>
        {
            isGenuine = JsonRead.Text(root, "TopicArn") == topicArn && IsSigned(certificate, root);
            message = isGenuine && JsonRead.Text(root, "Type") == "Notification" ? JsonRead.Text(root, "Message") : null;
            return [];
        });
        report = message is null ? null : ReadMessage(Encoding.UTF8.GetBytes(message), receivedAt);
        return isGenuine;
    }

    /// <summary>
    /// Reads a notification that Amazon SNS sent as e-mail: its own JSON, or that of SES with a text below. Nothing is verified.
    /// </summary>
    /// <param name="text">The text of the mail.</param>
    /// <param name="receivedAt">The time of arrival, for events without a time.</param>
    /// <returns>The report; null if the text has none.</returns>
    internal static DeliveryReport? ReadMail(string text, DateTimeOffset receivedAt)
    {
        var body = JsonAtStart(Encoding.UTF8.GetBytes(text));
        string? message = null;
        ReportBody.Read(body, root =>
        {
            message = JsonRead.Text(root, "Type") == "Notification" ? JsonRead.Text(root, "Message") : null;
            return [];
        });
        return ReadMessage(message is null ? body : Encoding.UTF8.GetBytes(message), receivedAt);
    }

    private static DeliveryReport? ReadMessage(ReadOnlyMemory<byte> message, DateTimeOffset receivedAt) =>
        ReportBody.Read(message, root => Read(root, receivedAt) is { } read ? [read] : []) is [var only] ? only : null;

    /// <summary>The JSON value with which a text begins; empty if it begins with something else.</summary>
    private static ReadOnlyMemory<byte> JsonAtStart(byte[] text)
    {
        try
        {
            var json = new Utf8JsonReader(text);
            json.Read();
            json.Skip();
            return text.AsMemory(0, (int)json.BytesConsumed);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static bool IsOfSns(string host) =>
        host.Split('.') is ["sns", { Length: > 0 }, "amazonaws", "com"] or ["sns", { Length: > 0 }, "amazonaws", "com", "cn"];

    [SuppressMessage("Security", "CA5350", Justification = "Version 1 signs with SHA-1, and is the default of topics.")]
    private static bool IsSigned(X509Certificate2 certificate, JsonElement root)
    {
        var hash = JsonRead.Text(root, "SignatureVersion") switch
        {
            "1" => HashAlgorithmName.SHA1,
            "2" => HashAlgorithmName.SHA256,
            _ => default,
        };
        var signature = new byte[1024];
        using var key = certificate.GetRSAPublicKey();
        return key is not null && hash != default
            && Convert.TryFromBase64String(JsonRead.Text(root, "Signature") ?? "", signature, out var length)
            && key.VerifyData(Signed(root), signature.AsSpan(0, length), hash, RSASignaturePadding.Pkcs1);
    }

    /// <summary>The names and values that are signed, each followed by a line feed, in the order of the names.</summary>
    private static byte[] Signed(JsonElement root)
    {
        string[] names = JsonRead.Text(root, "Type") == "Notification"
            ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
            : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
        var text = new StringBuilder();
        foreach (var name in names)
        {
            if (JsonRead.Text(root, name) is { } value)
                text.Append(name).Append('\n').Append(value).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static DeliveryReport? Read(JsonElement root, DateTimeOffset receivedAt)
    {
        var name = JsonRead.Text(root, "notificationType") ?? JsonRead.Text(root, "eventType");
        var mail = JsonRead.Object(root, "mail");
        var detail = name switch
        {
            "Bounce" => "bounce",
            "Complaint" => "complaint",
            "Delivery" => "delivery",
            "Open" => "open",
            "Click" => "click",
            "Reject" => "reject",
            "Subscription" => "subscription",
            "Send" => "send",
            "DeliveryDelay" => "deliveryDelay",
            _ => null,
        };
        if (detail is null || mail is null || JsonRead.Object(root, detail) is not { } body)
            return null;
        var report = EmailEvents.Of(
            DeliveryReportStatus.Underway, EmailEvents.Time(body, "timestamp", receivedAt), Token(mail.Value), null,
            JsonRead.Text(mail.Value, "messageId"));
        return name switch
        {
            "Bounce" => Bounced(report, body),
            "Complaint" when JsonRead.Text(body, "complaintFeedbackType") == "not-spam" => null,
            "Complaint" => As(report, DeliveryReportStatus.Complained),
            "Delivery" => As(report, DeliveryReportStatus.Delivered),
            "Open" => As(report, DeliveryReportStatus.Opened),
            "Click" => As(report, DeliveryReportStatus.Clicked) with { Link = JsonRead.Text(body, "link") },
            "Subscription" => LeavesATopic(body) ? As(report, DeliveryReportStatus.Unsubscribed) : null,
            "Reject" => report with { Status = DeliveryReportStatus.Failed, Reason = "rejected" },
            _ => report,
        };
    }

    private static DeliveryReport As(DeliveryReport report, DeliveryReportStatus status) =>
        EmailEvents.Of(status, report.OccurredAt, report.Token, report.Address, report.ProviderMessageId);

    private static DeliveryReport Bounced(DeliveryReport report, JsonElement bounce)
    {
        var recipient = JsonRead.Items(bounce, "bouncedRecipients").FirstOrDefault();
        var said = JsonRead.Text(bounce, "bounceType") switch
        {
            "Permanent" when JsonRead.Text(bounce, "bounceSubType")
                is "General" or "NoEmail" or "Suppressed" or "OnAccountSuppressionList" =>
                BounceClass.Hard,
            "Transient" when JsonRead.Text(bounce, "bounceSubType")
                is "MessageTooLarge" or "ContentRejected" or "AttachmentRejected" => BounceClass.None,
            "Transient" => BounceClass.Soft,
            _ => BounceClass.None,
        };
        return EmailEvents.Failed(report, said, JsonRead.Text(recipient, "status"), JsonRead.Text(recipient, "diagnosticCode"));
    }

    /// <summary>
    /// True if the customer left all topics, or one that they had before. The event also tells of a customer who returns:
    /// https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html#event-publishing-retrieving-sns-contents-subscription-object.
    /// </summary>
    private static bool LeavesATopic(JsonElement subscription) =>
        JsonRead.Object(subscription, "newTopicPreferences") is not { } preferences
        || JsonRead.IsTrue(preferences, "unsubscribeAll")
        || LeftTopics(preferences).Except(
            JsonRead.Object(subscription, "oldTopicPreferences") is { } before ? LeftTopics(before) : [], StringComparer.Ordinal).Any();

    private static IEnumerable<string> LeftTopics(JsonElement preferences) => JsonRead.Items(preferences, "topicSubscriptionStatus")
        .Where(static topic => string.Equals(JsonRead.Text(topic, "subscriptionStatus"), "OptOut", StringComparison.OrdinalIgnoreCase))
        .Select(static topic => JsonRead.Text(topic, "topicName") ?? "");

    private static string? Token(JsonElement mail) => JsonRead.Items(mail, "headers")
        .Where(static header => string.Equals(JsonRead.Text(header, "name"), MailHeaders.Token, StringComparison.OrdinalIgnoreCase))
        .Select(static header => JsonRead.Text(header, "value")).FirstOrDefault();
}
