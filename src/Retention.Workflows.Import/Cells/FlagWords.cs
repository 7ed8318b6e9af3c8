using System.Collections.Frozen;

namespace Retention.Workflows.Import.Cells;

/// <summary>The words for yes and no in files of shops.</summary>
internal static class FlagWords
{
    internal static FrozenSet<string> Yes { get; } = new[]
    {
        "yes", "y", "true", "t", "1", "on", "x", "ok", "checked", "active", "subscribed", "subscribe", "opted-in", "opted in", "opt-in", "optin",
        "opted_in", "accepted", "accepts", "granted", "given", "confirmed", "enabled", "agreed", "ja", "j", "oui", "si", "sí", "sì", "sim",
        "ano", "a", "áno", "tak", "igen", "da", "да", "так", "kyllä", "evet", "✓", "✔",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    internal static FrozenSet<string> No { get; } = new[]
    {
        "no", "n", "false", "f", "0", "off", "none", "inactive", "unsubscribed", "not subscribed", "not_subscribed", "notsubscribed",
        "not-subscribed", "opted-out", "opted out", "opt-out", "optout", "opted_out", "declined", "refused", "withdrawn", "revoked",
        "cancelled", "canceled", "disabled", "redacted", "invalid", "cleaned", "bounced", "nein", "non", "não", "ne", "nie", "nem", "nu",
        "нет", "ні", "ei", "hayır", "✗", "✘",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words that are no decision, such as a double opt-in that is not confirmed.</summary>
    internal static FrozenSet<string> Open { get; } = new[]
    {
        "pending", "unknown", "unconfirmed", "not set", "null", "n/a", "na", "-",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
