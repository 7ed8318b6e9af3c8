using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Retention.Workflows.Segments;

/// <summary>A customer's score among all buyers: recency, frequency and monetary, each from 1 (lowest) to 5 (highest).</summary>
/// <remarks>
/// One byte, so a million scores take a megabyte. The default value is no score: <see cref="HasValue"/> is false and every other property
/// throws. <see cref="RfmModel"/> creates scores; <see cref="FromNumber"/> reads stored ones.
/// </remarks>
public readonly record struct RfmScore
{
    /// <summary>The number of different scores, 5 x 5 x 5.</summary>
    public const int Cells = 125;

    // 0 means "no score", so that default(RfmScore) is not 111.
    private readonly byte _cellPlusOne;

    /// <summary>Combines the three scores.</summary>
    /// <param name="recency">Recency, 1 to 5; 5 for the most recent purchase.</param>
    /// <param name="frequency">Frequency, 1 to 5; 5 for the most purchases.</param>
    /// <param name="monetary">Monetary value, 1 to 5; 5 for the highest spending.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is not 1 to 5.</exception>
    public RfmScore(int recency, int frequency, int monetary)
    {
        ThrowIfOutside(recency, nameof(recency));
        ThrowIfOutside(frequency, nameof(frequency));
        ThrowIfOutside(monetary, nameof(monetary));
        _cellPlusOne = (byte)(((recency - 1) * 25) + ((frequency - 1) * 5) + monetary);
    }

    private RfmScore(int cell) => _cellPlusOne = (byte)(cell + 1);

    /// <summary>True if this is a score; false only for the default value.</summary>
    public bool HasValue => _cellPlusOne != 0;

    /// <summary>The recency: 5 for the most recent purchases.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    public int Recency => (Cell / 25) + 1;

    /// <summary>The frequency: 5 for the most purchases.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    public int Frequency => (Cell / 5 % 5) + 1;

    /// <summary>The monetary value: 5 for the highest spending.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    public int Monetary => (Cell % 5) + 1;

    /// <summary>The usual three digits, recency first: <c>435</c>.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    public string Code => Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The three digits as a number between 111 and 555; stores keep this number, because it is readable in tables.</summary>
    /// <exception cref="InvalidOperationException">This is the default value.</exception>
    public int Number => (Recency * 100) + (Frequency * 10) + Monetary;

    /// <summary>The index of the score in a table of 125, recency first; 111 is 0 and 555 is 124.</summary>
    internal int Cell => _cellPlusOne != 0
        ? _cellPlusOne - 1
        : throw new InvalidOperationException("This RfmScore has no value (default value).");

    /// <summary>Creates a score from its <see cref="Number"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number does not consist of three digits from 1 to 5.</exception>
    public static RfmScore FromNumber(int number) =>
        TryFromNumber(number, out var score)
            ? score
            : throw new ArgumentOutOfRangeException(
                nameof(number), number, "An RFM score is a number of three digits from 1 to 5, such as 435.");

    /// <summary>Parses a <see cref="Code"/>.</summary>
    /// <exception cref="FormatException">The text does not consist of three digits from 1 to 5.</exception>
    public static RfmScore Parse(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return TryParse(code, out var score)
            ? score
            : throw new FormatException($"An RFM code has three digits from 1 to 5, such as 435; '{code}' is not valid.");
    }

    /// <summary>Parses a <see cref="Code"/>. Returns false if the text does not consist of three digits from 1 to 5.</summary>
    public static bool TryParse([NotNullWhen(true)] string? code, out RfmScore score)
    {
        score = default;
        return code is { Length: 3 } && TryFromDigits(code[0] - '0', code[1] - '0', code[2] - '0', out score);
    }

    /// <summary>Returns the code; an empty text for the default value.</summary>
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
