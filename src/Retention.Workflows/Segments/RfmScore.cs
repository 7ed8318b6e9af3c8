using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Retention.Workflows.Segments;

/// <summary>Where a customer stands among all buyers: recency, frequency and monetary, each from 1 (lowest) to 5 (highest).</summary>
/// <remarks>
/// One byte, so a million scores take a megabyte. The default value is no score: <see cref="HasValue"/> is false and every
/// other property throws. Scores are made by <see cref="RfmModel"/>, or read back from a store with <see cref="FromNumber"/>.
/// </remarks>
public readonly record struct RfmScore
{
    /// <summary>The number of different scores, 5 x 5 x 5.</summary>
    public const int Cells = 125;

    // 0 is "no score", so that default(RfmScore) does not pretend to be 111.
    private readonly byte _cellPlusOne;

    /// <summary>Puts the three scores together.</summary>
    /// <param name="recency">How lately the customer bought, 1 to 5.</param>
    /// <param name="frequency">How often the customer bought, 1 to 5.</param>
    /// <param name="monetary">How much the customer spent, 1 to 5.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of the three is not within 1 to 5.</exception>
    public RfmScore(int recency, int frequency, int monetary)
    {
        ThrowIfOutside(recency, nameof(recency));
        ThrowIfOutside(frequency, nameof(frequency));
        ThrowIfOutside(monetary, nameof(monetary));
        _cellPlusOne = (byte)(((recency - 1) * 25) + ((frequency - 1) * 5) + monetary);
    }

    private RfmScore(int cell) => _cellPlusOne = (byte)(cell + 1);

    /// <summary>Whether this is a score; false only for the default value.</summary>
    public bool HasValue => _cellPlusOne != 0;

    /// <summary>How lately the customer bought: 5 is latest.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    public int Recency => (Cell / 25) + 1;

    /// <summary>How often the customer bought: 5 is most often.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    public int Frequency => (Cell / 5 % 5) + 1;

    /// <summary>How much the customer spent: 5 is most.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    public int Monetary => (Cell % 5) + 1;

    /// <summary>The three digits as people write them, recency first: <c>435</c>.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    public string Code => Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The three digits as a number between 111 and 555: what a store keeps, and what reads well in its tables.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    public int Number => (Recency * 100) + (Frequency * 10) + Monetary;

    /// <summary>The score's place in a table of 125, recency first; 111 is 0 and 555 is 124.</summary>
    internal int Cell => _cellPlusOne != 0
        ? _cellPlusOne - 1
        : throw new InvalidOperationException("This RfmScore has no value (default value).");

    /// <summary>Reads <see cref="Number"/> back.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number does not consist of three digits from 1 to 5.</exception>
    public static RfmScore FromNumber(int number) =>
        TryFromNumber(number, out var score)
            ? score
            : throw new ArgumentOutOfRangeException(nameof(number), number, "An RFM score is a number of three digits from 1 to 5, such as 435.");

    /// <summary>Reads <see cref="Code"/> back.</summary>
    /// <exception cref="FormatException">The text does not consist of three digits from 1 to 5.</exception>
    public static RfmScore Parse(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return TryParse(code, out var score)
            ? score
            : throw new FormatException($"An RFM code has three digits from 1 to 5, such as 435, not '{code}'.");
    }

    /// <summary>Reads <see cref="Code"/> back, or answers false where the text is anything but three digits from 1 to 5.</summary>
    public static bool TryParse([NotNullWhen(true)] string? code, out RfmScore score)
    {
        score = default;
        return code is { Length: 3 } && TryFromDigits(code[0] - '0', code[1] - '0', code[2] - '0', out score);
    }

    /// <summary>Returns the code, and an empty text for the default value.</summary>
    public override string ToString() => HasValue ? Code : "";

    internal static RfmScore FromCell(int cell) => new(cell);

    private static bool TryFromNumber(int number, out RfmScore score)
    {
        score = default;
        return number is >= 111 and <= 555 && TryFromDigits(number / 100, number / 10 % 10, number % 10, out score);
    }

    private static bool TryFromDigits(int recency, int frequency, int monetary, out RfmScore score)
    {
        var valid = recency is >= 1 and <= 5 && frequency is >= 1 and <= 5 && monetary is >= 1 and <= 5;
        score = valid ? new RfmScore(recency, frequency, monetary) : default;
        return valid;
    }

    private static void ThrowIfOutside(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 5, name);
    }
}
