using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using Retention.Workflows.Email.Mime;

namespace Retention.Workflows.Email.Reports;

/// <summary>A mail, taken apart: status fields, feedback fields, text of its own, and the token of the mail that it is about.</summary>
internal sealed partial class ReportMail
{
    private const int MaxParts = 200;

    /// <summary>Servers say the cause at the beginning.</summary>
    private const int MaxTextLength = 20_000;

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _quoted = new();
    private int _parts;

    private ReportMail(MimeMessage mail, ReadOnlySpan<byte> bytes)
    {
        Headers = mail.Headers;
        Take(mail.Body);
        var text = _text.ToString();
        Json = text.TrimStart() is ['{', ..] ? LineBreak().Replace(text, "") : null;
        var (own, quoted) = Split(text);
        (Text, HasQuotedMail) = (own[..Math.Min(own.Length, MaxTextLength)], HasQuotedMail || quoted.Length > 0);
        var joined = Joined(bytes);
        Token = TokenIn(_quoted + quoted) ?? TokenIn(joined) ?? TokenOf(AddressToken().Match(joined));
    }

    internal HeaderList Headers { get; }

    /// <summary>The groups of a delivery status notification that name a recipient.</summary>
    internal List<HeaderList> Recipients { get; } = [];

    /// <summary>The fields of a feedback report; null without one.</summary>
    internal HeaderList? Feedback { get; private set; }

    /// <summary>True if the mail quotes another one, or its headers.</summary>
    internal bool HasQuotedMail { get; private set; }

    /// <summary>What the mail says itself, without the mail that it quotes.</summary>
    internal string Text { get; }

    /// <summary>The whole text, if it begins like an object in JSON; else null.</summary>
    internal string? Json { get; }

    internal string? Token { get; }

    /// <summary>Takes a mail apart; null if it is none.</summary>
    internal static ReportMail? Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var stream = new MemoryStream(bytes.ToArray());
            using var mail = MimeMessage.Load(Lenient, stream);
            return new ReportMail(mail, bytes.Span);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    internal string Header(string name) => Headers[name] ?? "";

    private static ParserOptions Lenient { get; } = new() { MaxMimeDepth = 20 };

    private void Take(MimeEntity? entity)
    {
        if (entity is null || ++_parts > MaxParts)
            return;
        switch (entity)
        {
            case MessageDeliveryStatus status:
                foreach (var group in Groups(status))
                    Recipients.Add(group);
                break;
            case MessageFeedbackReport report:
                Feedback ??= report.Fields;
                break;
            case TextRfc822Headers { Message: { } headers }:
                Quote(headers);
                break;
            case MessagePart { Message: { } quoted }:
                Quote(quoted);
                break;
            case Multipart several:
                foreach (var part in several)
                    Take(part);
                break;
            case TextPart { IsAttachment: false } text:
                _text.Append(text.IsHtml ? Plain(text.Text) : text.Text).Append('\n');
                break;
            case TextPart attached:
                _quoted.Append(attached.Text).Append('\n');
                break;
        }
    }

    /// <summary>The groups after the first one name recipients. Some servers write a single group.</summary>
    private static IEnumerable<HeaderList> Groups(MessageDeliveryStatus status)
    {
        HeaderListCollection groups;
        try
        {
            groups = status.StatusGroups;
        }
        catch (FormatException)
        {
            return [];
        }

        return groups.Where(static group => group.Contains("Final-Recipient") || group.Contains("Original-Recipient")
            || group.Contains("Action") || group.Contains("Status"));
    }

    private void Quote(MimeMessage message)
    {
        HasQuotedMail = true;
        foreach (var header in message.Headers)
            _quoted.Append(header.Field).Append(": ").Append(header.Value).Append('\n');
        foreach (var part in message.BodyParts.OfType<TextPart>().Take(MaxParts))
            _quoted.Append(part.Text).Append('\n');
    }

    private static string? TokenIn(string text) => TokenOf(TokenLine().Match(text));

    private static string? TokenOf(Match match) => match.Success ? match.Groups["token"].Value : null;

    /// <summary>The bytes with continued lines joined, also those that quoted-printable broke without saying so.</summary>
    private static string Joined(ReadOnlySpan<byte> bytes) =>
        Continued().Replace(SoftBreak().Replace(Encoding.Latin1.GetString(bytes), ""), " ");

    /// <summary>Separates what the server says from the mail that it quotes below.</summary>
    private static (string Own, string Quoted) Split(string text)
    {
        var match = QuoteStart().Match(text);
        return match.Success ? (text[..match.Index], text[match.Index..]) : (text, "");
    }

    private static string Plain(string html) => System.Net.WebUtility.HtmlDecode(Tag().Replace(Style().Replace(html, " "), " "));

    [GeneratedRegex($@"^[\s>|]*{MailHeaders.Token}:\s*(?<token>{ReportTokens.Pattern})\s*$",
        RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex TokenLine();

    /// <summary>
    /// The token at the end of a local part: the address to which the bounce came, in whichever header a server writes it, or the
    /// envelope's sender where it is quoted.
    /// </summary>
    [GeneratedRegex($@"(?<![A-Za-z0-9])(?<token>{ReportTokens.Pattern})(?=""?@)", RegexOptions.CultureInvariant)]
    private static partial Regex AddressToken();

    [GeneratedRegex(@"=\r?\n")]
    private static partial Regex SoftBreak();

    /// <summary>Where servers broke a line that was too long for SMTP. JSON has no such breaks inside of texts.</summary>
    [GeneratedRegex(@"!?\r?\n[ \t]")]
    private static partial Regex LineBreak();

    [GeneratedRegex(@"\r?\n[ \t]+")]
    private static partial Regex Continued();

    [GeneratedRegex(
        @"^([ \t>]*-{2,}.{0,20}(copy of|original|unsent|undelivered|returned|below this line|message headers?|headers? of"
        + @"|header follows)[^\r\n]*"
        + @"|[ \t>]*(message headers follow|original message (follows|headers)|the (original )?message (headers? )?follows?"
        + @"|copy of (the )?message)[^\r\n]*"
        + @"|[ \t>|]*(Received: (from|by|\()|Return-Path: ?<|X-Retention-Token:|Message-ID: ?<))",
        RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex QuoteStart();

    [GeneratedRegex(@"<(style|script)\b.*?</\1>", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
