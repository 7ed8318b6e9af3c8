using System.Globalization;

namespace Retention.Workflows.Import.Cells;

/// <summary>Reads numbers and amounts of money, and refuses what can be read in two ways.</summary>
internal sealed class AmountParser(AmountFormat format)
{
    /// <summary>More characters than any amount has.</summary>
    private const int MaxLength = 60;

    /// <summary>More digits than a decimal can hold would be rounded silently.</summary>
    private const int MaxDigits = 28;

    /// <summary>The length of a group of thousands.</summary>
    private const int GroupLength = 3;

    private const string Minus = "-\u2212\u2013\ufe63\uff0d";
    private const string Spaces = " \u00a0\u202f\u2009\u2007\u2002\u2003\u2008";
    private const string Apostrophes = "'\u2019\u02bc";

    /// <summary>Reads a cell.</summary>
    /// <param name="cell">The cell; cleaned here.</param>
    /// <param name="amount">The number if there is no problem.</param>
    /// <returns>The problem; null if the cell was read.</returns>
    internal CellProblem? Read(ReadOnlySpan<char> cell, out Amount amount)
    {
        amount = default;
        var text = CellText.Clean(cell);
        if (text.IsEmpty)
            return new CellProblem(Cause.Empty, "is empty");
        if (text.Length > MaxLength)
            return NotANumber(text);
        var inner = text;
        var isNegative = inner is ['(', .., ')'];
        if (isNegative)
            inner = inner[1..^1].Trim();

        var first = inner.IndexOfAnyInRange('0', '9');
        var last = inner.LastIndexOfAnyInRange('0', '9');
        if (first < 0)
            return NotANumber(text);
        var before = inner[..first];
        var after = WithoutDash(inner[(last + 1)..], out var dash);
        if (dash is not null && format.Decimal is { } said && said != dash)
            return WrongSign(text, inner[..(last + 2)], said);
        if (before is [.., '.' or ','] && (before.Length == 1 || (before.Length == 2 && (before[0] == '+' || IsMinus(before[0])))))
        {
            before = before[..^1]; // .50
            first--;
        }

        string[]? currencies = null;
        if (!ReadSigns(before, ref isNegative, ref currencies) || !ReadSigns(after, ref isNegative, ref currencies))
            return HasUnknownLetters(before) || HasUnknownLetters(after)
                ? new CellProblem(Cause.UnknownCurrency, $"{CellText.Shown(text)} has a currency that is not known: use an ISO 4217 code such as EUR")
                : NotANumber(text);

        if (ReadDigits(inner[first..(last + 1)], text, format.Decimal ?? dash, out var value, out var sign) is { } problem)
            return problem;
        amount = new Amount(isNegative ? -value : value, currencies, sign);
        return null;
    }

    /// <summary>A price without decimals may end with a dash: <c>1.234,-</c>.</summary>
    private static ReadOnlySpan<char> WithoutDash(ReadOnlySpan<char> after, out char? dash)
    {
        dash = null;
        if (after is not ['.' or ',', _, ..] || !IsMinus(after[1]))
            return after;
        dash = after[0];
        after = after[1..];
        while (!after.IsEmpty && IsMinus(after[0]))
            after = after[1..];
        return after;
    }

    /// <summary>Reads what stands on one side of the digits: a sign, a currency, both or nothing.</summary>
    private static bool ReadSigns(ReadOnlySpan<char> side, ref bool isNegative, ref string[]? currencies)
    {
        side = side.Trim();
        if (side.IsEmpty)
            return true;
        if (IsMinus(side[0]) || side[0] == '+')
        {
            if (IsMinus(side[0]) && isNegative)
                return false;
            isNegative |= IsMinus(side[0]);
            side = side[1..].Trim();
        }
        else if (IsMinus(side[^1]) || side[^1] == '+')
        {
            if (IsMinus(side[^1]) && isNegative)
                return false;
            isNegative |= IsMinus(side[^1]);
            side = side[..^1].Trim();
        }

        if (side.IsEmpty)
            return true;
        if (CurrencySigns.Of(side) is not { } found)
            return false;
        currencies = currencies is null ? found : [.. currencies.Intersect(found)];
        return currencies.Length > 0;
    }

    private CellProblem? ReadDigits(
        ReadOnlySpan<char> digits, ReadOnlySpan<char> text, char? decimalSign, out decimal value, out char? sign)
    {
        (value, sign) = (0, null);
        foreach (var character in digits)
        {
            if (!char.IsAsciiDigit(character) && KindOf(character) == '\0')
                return NotANumber(text);
        }

        var problem = decimalSign is { } known ? FindKnown(digits, text, known, out var point) : Find(digits, text, out point);
        if (problem is not null)
            return problem;
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? [] : digits[(point + 1)..];
        if (!HasGroups(whole, decimalSign) || fraction.ContainsAnyExceptInRange('0', '9') || (point >= 0 && fraction.IsEmpty))
            return format.Decimal is { } said ? WrongSign(text, digits, said) : NotANumber(text);
        sign = point < 0 ? null : digits[point];
        return Convert(whole, fraction, text, out value);
    }

    private static CellProblem? Convert(ReadOnlySpan<char> whole, ReadOnlySpan<char> fraction, ReadOnlySpan<char> text, out decimal value)
    {
        Span<char> plain = stackalloc char[MaxLength + 1];
        var length = 0;
        foreach (var character in whole)
        {
            if (char.IsAsciiDigit(character))
                plain[length++] = character;
        }

        plain[length++] = '.';
        foreach (var character in fraction)
            plain[length++] = character;
        var read = plain[..length].TrimEnd('.').TrimStart('0');
        if (read.Length <= MaxDigits + 1 && decimal.TryParse(read.IsEmpty ? "0" : read, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value))
            return null;
        value = 0;
        return new CellProblem(Cause.OutOfRange, $"{CellText.Shown(text)} has too many digits");
    }

    /// <summary>Finds the decimal sign that the mapping names.</summary>
    private static CellProblem? FindKnown(ReadOnlySpan<char> digits, ReadOnlySpan<char> text, char known, out int point)
    {
        point = digits.LastIndexOf(known);
        return point >= 0 && digits.IndexOf(known) != point ? WrongSign(text, digits, known) : null;
    }

    /// <summary>Finds the decimal sign of a number that can be read in one way only.</summary>
    private CellProblem? Find(ReadOnlySpan<char> digits, ReadOnlySpan<char> text, out int point)
    {
        var (points, commas) = (digits.Count('.'), digits.Count(','));
        point = -1;
        if (points + commas == 0)
            return null;
        var last = digits.LastIndexOfAny('.', ',');
        if (points > 0 && commas > 0)
        {
            point = last; // 1.234,50 and 1,234.50: groups stand before decimals
            return digits.Count(digits[last]) == 1 ? null : NotANumber(text);
        }

        if (points + commas > 1)
            return null; // 1.234.567
        point = last;
        var isGrouped = digits[..last].ContainsAnyExceptInRange('0', '9');
        var couldBeGroup = !isGrouped && digits.Length - last - 1 == GroupLength && last is >= 1 and <= GroupLength && digits[0] != '0'
            && (format.Group is null || format.Group == digits[last]);
        return couldBeGroup
            ? new CellProblem(Cause.AmbiguousNumber,
                $"{CellText.Shown(text)} may be {digits[..last]}{digits[(last + 1)..]} or {digits[..last]}.{digits[(last + 1)..]}: set the decimal sign of the mapping")
            : null;
    }

    /// <summary>True if the part before the decimal sign is digits, or groups of three digits with one kind of separator.</summary>
    private bool HasGroups(ReadOnlySpan<char> whole, char? decimalSign)
    {
        var separator = '\0';
        var (run, isFirst) = (0, true);
        var isIndian = true;
        var isUsual = true;
        foreach (var character in whole)
        {
            if (char.IsAsciiDigit(character))
            {
                run++;
                continue;
            }

            var kind = KindOf(character);
            if (separator != '\0' && kind != separator)
                return false;
            separator = kind;
            isUsual &= isFirst ? run is >= 1 and <= GroupLength : run == GroupLength;
            isIndian &= isFirst ? run is 1 or 2 : run == 2;
            (run, isFirst) = (0, false);
        }

        return separator == '\0' || (run == GroupLength && (isUsual || (isIndian && separator == ',')) && separator != decimalSign && IsAllowed(separator));
    }

    /// <summary>True for characters that may separate groups.</summary>
    internal static bool IsGroup(char character) => KindOf(character) != '\0';

    private bool IsAllowed(char separator) =>
        format.Group is null || KindOf(format.Group.Value) == separator;

    /// <summary>The kind of a separator: a point, a comma, a space or an apostrophe; U+0000 if it is none.</summary>
    private static char KindOf(char character) =>
        character is '.' or ',' ? character
        : Spaces.Contains(character, StringComparison.Ordinal) ? ' '
        : Apostrophes.Contains(character, StringComparison.Ordinal) ? '\''
        : '\0';

    private static CellProblem WrongSign(ReadOnlySpan<char> text, ReadOnlySpan<char> digits, char said) =>
        digits.IndexOf(said == '.' ? ',' : '.') >= 0
            ? new CellProblem(Cause.WrongDecimalSign,
                $"{CellText.Shown(text)} does not have the decimal sign '{said}' that the mapping names: set it to '{(said == '.' ? ',' : '.')}'")
            : NotANumber(text);

    private static CellProblem NotANumber(ReadOnlySpan<char> text) =>
        new(Cause.NotANumber, $"{CellText.Shown(text)} is not a number such as 1234.50");

    private static bool HasUnknownLetters(ReadOnlySpan<char> side)
    {
        side = side.Trim().Trim("+-()").Trim();
        return !side.IsEmpty && side.Length <= 8 && CurrencySigns.Of(side) is null && side.IndexOfAnyInRange('A', '\uffff') >= 0;
    }

    private static bool IsMinus(char character) => Minus.Contains(character, StringComparison.Ordinal);
}
