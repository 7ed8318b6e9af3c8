using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Retention.Workflows.Vouchers;

/// <summary>The format of the codes that the library issues: <c>SWIFT-7KQ2M-XW94D-HT3CN</c>.</summary>
/// <remarks>
/// <para>
/// A code has an optional prefix and fifteen characters in groups of five. The alphabet has 23 characters: no vowels, so that codes do not
/// form words, and at most one of each group of similar characters (0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B). Fourteen characters contain a place
/// and a random number of more than 50 bits. The place comes first and contains the customer's partition, so that a code can be looked up
/// without the customer. Codes that are issued together have the same place, so they are stored next to each other and cost fewer page
/// writes. The last character is a check character: the values of the digits times 1 to 14, added up modulo the prime 23, as in ISBN-10
/// (ISO 2108). It detects every single wrong character and every exchange of two characters, and other typing errors 22 times out of 23.
/// The prefix is not checked.
/// </para>
/// <para>Pure and thread-safe.</para>
/// </remarks>
public static class VoucherCode
{
    /// <summary>The maximum length of any code, including codes of the shop's own issuer.</summary>
    public const int MaxLength = 64;

    /// <summary>The number of places, which is also the maximum number of partitions that a code can distinguish.</summary>
    public const int Places = 8192;

    /// <summary>The maximum length of a prefix.</summary>
    public const int MaxPrefixLength = 8;

    /// <summary>The number of random values: 1,415,141,152,897,796 or 50.3 bits.</summary>
    /// <remarks>23 to the power of 14, which just fits into 64 bits, divided by <see cref="Places"/>.</remarks>
    public const ulong Variety = 11_592_836_324_538_749_809 / Places;

    internal const string Signs = "23456789CDFHJKMNPQRTVWX";

    // Some pages of an index. A larger number would cost another page for each code; a smaller number would reuse the same places too soon.
    private const int Stretch = 512;

    private const int Mixing = 5063; // Places divided by the golden ratio, so that neighbours are far apart
    private const int Unmixing = 7671; // the modular inverse: Mixing * Unmixing is 1 modulo Places
    private const int Shift = 5003;

    private const int Digits = 14;
    private const int BodyLength = Digits + 1;
    private const int GroupLength = 5;
    private const int MaxTypedLength = 200;

    /// <summary>Creates a code.</summary>
    /// <param name="prefix">At most <see cref="MaxPrefixLength"/> capital letters A to Z, or empty.</param>
    /// <param name="place">The place from <see cref="PlaceOf"/>; 0 or more, below <see cref="Places"/>.</param>
    /// <param name="random">
    /// A random number below <see cref="Variety"/>, uniformly distributed. It must be unpredictable, because it determines the code.
    /// </param>
    /// <exception cref="ArgumentException">The prefix is too long or contains something other than capital letters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The place or the random number is out of its range.</exception>
    public static string Create(string prefix, int place, ulong random)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (!IsPrefix(prefix))
            throw new ArgumentException(
                $"A prefix has at most {MaxPrefixLength} capital letters A to Z; '{prefix}' is not valid.", nameof(prefix));
        ArgumentOutOfRangeException.ThrowIfNegative(place);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, Places);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(random, Variety);

        Span<char> body = stackalloc char[BodyLength];
        var number = (Mixed(place) * Variety) + random;
        for (var digit = Digits - 1; digit >= 0; digit--)
        {
            body[digit] = Signs[(int)(number % (uint)Signs.Length)];
            number /= (uint)Signs.Length;
        }

        body[Digits] = Signs[CheckValue(body)];
        return Grouped(prefix, body);
    }

    /// <summary>The place for a code: the partition and, as far as there is room, a range of enrollment numbers.</summary>
    /// <param name="enrollment">The enrollment for which the voucher is issued.</param>
    /// <param name="partitionCount">The number of partitions of the store, at most <see cref="Places"/>.</param>
    public static int PlaceOf(EnrollmentId enrollment, int partitionCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitionCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitionCount, Places);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(enrollment.Partition, partitionCount, nameof(enrollment));
        var stretch = (enrollment.Number / Stretch) % (Places / partitionCount);
        return ((int)stretch * partitionCount) + enrollment.Partition;
    }

    /// <summary>
    /// Converts a text that a customer entered to the code as it was issued, if it has the right format and check character.
    /// </summary>
    /// <param name="typed">
    /// The entered text. Case, spaces and hyphens are ignored; B, G, S and Z are read as the digits that look similar.
    /// </param>
    /// <param name="code">The code; null if the text has a typing error or is a code of the shop's own issuer.</param>
    public static bool TryNormalize(string? typed, [NotNullWhen(true)] out string? code)
    {
        code = null;
        if (typed is null || typed.Length > MaxTypedLength)
            return false;
        var signs = Stripped(typed);
        if (signs.Length < BodyLength || !IsPrefix(signs[..^BodyLength]))
            return false;

        Span<char> body = stackalloc char[BodyLength];
        signs.AsSpan(signs.Length - BodyLength).CopyTo(body);
        for (var place = 0; place < BodyLength; place++)
        {
            body[place] = Meant(body[place]);
            if (!Signs.Contains(body[place], StringComparison.Ordinal))
                return false;
        }

        if (body[Digits] != Signs[CheckValue(body)])
            return false;
        code = Grouped(signs[..^BodyLength], body);
        return true;
    }

    /// <summary>Reads the partition that a code contains.</summary>
    /// <param name="code">A code, as issued or as entered.</param>
    /// <param name="partitionCount">The number of partitions of the store.</param>
    /// <param name="partition">The partition; 0 if the text is not a code of the library.</param>
    /// <returns>True if the text is a code of the library.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitionCount"/> is not above 0.</exception>
    public static bool TryGetPartition(string? code, int partitionCount, out int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitionCount);
        partition = 0;
        if (!TryNormalize(code, out var normal))
            return false;

        var number = 0UL;
        foreach (var sign in Stripped(normal).AsSpan()[^BodyLength..^1])
            number = unchecked((number * (uint)Signs.Length) + (uint)Signs.IndexOf(sign, StringComparison.Ordinal));
        if (number / Variety >= Places)
            return false;
        partition = Unmixed(number / Variety) % partitionCount;
        return true;
    }

    // A bijection: neighbouring places start with different characters, and the first place does not start with three equal characters.
    private static ulong Mixed(int place) => (((ulong)place * Mixing) + Shift) % Places;

    private static int Unmixed(ulong mixed) => (int)((mixed + Places - Shift) * Unmixing % Places);

    internal static bool IsPrefix(string prefix) =>
        prefix.Length <= MaxPrefixLength && prefix.All(char.IsAsciiLetterUpper);

    private static string Grouped(string prefix, ReadOnlySpan<char> body)
    {
        Span<char> code = stackalloc char[MaxPrefixLength + BodyLength + 3];
        prefix.CopyTo(code);
        var length = prefix.Length;
        for (var digit = 0; digit < BodyLength; digit += GroupLength)
        {
            if (length > 0)
                code[length++] = '-';
            body.Slice(digit, GroupLength).CopyTo(code[length..]);
            length += GroupLength;
        }

        return new string(code[..length]);
    }

    private static int CheckValue(ReadOnlySpan<char> body)
    {
        var sum = 0;
        for (var place = 0; place < Digits; place++)
            sum += (place + 1) * Signs.IndexOf(body[place], StringComparison.Ordinal);
        return sum % Signs.Length;
    }

    private static string Stripped(string typed)
    {
        var kept = new StringBuilder(typed.Length);
        foreach (var character in typed)
        {
            if (!char.IsWhiteSpace(character)
                && char.GetUnicodeCategory(character) is not (UnicodeCategory.DashPunctuation or UnicodeCategory.Format))
                kept.Append(char.ToUpperInvariant(character));
        }

        return kept.ToString();
    }

    private static char Meant(char sign) => sign switch
    {
        'B' => '8',
        'G' => '6',
        'S' => '5',
        'Z' => '2',
        _ => sign,
    };
}
