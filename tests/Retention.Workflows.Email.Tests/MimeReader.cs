using System.Text;
using System.Text.RegularExpressions;

namespace Retention.Workflows.Email.Tests;

/// <summary>Reads a mail as a mail program does. It shares no code with the writer of mails.</summary>
internal sealed partial class MimeReader
{
    private MimeReader(IReadOnlyList<(string Name, string Value)> headers, string body)
    {
        Headers = headers;
        Body = body;
    }

    public IReadOnlyList<(string Name, string Value)> Headers { get; }

    public string Body { get; }

    public string this[string name] => Decode(Headers.Single(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value);

    public IReadOnlyList<MimeReader> Parts
    {
        get
        {
            var boundary = Boundary().Match(this["Content-Type"]).Groups["boundary"].Value;
            boundary.Should().NotBeEmpty();
            var sections = Body.Split($"--{boundary}");
            sections[^1].Should().StartWith("--");
            return [.. sections[1..^1].Select(section => Read(section[2..^2]))];
        }
    }

    public string Text
    {
        get
        {
            var bytes = this["Content-Transfer-Encoding"] switch
            {
                "base64" => Convert.FromBase64String(Body),
                "quoted-printable" => QuotedPrintable(Body),
                var other => throw new InvalidOperationException(other),
            };
            return Encoding.UTF8.GetString(bytes);
        }
    }

    public static MimeReader Read(string mail)
    {
        var end = mail.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var unfolded = Fold().Replace(mail[..end], " ");
        var headers = unfolded.Split("\r\n").Select(line => (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].Trim())).ToList();
        return new MimeReader(headers, mail[(end + 4)..]);
    }

    private static string Decode(string value) =>
        EncodedWord().Replace(
            BetweenWords().Replace(value, "?="), match => Encoding.UTF8.GetString(
                match.Groups["kind"].Value is "B" or "b"
                    ? Convert.FromBase64String(match.Groups["text"].Value)
                    : QuotedPrintable(match.Groups["text"].Value.Replace('_', ' '))));

    private static byte[] QuotedPrintable(string text)
    {
        var joined = text.Replace("=\r\n", "", StringComparison.Ordinal);
        var bytes = new List<byte>();
        for (var index = 0; index < joined.Length; index++)
        {
            if (joined[index] != '=')
            {
                bytes.Add((byte)joined[index]);
                continue;
            }

            bytes.Add(Convert.ToByte(joined.Substring(index + 1, 2), 16));
            index += 2;
        }

        return [.. bytes];
    }

    [GeneratedRegex("boundary=\"?(?<boundary>[^\";]+)\"?")]
    private static partial Regex Boundary();

    [GeneratedRegex(@"\r\n[ \t]+")]
    private static partial Regex Fold();

    [GeneratedRegex(@"\?=\s+(?==\?)")]
    private static partial Regex BetweenWords();

    [GeneratedRegex(@"=\?utf-8\?(?<kind>[BQ])\?(?<text>[^?]*)\?=", RegexOptions.IgnoreCase)]
    private static partial Regex EncodedWord();
}
