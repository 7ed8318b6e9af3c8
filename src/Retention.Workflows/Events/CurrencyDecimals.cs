using System.Collections.Frozen;

namespace Retention.Workflows;

/// <summary>The number of decimals of each currency, by ISO 4217. Currencies that are not listed have two.</summary>
public static class CurrencyDecimals
{
    private const int Usual = 2;

    private static readonly FrozenDictionary<string, int> Unusual = new Dictionary<string, int>
    {
        ["BIF"] = 0, ["CLP"] = 0, ["DJF"] = 0, ["GNF"] = 0, ["ISK"] = 0, ["JPY"] = 0, ["KMF"] = 0, ["KRW"] = 0, ["PYG"] = 0, ["RWF"] = 0,
        ["UGX"] = 0, ["UYI"] = 0, ["VND"] = 0, ["VUV"] = 0, ["XAF"] = 0, ["XOF"] = 0, ["XPF"] = 0,
        ["BHD"] = 3, ["IQD"] = 3, ["JOD"] = 3, ["KWD"] = 3, ["LYD"] = 3, ["OMR"] = 3, ["TND"] = 3,
        ["CLF"] = 4, ["UYW"] = 4,
    }.ToFrozenDictionary();

    /// <summary>The number of decimals of a currency, 0 to 4.</summary>
    /// <param name="currency">The ISO 4217 code; an unknown code or null has two decimals.</param>
    public static int Of(string? currency) => currency is null ? Usual : Unusual.GetValueOrDefault(currency, Usual);

    /// <summary>Rounds an amount to the decimals of its currency, halves away from zero. Round once, at the end.</summary>
    /// <param name="amount">The exact amount.</param>
    /// <param name="currency">The ISO 4217 code; an unknown code or null has two decimals.</param>
    public static decimal Round(decimal amount, string? currency) =>
        Math.Round(amount, Of(currency), MidpointRounding.AwayFromZero);
}
