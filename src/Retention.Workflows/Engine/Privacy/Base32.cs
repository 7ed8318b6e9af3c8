namespace Retention.Workflows.Engine.Privacy;

/// <summary>
/// Bytes as text of the letters a to z and the digits 2 to 7 (RFC 4648, without padding). It survives where upper case is lost, as in the
/// local part of an address.
/// </summary>
internal static class Base32
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int Bits = 5;

    /// <param name="bytes">The bytes; their number is a multiple of 5.</param>
    internal static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[bytes.Length * 8 / Bits];
        for (var (at, held, count, next) = (0, 0, 0, 0); at < text.Length; count -= Bits)
        {
            if (count < Bits)
                (held, count) = (((held & 31) << 8) | bytes[next++], count + 8);
            text[at++] = Alphabet[(held >> (count - Bits)) & 31];
        }

        return new string(text);
    }

    /// <summary>Returns the bytes of a text in upper or lower case; null if it is something else.</summary>
    internal static byte[]? Decode(string text)
    {
        if (text.Length % 8 != 0)
            return null;
        var bytes = new byte[text.Length * Bits / 8];
        var (held, count, at) = (0, 0, 0);
        foreach (var character in text)
        {
            var value = Alphabet.IndexOf(char.ToLowerInvariant(character), StringComparison.Ordinal);
            if (value < 0)
                return null;
            (held, count) = (((held << Bits) | value) & 0xFFF, count + Bits);
            if (count >= 8)
                bytes[at++] = (byte)((held >> (count -= 8)) & 0xFF);
        }

        return bytes;
    }
}
