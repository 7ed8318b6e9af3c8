using System.Text.Json;
using Retention.Workflows.Channels.Shared;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels.Push;

/// <summary>A message in the form of FCM's HTTP v1 API.</summary>
internal static class FcmMessage
{
    /// <summary>The data key of the message's token. The app's back end uses the token to report opens.</summary>
    internal const string TokenName = "retention_token";

    /// <summary>FCM does not document the length of tokens; the limit of the whole message, 4096 bytes, limits them as well.</summary>
    private const int MaxTokenLength = 4096;

    internal static bool IsToken(string text) =>
        text.Length is > 0 and <= MaxTokenLength
            && text.All(static character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or ':' or '.' or '%');

    /// <summary>The key's hash tags the notification on the device, so that a second one of the same message replaces the first.</summary>
    internal static void Write(Utf8JsonWriter json, OutgoingMessage message)
    {
        var mark = MessageKey.Hash(message.IdempotencyKey);
        json.WriteStartObject("message");
        json.WriteString("token", message.Address);
        json.WriteStartObject("notification");
        if (!string.IsNullOrWhiteSpace(message.Content.Subject))
            json.WriteString("title", message.Content.Subject);
        json.WriteString("body", message.Content.Text);
        json.WriteEndObject();
        if (message.ReportToken is { } token)
        {
            json.WriteStartObject("data");
            json.WriteString(TokenName, token);
            json.WriteEndObject();
        }

        json.WriteStartObject("android");
        json.WriteStartObject("notification");
        json.WriteString("tag", mark);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("apns");
        json.WriteStartObject("headers");
        json.WriteString("apns-collapse-id", mark);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("webpush");
        json.WriteStartObject("notification");
        json.WriteString("tag", mark);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
