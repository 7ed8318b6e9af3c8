using System.Text.Json;
using Retention.Workflows.Channels.Http;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Channels.WhatsApp;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels;

/// <summary>
/// Reads the statuses in WhatsApp's webhooks: delivery of messages, and customers who stopped marketing messages. Thread-safe; keeps no
/// state.
/// </summary>
/// <remarks>
/// Subscribe the app to the fields <c>messages</c> and <c>user_preferences</c>. Each message carries its token, and each status returns it.
/// </remarks>
public static class WhatsAppReports
{
    private const string SignaturePrefix = "sha256=";

    /// <summary>Verifies the sender of a webhook, and reads it.</summary>
    /// <param name="appSecret">The app's secret, with which Meta signs.</param>
    /// <param name="body">The unchanged bytes of the body.</param>
    /// <param name="signature">The header <c>X-Hub-Signature-256</c>.</param>
    /// <param name="receivedAt">The time of the webhook's arrival, for entries without a time.</param>
    /// <param name="reports">The reports, in order; empty for a webhook without one, such as a customer's message.</param>
    /// <returns>True if the signature is valid. Answer a webhook with an invalid signature with 403 and ignore it.</returns>
    public static bool TryRead(string appSecret, ReadOnlyMemory<byte> body, string? signature, DateTimeOffset receivedAt,
        out IReadOnlyList<DeliveryReport> reports)
    {
        ArgumentException.ThrowIfNullOrEmpty(appSecret);
        reports = [];
        if (!IsSigned(appSecret, body, signature))
            return false;

        reports = ReportBody.Read(body, root => Read(root, receivedAt));
        return true;
    }

    /// <summary>Verifies the sender of a webhook, and reads the customers' preferences in it: stop and resume.</summary>
    /// <param name="appSecret">The app's secret, with which Meta signs.</param>
    /// <param name="body">The unchanged bytes of the body.</param>
    /// <param name="signature">The header <c>X-Hub-Signature-256</c>.</param>
    /// <param name="receivedAt">The time of the webhook's arrival, for entries without a time.</param>
    /// <param name="preferences">The preferences, in order; empty for a webhook without one.</param>
    /// <returns>True if the signature is valid. Answer a webhook with an invalid signature with 403 and ignore it.</returns>
    /// <remarks>
    /// <see cref="TryRead"/> reports each stop as well. The field <c>user_preferences</c>:
    /// https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/reference/user_preferences.
    /// </remarks>
    public static bool TryReadPreferences(string appSecret, ReadOnlyMemory<byte> body, string? signature, DateTimeOffset receivedAt,
        out IReadOnlyList<PreferenceMessage> preferences)
    {
        ArgumentException.ThrowIfNullOrEmpty(appSecret);
        preferences = [];
        if (!IsSigned(appSecret, body, signature))
            return false;
        var found = new List<PreferenceMessage>();
        ReportBody.Read(body, root =>
        {
            found.AddRange(
                from entry in JsonRead.Items(root, "entry")
                from change in JsonRead.Items(entry, "changes")
                let value = JsonRead.Object(change, "value")
                where value is not null
                from preference in JsonRead.Items(value.Value, "user_preferences")
                let kind = KindOf(preference)
                let address = JsonRead.Text(preference, "wa_id")
                where kind is not null && address is not null
                select new PreferenceMessage
                {
                    Channel = Channel.WhatsApp,
                    Address = address,
                    Kind = kind.Value,
                    OccurredAt = ReportBody.Seconds(JsonRead.Number(preference, "timestamp"), receivedAt),
                });
            return [];
        });
        preferences = found;
        return true;
    }

    private static PreferenceKind? KindOf(JsonElement preference) => JsonRead.Text(preference, "value") switch
    {
        "stop" => PreferenceKind.Stop,
        "resume" => PreferenceKind.Resume,
        _ => null,
    };

    private static bool IsSigned(string appSecret, ReadOnlyMemory<byte> body, string? signature) =>
        signature is not null && signature.StartsWith(SignaturePrefix, StringComparison.OrdinalIgnoreCase)
            && ReportSignature.MatchesHex(appSecret, body.Span, signature[SignaturePrefix.Length..]);

    private static IEnumerable<DeliveryReport> Read(JsonElement root, DateTimeOffset receivedAt) =>
        from entry in JsonRead.Items(root, "entry")
        from change in JsonRead.Items(entry, "changes")
        let value = JsonRead.Object(change, "value")
        where value is not null
        from report in JsonRead.Items(value.Value, "statuses").Select(status => Message(status, receivedAt))
            .Concat(JsonRead.Items(value.Value, "user_preferences").Select(preference => Preference(preference, receivedAt)))
        where report is not null
        select report;

    private static DeliveryReport? Message(JsonElement status, DateTimeOffset receivedAt)
    {
        var what = JsonRead.Text(status, "status") switch
        {
            "sent" => DeliveryReportStatus.Underway,
            "delivered" => DeliveryReportStatus.Delivered,
            "read" or "played" => DeliveryReportStatus.Opened,
            "failed" => DeliveryReportStatus.Failed,
            _ => (DeliveryReportStatus?)null,
        };
        if (what is null)
            return null;

        var failed = what == DeliveryReportStatus.Failed;
        var code = failed ? JsonRead.Items(status, "errors").Select(static error => JsonRead.Code(error, "code")).FirstOrDefault() : null;
        return new DeliveryReport
        {
            Channel = Channel.WhatsApp,
            Status = what.Value,
            OccurredAt = ReportBody.Seconds(JsonRead.Number(status, "timestamp"), receivedAt),
            Token = JsonRead.Text(status, "biz_opaque_callback_data"),
            ProviderMessageId = JsonRead.Text(status, "id"),
            Address = JsonRead.Text(status, "recipient_id"),
            Reason = failed ? WhatsAppAnswers.Table.Reason(code ?? "failed") : null,
            Bounce = WhatsAppAnswers.Table.Bounce(code),
            Evidence = what == DeliveryReportStatus.Opened ? OpenEvidence.Human : OpenEvidence.Unknown,
        };
    }

    private static DeliveryReport? Preference(JsonElement preference, DateTimeOffset receivedAt) =>
        JsonRead.Text(preference, "value") != "stop" ? null : new DeliveryReport
        {
            Channel = Channel.WhatsApp,
            Status = DeliveryReportStatus.Unsubscribed,
            OccurredAt = ReportBody.Seconds(JsonRead.Number(preference, "timestamp"), receivedAt),
            Address = JsonRead.Text(preference, "wa_id"),
            Reason = WhatsAppAnswers.Table.Reason("stop"),
            Bounce = BounceClass.Unsubscribed,
        };
}
