using System.Globalization;

namespace Retention.Workflows.Import.Cells;

/// <summary>Finds the currency of an amount, and checks the amount against it.</summary>
internal static class CurrencyRules
{
    /// <summary>The largest amount that stores keep; see <see cref="Purchase"/>.</summary>
    private const decimal Limit = 100_000_000_000m;

    /// <summary>The decimals that stores keep of the price of one piece.</summary>
    private const int PriceDecimals = 4;

    /// <summary>The currency of an amount.</summary>
    /// <param name="signs">The currencies that the signs beside the amount allow; null if it has none.</param>
    /// <param name="cell">The cell of the currency's column; empty if there is none.</param>
    /// <param name="standard">The currency of amounts without one; may be null.</param>
    /// <param name="currency">The ISO 4217 code if there is no problem.</param>
    internal static CellProblem? Find(string[]? signs, ReadOnlySpan<char> cell, string? standard, out string currency)
    {
        currency = "";
        var said = signs;
        if (!cell.IsEmpty)
        {
            if (CurrencySigns.Of(cell) is not { } codes)
                return new CellProblem(Cause.UnknownCurrency, "is not an ISO 4217 code such as EUR");
            said = signs is null ? codes : [.. codes.Intersect(signs)];
            if (said.Length == 0)
                return new CellProblem(Cause.OtherCurrency, $"is {codes[0]}, and the total has a sign of {signs![0]}");
        }

        if (said is null)
            currency = standard ?? "";
        else if (said.Length == 1)
            currency = said[0];
        else if (standard is not null && said.Contains(standard, StringComparer.Ordinal))
            currency = standard;
        else
            return new CellProblem(Cause.UnknownCurrency, $"may be {string.Join(" or ", said.Take(3))}: set the currency of the mapping");
        return currency.Length > 0
            ? null : new CellProblem(Cause.UnknownCurrency, "is missing: map its column, or set the currency of the mapping");
    }

    /// <summary>Checks range and decimals of an amount of money.</summary>
    /// <param name="amount">The amount as it was read.</param>
    /// <param name="currency">Its currency.</param>
    /// <param name="round">True to round instead of refusing decimals that the currency does not have.</param>
    /// <param name="value">The amount with the decimals of the currency.</param>
    internal static CellProblem? Check(Amount amount, string currency, bool round, out decimal value)
    {
        value = CurrencyDecimals.Round(amount.Value, currency);
        if (value is > Limit or < -Limit)
            return new CellProblem(Cause.OutOfRange, string.Create(
                CultureInfo.InvariantCulture, $"is out of range: an amount is within +/- {Limit:N0}"));
        if (value == amount.Value || round)
            return null;
        var other = amount.DecimalSign == ',' ? '.' : ',';
        return new CellProblem(Cause.TooManyDecimals, string.Create(CultureInfo.InvariantCulture,
            $"is {amount.Value}, and {currency} has {CurrencyDecimals.Of(currency)} decimals: perhaps the decimal sign of the mapping must be '{other}'"));
    }

    /// <summary>The price of one piece, rounded to the decimals that stores keep; null if it is out of range.</summary>
    internal static decimal? Price(decimal price) =>
        price is > Limit or < -Limit ? null : Math.Round(price, PriceDecimals, MidpointRounding.AwayFromZero);
}
