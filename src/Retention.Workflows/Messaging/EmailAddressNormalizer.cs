using System.Globalization;
using System.Net;
using System.Text;

namespace Retention.Workflows.Messaging;

/// <summary>
/// The canonical form of a mailbox: without invisible characters, in NFC, the domain in lower-case ASCII (IDNA). The local part keeps its
/// case on the wire and is compared without case.
/// </summary>
/// <remarks>
/// Without ICU, .NET turns <c>É.example</c> and <c>é.example</c> into two domains and does not compose letters. A non-ASCII address is then
/// refused with the reason <c>needs-icu</c>, because it would reach a foreign domain.
/// </remarks>
public sealed class EmailAddressNormalizer : IAddressNormalizer
{
    internal const string NeedsIcu =
        "needs-icu: it has letters outside ASCII, and this process runs without ICU (invariant globalization). Write its domain in punycode";

    private const string NoMailbox = "is not a mailbox such as ada@example.org";

    /// <summary>RFC 5321, 4.5.3.1: a local part has at most 64 octets, a path 256 with its angle brackets.</summary>
    private const int MaxLocalLength = 64;
    private const int MaxLength = 254;
    private const int MaxLabelLength = 63;

    private readonly IdnMapping _idn = new();
    private readonly bool _hasIcu;

    /// <summary>Creates a normalizer.</summary>
    public EmailAddressNormalizer()
        : this(IcuIsThere)
    {
    }

    /// <param name="hasIcu">True if the process can normalize text and domains.</param>
    internal EmailAddressNormalizer(bool hasIcu) => _hasIcu = hasIcu;

    /// <inheritdoc/>
    public Channel Channel => Channel.Email;

    /// <summary>Tried once: only ICU folds the case of a letter outside ASCII in a domain.</summary>
    private static bool IcuIsThere { get; } = new IdnMapping().GetAscii("É.example") == "xn--9ca.example";

    /// <inheritdoc/>
    public NormalizedAddress Normalize(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var text = InvisibleCharacters.Remove(address);
        if (!Ascii.IsValid(text))
        {
            if (!_hasIcu)
                return NormalizedAddress.Refused(NeedsIcu);
            if (text.EnumerateRunes().Contains(Rune.ReplacementChar))
                return NormalizedAddress.Refused(NoMailbox);
            text = text.Normalize(NormalizationForm.FormC);
        }

        var at = text.LastIndexOf('@');
        if (at <= 0 || !IsLocalPart(text[..at]) || DomainOf(text[(at + 1)..]) is not { } domain)
            return NormalizedAddress.Refused(NoMailbox);
        var wire = $"{Unquoted(text[..at])}@{domain}";
        return Encoding.UTF8.GetByteCount(wire) > MaxLength
            ? NormalizedAddress.Refused(NoMailbox) : NormalizedAddress.Of(wire, wire.ToLowerInvariant());
    }

    /// <summary>The domain in lower-case ASCII; null if it cannot be one.</summary>
    private string? DomainOf(string text)
    {
        if (text is ['[', .., ']'])
            return IsLiteral(text[1..^1]) ? text.ToLowerInvariant() : null;
        try
        {
            var domain = (Ascii.IsValid(text) ? text : _idn.GetAscii(text)).ToLowerInvariant();
            return domain.Split('.').All(IsLabel) ? domain : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaxLabelLength && label[0] != '-' && label[^1] != '-'
        && label.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    private static bool IsLiteral(string text) => text.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase)
        ? text.Contains(':') && IPAddress.TryParse(text.AsSpan(5), out _)
        : text.Count(static letter => letter == '.') == 3 && IPAddress.TryParse(text, out _);

    /// <summary>A dot-atom, or a quoted string. Letters outside ASCII are allowed (RFC 6531).</summary>
    private static bool IsLocalPart(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) > MaxLocalLength)
            return false;
        return text is ['"', .., '"'] && text.Length > 2
            ? IsQuoted(text[1..^1])
            : IsDotAtom(text);
    }

    /// <summary>
    /// The local part without quotes that it does not need: both forms are one mailbox (RFC 5321, 4.1.2).
    /// </summary>
    private static string Unquoted(string local)
    {
        if (local is not ['"', .., '"'])
            return local;
        var content = new StringBuilder(local.Length);
        for (var index = 1; index < local.Length - 1; index++)
            content.Append(local[index] == '\\' ? local[++index] : local[index]);
        var text = content.ToString();
        return IsDotAtom(text) ? text : local;
    }

    private static bool IsDotAtom(string text) => text.Split('.').All(static atom => atom.Length > 0 && atom.All(IsAtomLetter));

    private static bool IsQuoted(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\\')
                index++;
            else if (text[index] == '"')
                return false;
            if (index == text.Length || char.IsControl(text[index]))
                return false;
        }

        return true;
    }

    private static bool IsAtomLetter(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-/=?^_`{|}~".Contains(letter)
        || (letter > 0x7f && !char.IsControl(letter) && !char.IsWhiteSpace(letter));
}
