using System.Text;
using Retention.Workflows.Channels.Email;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels;

/// <summary>Reads mails that tell of mails: bounces (delivery status notifications, RFC 3464) and complaints (feedback reports, RFC 5965). Thread-safe; keeps nothing.</summary>
/// <remarks>
/// Let them come into a mailbox of their own: bounces go to the envelope's sender, complaints to the address that was agreed with the mailbox provider. Each mail of
/// ours carries a signed token in a header, which both quote; without it nobody can tell which mail is meant, and there is no report.
/// Such mails have no sender who could be trusted, so nothing but the token counts, and the engine checks it.
/// </remarks>
public static class MailReports
{
    /// <summary>What is read of a mail: reports are short, and what they quote stands soon.</summary>
    private const int MaxLength = 1_000_000;

    private static readonly HashSet<string> _wanted = new(["Action", "Status", "Diagnostic-Code", "Feedback-Type", MailHeaders.Token], StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a mail.</summary>
    /// <param name="mail">The mail, byte by byte as it came.</param>
    /// <param name="receivedAt">When it came.</param>
    /// <param name="report">What it says of a mail of ours.</param>
    /// <returns>Whether it says something; false for any other mail, also one that answers automatically.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> mail, DateTimeOffset receivedAt, out DeliveryReport? report)
    {
        var fields = Fields(mail.Span[..Math.Min(mail.Length, MaxLength)]);
        report = fields.GetValueOrDefault(MailHeaders.Token) is { Length: > 0 } token && Read(fields) is { } said
            ? said with { Token = token, OccurredAt = receivedAt.ToUniversalTime() }
            : null;
        return report is not null;
    }

    private static DeliveryReport? Read(Dictionary<string, string> fields)
    {
        var empty = new DeliveryReport { Channel = Channel.Email, Status = DeliveryReportStatus.Underway, OccurredAt = default };
        switch (fields.GetValueOrDefault("Feedback-Type")?.ToLowerInvariant())
        {
            case "abuse" or "fraud" or "virus" or "other":
                return empty with { Status = DeliveryReportStatus.Complained, Bounce = BounceClass.Complaint, Reason = "complaint" };
            case "opt-out" or "opt-out-list":
                return empty with { Status = DeliveryReportStatus.Unsubscribed, Bounce = BounceClass.Unsubscribed, Reason = "opt-out" };
        }

        return fields.GetValueOrDefault("Action")?.ToLowerInvariant() switch
        {
            "failed" => Failed(fields, empty),
            "delivered" => empty with { Status = DeliveryReportStatus.Delivered },
            "delayed" or "relayed" or "expanded" => empty,
            _ => null,
        };
    }

    private static DeliveryReport Failed(Dictionary<string, string> fields, DeliveryReport report)
    {
        var status = fields.GetValueOrDefault("Status") ?? "";
        var bounce = EnhancedStatus.Classify(status);
        if (bounce == BounceClass.None)
            bounce = EnhancedStatus.Classify(fields.GetValueOrDefault("Diagnostic-Code"));
        var code = status.Split(' ', '\t', '(')[0];
        return report with
        {
            Status = DeliveryReportStatus.Failed,
            Bounce = bounce,
            Reason = code.Length is > 0 and <= 11 && code.All(static character => char.IsAsciiDigit(character) || character == '.') ? $"smtp-{code}" : "bounced",
        };
    }

    /// <summary>The first line of each field that counts, wherever in the mail it stands; continued lines joined, also those that quoted-printable broke.</summary>
    private static Dictionary<string, string> Fields(ReadOnlySpan<byte> mail)
    {
        var text = Encoding.Latin1.GetString(mail).ReplaceLineEndings("\n").Replace("=\n", "", StringComparison.Ordinal).Replace("\n\t", " ", StringComparison.Ordinal).Replace("\n ", " ", StringComparison.Ordinal);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && _wanted.TryGetValue(line[..colon].Trim(), out var field))
                fields.TryAdd(field, line[(colon + 1)..].Trim());
        }

        return fields;
    }
}
