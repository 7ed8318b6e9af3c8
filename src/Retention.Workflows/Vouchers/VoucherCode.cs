using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Retention.Workflows.Vouchers;

/// <summary>The form of the codes that the library issues: <c>SWIFT-7KQ2M-XW94D-HT3CN</c>.</summary>
/// <remarks>
/// <para>
/// An optional prefix, then fifteen characters in groups of five. They are written with 23 signs: no vowels, so that no words come about,
/// and of signs that look alike at most one (no 0 O, 1 I L, 2 Z, 5 S, 6 G, 8 B in pairs). Fourteen of them hold a place and a random number of more than 50 bits.
/// The place comes first and tells the customer's partition, so that a code is looked up without knowing whose it is; and codes that are issued together
/// have the same one, so that they lie together in the store, where each would otherwise have to be written somewhere else. The last one is a check sign: the digits'
/// values times 1 to 14, added up modulo the prime 23, as in ISBN-10 (ISO 2108). So every single wrong sign and every
/// two signs exchanged are told from a code that was never issued, and other typos 22 times out of 23. The prefix is not checked.
/// </para>
/// <para>Pure and thread-safe.</para>
/// </remarks>
public static class VoucherCode
{
    /// <summary>The greatest length of any code, a shop's own included.</summary>
    public const int MaxLength = 64;

    /// <summary>How many places there are, and the greatest number of partitions that a code can tell apart.</summary>
    public const int Places = 8192;

    /// <summary>The greatest length of a prefix.</summary>
    public const int MaxPrefixLength = 8;

    /// <summary>How many random numbers there are: 1,415,141,152,897,796 or 50.3 bits.</summary>
    /// <remarks>23 to the power of 14, which just fits into 64 bits, shared out among <see cref="Places"/>.</remarks>
    public const ulong Variety = 11_592_836_324_538_749_809 / Places;

    internal const string Signs = "23456789CDFHJKMNPQRTVWX";

    // Some pages of an index: more would be another page for each code, fewer would be the same places again too soon.
    private const int Stretch = 512;

    private const int Mixing = 5063; // Places divided by the golden ratio: neighbours are far apart
    private const int Unmixing = 7671; // times Mixing is 1, modulo Places
    private const int Shift = 5003;

    private const int Digits = 14;
    private const int BodyLength = Digits + 1;
    private const int GroupLength = 5;
    private const int MaxTypedLength = 200;

    /// <summary>Writes a code.</summary>
    /// <param name="prefix">At most <see cref="MaxPrefixLength"/> capital letters A to Z, or nothing.</param>
    /// <param name="place">From <see cref="PlaceOf"/>; 0 or more, below <see cref="Places"/>.</param>
    /// <param name="random">A random number below <see cref="Variety"/>, each equally likely; whoever can guess it can guess the code.</param>
    /// <exception cref="ArgumentException">The prefix is too long or holds something else than capital letters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The place or the random number is out of its range.</exception>
    public static string Create(string prefix, int place, ulong random)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (!IsPrefix(prefix))
            throw new ArgumentException($"A prefix is at most {MaxPrefixLength} capital letters A to Z, not '{prefix}'.", nameof(prefix));
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

    /// <summary>The place for a code: the partition, and beside it, as far as there is room, a stretch of the numbers of enrollments.</summary>
    /// <param name="enrollment">The enrollment that the voucher is issued for.</param>
    /// <param name="partitionCount">How many partitions the store has, at most <see cref="Places"/>.</param>
    public static int PlaceOf(EnrollmentId enrollment, int partitionCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitionCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitionCount, Places);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(enrollment.Partition, partitionCount, nameof(enrollment));
        var stretch = (enrollment.Number / Stretch) % (Places / partitionCount);
        return ((int)stretch * partitionCount) + enrollment.Partition;
    }

    /// <summary>Turns what a customer typed into the code as it was issued, when it has the form of one and its check sign is right.</summary>
    /// <param name="typed">What was typed. Case, blanks and hyphens do not matter, and B, G, S and Z are read as the digits they look like.</param>
    /// <param name="code">The code; none when it is a typo, or a code of a shop's own issuer.</param>
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

    /// <summary>Reads the partition that a code carries.</summary>
    /// <param name="code">A code as it was issued or typed.</param>
    /// <param name="partitionCount">How many partitions the store has.</param>
    /// <param name="partition">The partition; 0 when there is none.</param>
    /// <returns>Whether the text is a code of the library.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no partition.</exception>
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

    // One to one: neighbouring places begin with other signs, and the first one not with three times the same.
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
            if (!char.IsWhiteSpace(character) && char.GetUnicodeCategory(character) is not (UnicodeCategory.DashPunctuation or UnicodeCategory.Format))
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
