using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace Retention.Workflows.Channels.Pickup;

/// <summary>The MIME encodings of text that is not plain ASCII.</summary>
internal static class MimeText
{
    private const int MaxBodyLine = 76;
    private const int MaxHeaderLine = 78;

    /// <summary>
    /// 39 bytes are 52 characters in base64 and an encoded word of 64. After the longest header name the line stays under the 76 of RFC
    /// 2047.
    /// </summary>
    private const int MaxWordBytes = 39;

    private const string Hex = "0123456789ABCDEF";

    /// <summary>The unchanged text when it is short ASCII; otherwise encoded words, one on each line.</summary>
    internal static string HeaderText(string text, int taken)
    {
        var plain = text.Length + taken <= MaxHeaderLine
            && text.All(static character => character is >= ' ' and <= '~')
            && !text.Contains("=?", StringComparison.Ordinal)
            && text.Trim(' ').Length == text.Length;
        return plain ? text : EncodedWords(text);
    }

    internal static string Mailbox(MailAddress mailbox)
    {
        var address = $"{mailbox.User}@{Host(mailbox)}";
        if (string.IsNullOrEmpty(mailbox.DisplayName))
            return address;
        var name = mailbox.DisplayName;
        var atoms = name.Length < 60 && name.All(static character => char.IsAsciiLetterOrDigit(character) || character == ' ');
        var shown = atoms ? $"\"{name}\"" : EncodedWords(name);
        var fits = atoms && shown.Length + address.Length < 60;
        return $"{shown}{(fits ? "" : "\r\n")} <{address}>";
    }

    /// <summary>The domain in ASCII, in its DNS form.</summary>
    internal static string Host(MailAddress mailbox) =>
        mailbox.Host.All(char.IsAscii) ? mailbox.Host : new IdnMapping().GetAscii(mailbox.Host);

    internal static void QuotedPrintable(StringBuilder target, string text)
    {
        var first = true;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (!first)
                target.Append("\r\n");
            first = false;
            QuotedPrintableLine(target, Encoding.UTF8.GetBytes(line));
        }
    }

    private static void QuotedPrintableLine(StringBuilder target, byte[] line)
    {
        var length = 0;
        for (var index = 0; index < line.Length; index++)
        {
            var value = line[index];
            var blankAtEnd = value is (byte)' ' or (byte)'\t' && index == line.Length - 1;
            var literal = value is (>= (byte)' ' and <= (byte)'~' and not (byte)'=') or (byte)'\t' && !blankAtEnd;
            var width = literal ? 1 : 3;
            if (length + width > MaxBodyLine - 1)
            {
                target.Append("=\r\n");
                length = 0;
            }

            if (literal)
                target.Append((char)value);
            else
                target.Append('=').Append(Hex[value >> 4]).Append(Hex[value & 15]);
            length += width;
        }
    }

    private static string EncodedWords(string text)
    {
        var words = new List<string>();
        var word = new List<byte>(MaxWordBytes);
        Span<byte> encoded = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var bytes = rune.EncodeToUtf8(encoded);
            if (word.Count + bytes > MaxWordBytes)
                Flush();
            word.AddRange(encoded[..bytes]);
        }

        Flush();
        return string.Join("\r\n ", words);

        void Flush()
        {
            if (word.Count > 0)
                words.Add($"=?utf-8?B?{Convert.ToBase64String([.. word])}?=");
            word.Clear();
        }
    }
}
