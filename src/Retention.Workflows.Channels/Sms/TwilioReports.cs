using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Channels.Sms;
using Retention.Workflows.Channels.Templates;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels;

/// <summary>Reads Twilio's status callbacks: the delivery of a text message after the send. Thread-safe; keeps no state.</summary>
/// <remarks>
/// Request them with <see cref="TwilioSmsOptions.StatusCallback"/>. The form:
/// https://www.twilio.com/docs/messaging/guides/track-outbound-message-status.
/// </remarks>
public static class TwilioReports
{
    private const string TokenParameter = "retention-token";

    /// <summary>Verifies the sender of a callback, and reads it.</summary>
    /// <param name="authToken">The account's token, with which Twilio signs.</param>
    /// <param name="address">
    /// The full public address that Twilio called, with its query. Behind a proxy it differs from the address that the server sees.
    /// </param>
    /// <param name="form">The fields of the posted form, decoded, in any order.</param>
    /// <param name="signature">The header <c>X-Twilio-Signature</c>.</param>
    /// <param name="receivedAt">The time of the callback's arrival; Twilio sends no time of the event.</param>
    /// <param name="report">The report; null for a form that reports on no message.</param>
    /// <returns>True if the signature is valid. Answer a callback with an invalid signature with 403 and ignore it.</returns>
    public static bool TryRead(
        string authToken,
        string address,
        IEnumerable<KeyValuePair<string, string>> form,
        string? signature,
        DateTimeOffset receivedAt,
        out DeliveryReport? report)
    {
        ArgumentException.ThrowIfNullOrEmpty(authToken);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(form);
        List<KeyValuePair<string, string>> fields = [.. form];
        report = null;
        if (!IsSigned(authToken, address, fields, signature))
            return false;

        report = Read(address, fields, receivedAt);
        return true;
    }

    internal static bool IsSigned(string authToken, string address, List<KeyValuePair<string, string>> form, string? signature) =>
        ReportSignature.Matches(Sign(authToken, address, form), signature);

    internal static string CallbackAddress(Uri address, string? token) =>
        token is null ? address.AbsoluteUri : WebAddress.Build(address.AbsoluteUri, null, [KeyValuePair.Create(TokenParameter, token)])!;

    /// <summary>
    /// Signs the address, then each field's name and value in the order of the names. A repeated field counts once for each value.
    /// </summary>
    [SuppressMessage("Security", "CA5350", Justification = "Twilio signs with HMAC-SHA1; there is no other.")]
    private static byte[] Sign(string authToken, string address, List<KeyValuePair<string, string>> form)
    {
        var text = new StringBuilder(address);
        foreach (var (name, value) in form.Distinct().OrderBy(static field => field.Key, StringComparer.Ordinal)
            .ThenBy(static field => field.Value, StringComparer.Ordinal))
            text.Append(name).Append(value);
        var hash = HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Encoding.UTF8.GetBytes(text.ToString()));
        return Encoding.ASCII.GetBytes(Convert.ToBase64String(hash));
    }

    private static DeliveryReport? Read(string address, List<KeyValuePair<string, string>> form, DateTimeOffset receivedAt)
    {
        var word = Field(form, "MessageStatus") ?? Field(form, "SmsStatus");
        if (Status(word) is not { } status)
            return null;

        var code = status == DeliveryReportStatus.Failed && Field(form, "ErrorCode") is { } text && text.All(char.IsAsciiDigit)
            ? text : null;
        return new DeliveryReport
        {
            Channel = Channel.Sms,
            Status = status,
            OccurredAt = receivedAt.ToUniversalTime(),
            Token = Token(address),
            ProviderMessageId = Field(form, "MessageSid") ?? Field(form, "SmsSid"),
            Address = Field(form, "To"),
            Reason = status == DeliveryReportStatus.Failed ? TwilioAnswers.Table.Reason(code ?? word!) : null,
            Bounce = TwilioAnswers.Table.Bounce(code),
            Evidence = status == DeliveryReportStatus.Opened ? OpenEvidence.Human : OpenEvidence.Unknown,
        };
    }

    private static DeliveryReportStatus? Status(string? word) => word switch
    {
        "accepted" or "scheduled" or "queued" or "sending" or "sent" => DeliveryReportStatus.Underway,
        "delivered" => DeliveryReportStatus.Delivered,
        "read" => DeliveryReportStatus.Opened,
        "undelivered" or "failed" or "canceled" => DeliveryReportStatus.Failed,
        _ => null,
    };

    private static string? Field(List<KeyValuePair<string, string>> form, string name) =>
        form.FirstOrDefault(field => field.Key == name).Value is { Length: > 0 } value ? value : null;

    private static string? Token(string address)
    {
        var query = address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..];
        var pair = query.Split('#')[0].Split('&')
            .LastOrDefault(static pair => pair.StartsWith($"{TokenParameter}=", StringComparison.Ordinal));
        return pair is null ? null : Uri.UnescapeDataString(pair[(TokenParameter.Length + 1)..].Replace('+', ' '));
    }
}
