using System.Collections.Frozen;

namespace Retention.Workflows.Import.Cells;

/// <summary>The currencies that a sign, an abbreviation or a code beside an amount may mean.</summary>
internal static class CurrencySigns
{
    private const int MaxLength = 8;

    private static readonly FrozenDictionary<string, string[]> Signs = new Dictionary<string, string[]>
    {
        ["€"] = ["EUR"], ["EURO"] = ["EUR"], ["EUROS"] = ["EUR"],
        ["$"] = ["USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD", "TWD", "ARS", "CLP", "COP", "UYU", "BBD", "BSD", "BZD", "JMD", "TTD"],
        ["US$"] = ["USD"], ["C$"] = ["CAD"], ["CA$"] = ["CAD"], ["A$"] = ["AUD"], ["AU$"] = ["AUD"], ["NZ$"] = ["NZD"], ["HK$"] = ["HKD"],
        ["S$"] = ["SGD"], ["SG$"] = ["SGD"], ["NT$"] = ["TWD"], ["MX$"] = ["MXN"], ["R$"] = ["BRL"], ["AR$"] = ["ARS"],
        ["£"] = ["GBP", "EGP", "GIP", "SHP"], ["¥"] = ["JPY", "CNY"], ["￥"] = ["JPY", "CNY"], ["JP¥"] = ["JPY"], ["CN¥"] = ["CNY"],
        ["円"] = ["JPY"], ["元"] = ["CNY"], ["₩"] = ["KRW"], ["₹"] = ["INR"], ["RS"] = ["INR", "PKR", "LKR", "NPR"],
        ["KČ"] = ["CZK"], ["KC"] = ["CZK"], ["KČS"] = ["CZK"], ["ZŁ"] = ["PLN"], ["ZL"] = ["PLN"], ["FT"] = ["HUF"],
        ["LEI"] = ["RON", "MDL"], ["LEU"] = ["RON", "MDL"], ["ЛВ"] = ["BGN"], ["LV"] = ["BGN"], ["₽"] = ["RUB"], ["РУБ"] = ["RUB"],
        ["₴"] = ["UAH"], ["ГРН"] = ["UAH"], ["₺"] = ["TRY"], ["TL"] = ["TRY"], ["₪"] = ["ILS"], ["฿"] = ["THB"], ["₫"] = ["VND"],
        ["Đ"] = ["VND"], ["₱"] = ["PHP"], ["KR"] = ["SEK", "NOK", "DKK", "ISK"], ["FR"] = ["CHF"], ["SFR"] = ["CHF"], ["DIN"] = ["RSD"],
        ["ДИН"] = ["RSD"], ["KM"] = ["BAM"], ["КМ"] = ["BAM"], ["R"] = ["ZAR"], ["RM"] = ["MYR"], ["RP"] = ["IDR"],
    }.ToFrozenDictionary();

    /// <summary>The currencies that a text beside an amount may mean; null if it is no known sign and no code.</summary>
    internal static string[]? Of(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        while (text is [.., '.'])
            text = text[..^1];
        if (text.Length > MaxLength)
            return null;
        var sign = text.ToString().ToUpperInvariant();
        if (Signs.TryGetValue(sign, out var codes))
            return codes;
        return sign.Length == 3 && sign.All(char.IsAsciiLetterUpper) ? [sign] : null;
    }
}
