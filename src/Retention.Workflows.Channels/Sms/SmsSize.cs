using System.Text;

namespace Retention.Workflows.Channels;

/// <summary>The size of a text message before it is sent: its encoding and the number of parts that the network bills. Immutable.</summary>
/// <remarks>Thread-safe; needs no provider. A character that takes two units is never split between parts.</remarks>
/// <param name="Encoding">GSM-7 if the text has no other characters, otherwise UCS-2.</param>
/// <param name="Units">The length in septets (GSM-7) or UTF-16 code units (UCS-2).</param>
/// <param name="Parts">The number of parts; 1 for an empty text.</param>
public readonly record struct SmsSize(SmsEncoding Encoding, int Units, int Parts)
{
    private const string Basic =
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    /// <summary>Reached over an escape, so each takes two septets.</summary>
    private const string Extension = "^{}\\[~]|€\f";

    /// <summary>Measures a text.</summary>
    public static SmsSize Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.All(static letter => Basic.Contains(letter) || Extension.Contains(letter))
            ? Measure(SmsEncoding.Gsm7, text.Select(static letter => Extension.Contains(letter) ? 2 : 1), single: 160, each: 153)
            : Measure(SmsEncoding.Ucs2, text.EnumerateRunes().Select(static rune => rune.Utf16SequenceLength), single: 70, each: 67);
    }

    /// <summary>Returns <c>2 (UCS-2)</c>: the parts and the encoding.</summary>
    public override string ToString() => FormattableString.Invariant($"{Parts} ({(Encoding == SmsEncoding.Gsm7 ? "GSM-7" : "UCS-2")})");

    private static SmsSize Measure(SmsEncoding encoding, IEnumerable<int> characters, int single, int each)
    {
        var (units, parts, filled) = (0, 1, 0);
        foreach (var size in characters)
        {
            units += size;
            if (filled + size > each)
                (parts, filled) = (parts + 1, 0);
            filled += size;
        }

        return new SmsSize(encoding, units, units <= single ? 1 : parts);
    }
}
