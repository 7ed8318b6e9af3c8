using System.Text;
using System.Text.RegularExpressions;

namespace Retention.Workflows.Email.Tests.Reports;

/// <summary>Puts the headers of one of our mails into the mail that a bounce quotes. It shares no code with the reader.</summary>
internal static partial class QuotedHeaders
{
    /// <summary>The bounce with our headers in the quoted ones; null if it quotes no headers.</summary>
    internal static byte[]? With(byte[] bounce, string token)
    {
        var text = Encoding.Latin1.GetString(bounce);
        var end = text.Contains('\r', StringComparison.Ordinal) ? "\r\n" : "\n";
        var lines = text.Split(end);
        var body = Array.FindIndex(lines, line => line.Length == 0);
        for (var first = body + 1; body >= 0 && first < lines.Length; first++)
        {
            if (!Field().IsMatch(lines[first]) || lines[first].StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
                continue;
            var last = first;
            while (last + 1 < lines.Length && (Field().IsMatch(lines[last + 1]) || (lines[last + 1].Length > 0 && lines[last + 1][0] is ' ' or '\t')))
                last++;
            if (IsMail(lines[first..(last + 1)]))
                return Encoding.Latin1.GetBytes(string.Join(end,
                    [.. lines[..first], $"X-Retention-Token: {token}", "Message-ID: <0123456789abcdef@swiftmotion.example>", .. lines[first..]]));
            first = last;
        }

        return null;
    }

    /// <summary>Headers of a mail have a subject, a date or a sender, and no fields of a notification.</summary>
    private static bool IsMail(string[] block)
    {
        string[] names = [.. block.Select(line => Field().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups["name"].Value.ToUpperInvariant())];
        return names.Count(name => name is "SUBJECT" or "DATE" or "FROM" or "MESSAGE-ID" or "TO" or "RECEIVED" or "RETURN-PATH") >= 2
            && !names.Any(name => name is "REPORTING-MTA" or "FINAL-RECIPIENT" or "FEEDBACK-TYPE");
    }

    [GeneratedRegex("^(?<name>[A-Za-z][A-Za-z0-9-]*):")]
    private static partial Regex Field();
}
