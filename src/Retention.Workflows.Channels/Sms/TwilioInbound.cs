using Retention.Workflows.Channels.Reports;

namespace Retention.Workflows.Channels;

/// <summary>Reads customers' text messages that Twilio passes on: STOP, START and HELP. Thread-safe; keeps no state.</summary>
/// <remarks>
/// With advanced opt-out Twilio says what it understood in <c>OptOutType</c>; otherwise the words decide:
/// https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out.
/// </remarks>
public static class TwilioInbound
{
    /// <summary>Verifies the sender of a webhook, and reads it.</summary>
    /// <param name="authToken">The account's token, with which Twilio signs.</param>
    /// <param name="address">The full public address that Twilio called, with its query.</param>
    /// <param name="form">The fields of the posted form, decoded, in any order.</param>
    /// <param name="signature">The header <c>X-Twilio-Signature</c>.</param>
    /// <param name="receivedAt">The time of arrival; Twilio sends none.</param>
    /// <param name="preference">The preference; null for any other message.</param>
    /// <param name="stopWords">More words that mean stop, in any case; default none.</param>
    /// <returns>True if the signature is valid. Answer a webhook with an invalid signature with 403 and ignore it.</returns>
    public static bool TryRead(
        string authToken,
        string address,
        IEnumerable<KeyValuePair<string, string>> form,
        string? signature,
        DateTimeOffset receivedAt,
        out PreferenceMessage? preference,
        IReadOnlyCollection<string>? stopWords = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(authToken);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(form);
        preference = null;
        List<KeyValuePair<string, string>> fields = [.. form];
        if (!TwilioReports.IsSigned(authToken, address, fields, signature))
            return false;

        var kind = Field(fields, "OptOutType")?.ToUpperInvariant() switch
        {
            "STOP" => PreferenceKind.Stop,
            "START" => PreferenceKind.Resume,
            "HELP" => PreferenceKind.Help,
            _ => StopWords.KindOf(Field(fields, "Body"), stopWords),
        };
        if (kind is { } known && Field(fields, "From") is { } from)
            preference = Of(from, known, receivedAt);
        return true;
    }

    /// <summary>WhatsApp messages come over Twilio with a prefix before the number.</summary>
    private static PreferenceMessage Of(string from, PreferenceKind kind, DateTimeOffset receivedAt)
    {
        const string WhatsApp = "whatsapp:";
        var isWhatsApp = from.StartsWith(WhatsApp, StringComparison.OrdinalIgnoreCase);
        return new PreferenceMessage
        {
            Channel = isWhatsApp ? Channel.WhatsApp : Channel.Sms,
            Address = isWhatsApp ? from[WhatsApp.Length..] : from,
            Kind = kind,
            OccurredAt = receivedAt.ToUniversalTime(),
        };
    }

    private static string? Field(List<KeyValuePair<string, string>> form, string name) =>
        form.FirstOrDefault(field => field.Key == name).Value is { Length: > 0 } value ? value : null;
}
