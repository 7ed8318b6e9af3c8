using System.Globalization;

namespace Swiftmotion.Churn;

/// <summary>Reads the values of options from the words of a command line.</summary>
internal static class CommandWords
{
    /// <summary>The word behind an option.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="index">The option; moved to its value.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    internal static string Value(IReadOnlyList<string> words, ref int index) =>
        ++index < words.Count && !string.IsNullOrWhiteSpace(words[index])
            ? words[index] : throw new ArgumentException($"{words[index - 1]} needs a value.");

    /// <summary>The whole number behind an option.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="index">The option; moved to its value.</param>
    /// <param name="least">The smallest number that is allowed.</param>
    /// <param name="most">The largest number that is allowed.</param>
    /// <exception cref="ArgumentException">There is none, or it is too small or too large.</exception>
    internal static int Number(IReadOnlyList<string> words, ref int index, int least, int most)
    {
        var option = words[index];
        var value = Value(words, ref index);
        if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || number < least
            || number > most)
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{option} takes a whole number from {least} to {most}, not '{value}'."));
        return number;
    }
}
