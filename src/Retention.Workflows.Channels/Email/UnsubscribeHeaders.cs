namespace Retention.Workflows;

/// <summary>The headers with which a mail program unsubscribes in one click, by RFC 2369 and RFC 8058.</summary>
internal static class UnsubscribeHeaders
{
    internal static IEnumerable<(string Name, string Value)> Of(OutgoingMessage message) => message.UnsubscribeUrl is not { } url ? [] :
    [
        ("List-Unsubscribe", $"<{url.AbsoluteUri}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ];
}
