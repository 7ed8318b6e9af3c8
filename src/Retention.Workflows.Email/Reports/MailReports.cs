using System.Text;
using Retention.Workflows.Email.Mime;
using Retention.Workflows.Messaging;

namespace Retention.Workflows.Channels;

/// <summary>
/// Reads mails that report on mails: bounces (delivery status notifications, RFC 3464) and complaints (feedback reports, RFC 5965).
/// Thread-safe; keeps no state.
/// </summary>
/// <remarks>
/// Use a separate mailbox for them. Bounces go to the envelope's sender, complaints to the address agreed with the mailbox provider. Each
/// of our mails contains a signed token in a header, which both kinds quote. Without the token nothing identifies the mail, and there is no
/// report. The sender of such a mail cannot be trusted, so only the token counts, and the engine verifies it.
/// </remarks>
public static class MailReports
{
    /// <summary>The largest number of bytes read. Reports are short, and they quote near the beginning.</summary>
    private const int MaxLength = 1_000_000;

    private static readonly HashSet<string> _wanted = new(
        ["Action", "Status", "Diagnostic-Code", "Feedback-Type", MailHeaders.Token], StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a mail.</summary>
    /// <param name="mail">The unchanged bytes of the mail.</param>
    /// <param name="receivedAt">The time of its arrival.</param>
    /// <param name="report">The report on one of our mails.</param>
    /// <returns>True with a report; false for any other mail, such as an automatic reply.</returns>
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
            Reason = code.Length is > 0 and <= 11 && code.All(static character => char.IsAsciiDigit(character) || character == '.')
                ? $"smtp-{code}" : "bounced",
        };
    }

    /// <summary>
    /// The first value of each relevant field, anywhere in the mail. Continued lines are joined, also those that quoted-printable broke.
    /// </summary>
    private static Dictionary<string, string> Fields(ReadOnlySpan<byte> mail)
    {
        var text = Encoding.Latin1.GetString(mail).ReplaceLineEndings("\n").Replace("=\n", "", StringComparison.Ordinal)
            .Replace("\n\t", " ", StringComparison.Ordinal).Replace("\n ", " ", StringComparison.Ordinal);
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
