using System.Collections.Frozen;
using System.Globalization;

namespace Retention.Workflows.Channels.Templates;

/// <summary>How a language writes amounts of money: separators, the place of the symbol, and the symbols of its own currencies.</summary>
/// <remarks>
/// Follows CLDR, with plain spaces: a no-break space would make a text message twice as expensive. A currency without a symbol in the
/// language is written as its code, so that a dollar or a crown is never another country's.
/// </remarks>
/// <param name="Decimal">The decimal separator.</param>
/// <param name="Group">Separates thousands; empty for none.</param>
/// <param name="SymbolFirst">True if the symbol stands before the number.</param>
/// <param name="Space">What stands between symbol and number.</param>
/// <param name="LeastGrouped">The least number of digits before the first separator of thousands that makes it appear.</param>
/// <param name="NextGroups">The number of digits in each group above the thousands.</param>
internal sealed record MoneyFormat(
    char Decimal, string Group, bool SymbolFirst = false, string Space = " ", int LeastGrouped = 1, int NextGroups = 3)
{
    private static readonly MoneyFormat Neutral = new('.', "", LeastGrouped: int.MaxValue);

    private static readonly FrozenDictionary<string, MoneyFormat> ByTag = new Dictionary<string, MoneyFormat>
    {
        ["bg"] = new(',', " ", LeastGrouped: 2),
        ["cs"] = new(',', " "),
        ["da"] = new(',', "."),
        ["de"] = new(',', "."),
        ["de-at"] = new(',', " ", SymbolFirst: true),
        ["de-ch"] = new('.', "’", SymbolFirst: true),
        ["el"] = new(',', "."),
        ["en"] = new('.', ",", SymbolFirst: true, Space: ""),
        ["en-in"] = new('.', ",", SymbolFirst: true, Space: "", NextGroups: 2),
        ["es"] = new(',', ".", LeastGrouped: 2),
        ["es-419"] = new('.', ",", SymbolFirst: true, Space: ""),
        ["es-mx"] = new('.', ",", SymbolFirst: true, Space: ""),
        ["es-us"] = new('.', ",", SymbolFirst: true, Space: ""),
        ["et"] = new(',', " ", LeastGrouped: 2),
        ["fi"] = new(',', " "),
        ["fr"] = new(',', " "),
        ["hr"] = new(',', "."),
        ["hu"] = new(',', " "),
        ["it"] = new(',', ".", LeastGrouped: 2),
        ["it-ch"] = new('.', "’", SymbolFirst: true),
        ["ja"] = new('.', ",", SymbolFirst: true, Space: ""),
        ["lt"] = new(',', " "),
        ["lv"] = new(',', " ", LeastGrouped: 2),
        ["nb"] = new(',', " "),
        ["nl"] = new(',', ".", SymbolFirst: true),
        ["pl"] = new(',', " ", LeastGrouped: 2),
        ["pt"] = new(',', " ", LeastGrouped: 2),
        ["pt-br"] = new(',', ".", SymbolFirst: true),
        ["ro"] = new(',', "."),
        ["sk"] = new(',', " "),
        ["sl"] = new(',', "."),
        ["sv"] = new(',', " "),
        ["uk"] = new(',', " ", LeastGrouped: 2),
    }.ToFrozenDictionary();

    /// <summary>Symbols that mean one currency in every language.</summary>
    private static readonly FrozenDictionary<string, string> Common = new Dictionary<string, string>
    {
        ["EUR"] = "€", ["GBP"] = "£", ["JPY"] = "¥", ["KRW"] = "₩", ["INR"] = "₹", ["ILS"] = "₪", ["UAH"] = "₴", ["VND"] = "₫",
        ["BRL"] = "R$",
    }.ToFrozenDictionary();

    /// <summary>Symbols that only a country's own language uses.</summary>
    private static readonly FrozenDictionary<(string, string), string> Local = new Dictionary<(string, string), string>
    {
        [("bg", "BGN")] = "лв.", [("cs", "CZK")] = "Kč", [("da", "DKK")] = "kr.", [("hu", "HUF")] = "Ft", [("nb", "NOK")] = "kr",
        [("pl", "PLN")] = "zł", [("sv", "SEK")] = "kr",
    }.ToFrozenDictionary();

    /// <summary>The currency that a country calls by the dollar sign. Elsewhere the sign is the American dollar's.</summary>
    private static readonly FrozenDictionary<string, string> DollarOf = new Dictionary<string, string>
    {
        ["ar"] = "ARS", ["au"] = "AUD", ["ca"] = "CAD", ["cl"] = "CLP", ["co"] = "COP", ["hk"] = "HKD", ["mx"] = "MXN", ["nz"] = "NZD",
        ["sg"] = "SGD", ["uy"] = "UYU",
    }.ToFrozenDictionary();

    private string Language { get; init; } = "";

    /// <summary>The country of the locale; empty if it names none.</summary>
    private string Country { get; init; } = "";

    /// <summary>The format of a locale, by its closest tag; null if the language is not listed.</summary>
    internal static MoneyFormat? Find(string? locale)
    {
        foreach (var tag in TemplateLocale.Chain(locale))
        {
            if (ByTag.TryGetValue(TemplateLocale.Written(tag), out var format))
                return format with { Language = TemplateLocale.Written(tag).Split('-')[0], Country = TemplateLocale.CountryOf(locale) };
        }

        return null;
    }

    internal static MoneyFormat For(string? locale) => Find(locale) ?? Neutral;

    /// <summary>
    /// The amount with its currency's decimals, rounded halves away from zero; without them if <paramref name="whole"/> is true and the
    /// amount has none.
    /// </summary>
    internal string Write(decimal amount, string? currency, bool whole = false)
    {
        var rounded = CurrencyDecimals.Round(amount, currency);
        var decimals = whole && decimal.Truncate(rounded) == rounded ? 0 : CurrencyDecimals.Of(currency);
        var digits = Math.Abs(rounded).ToString($"F{decimals}", CultureInfo.InvariantCulture).Split('.');
        var number = Grouped(digits[0]) + (decimals == 0 ? "" : Decimal + digits[1]);
        var sign = rounded < 0 ? "-" : "";
        if (string.IsNullOrEmpty(currency))
            return sign + number;
        if (this == Neutral)
            return $"{sign}{number} {currency}";
        var symbol = Local.GetValueOrDefault((Language, currency)) ?? Common.GetValueOrDefault(currency)
            ?? (DollarOf.GetValueOrDefault(Country, "USD") == currency ? "$" : null);
        if (!SymbolFirst)
            return $"{sign}{number}{Space}{symbol ?? currency}";
        return symbol is null ? $"{sign}{currency} {number}" : $"{sign}{symbol}{Space}{number}";
    }

    private string Grouped(string digits)
    {
        if (Group.Length == 0 || digits.Length < 3 + (long)LeastGrouped)
            return digits;
        for (var at = digits.Length - 3; at > 0; at -= NextGroups)
            digits = digits.Insert(at, Group);
        return digits;
    }
}
