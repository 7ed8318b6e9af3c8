using System.Text;
using MimeKit;

namespace Retention.Workflows.Email.Mime;

/// <summary>
/// The header of a subject. MimeKit encodes text that is not ASCII; this also encodes ASCII that a reader would take for codes.
/// </summary>
internal static class SubjectHeader
{
    private const string Name = "Subject";

    /// <summary>39 bytes are 52 characters in base64 and an encoded word of 64: with the header's name below the 76 of RFC 2047.</summary>
    private const int MaxWordBytes = 39;

    internal static Header Of(string text)
    {
        var header = new Header(Encoding.UTF8, Name, text);
        if (text.Contains("=?", StringComparison.Ordinal) || text.Trim().Length != text.Length)
            header.SetRawValue(Encoding.ASCII.GetBytes($" {EncodedWords(text)}\r\n"));
        return header;
    }

    private static string EncodedWords(string text)
    {
        List<string> words = [];
        List<byte> word = [];
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
