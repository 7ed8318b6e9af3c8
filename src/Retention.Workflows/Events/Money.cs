using System.Globalization;

namespace Retention.Workflows.Events;

/// <summary>What amounts of money may look like, so that every store can keep them exactly.</summary>
internal static class Money
{
    /// <summary>Stores keep amounts as whole ten-thousandths.</summary>
    internal const int Decimals = 4;

    /// <summary>ISO 4217's code for "no currency": where nothing has an amount.</summary>
    internal const string NoCurrency = "XXX";

    private const decimal Limit = 100_000_000_000m;

    internal static void ThrowIfInvalid(decimal amount, string currency)
    {
        ThrowIfInvalid(amount);
        ThrowIfNoCurrency(currency, nameof(currency));
    }

    internal static void ThrowIfNoCurrency(string currency, string parameter)
    {
        ArgumentNullException.ThrowIfNull(currency, parameter);
        if (!IsCurrency(currency))
            throw new ArgumentException($"A currency is an ISO 4217 code of three capital letters such as EUR, not '{currency}'.", parameter);
    }

    internal static void ThrowIfInvalid(decimal amount)
    {
        if (Problem(amount) is { } problem)
            throw new ArgumentException($"An amount {problem}, not {amount}.", nameof(amount));
    }

    /// <summary>What an amount must be and this one is not, as the rest of a sentence; <see langword="null"/> when it is fine.</summary>
    internal static string? Problem(decimal amount)
    {
        if (amount is > Limit or < -Limit)
            return string.Create(CultureInfo.InvariantCulture, $"lies within +/- {Limit:N0}");
        return decimal.Round(amount, Decimals) == amount ? null : $"has at most {Decimals} decimal places";
    }

    internal static bool IsCurrency(string code) =>
        code.Length == 3 && code.All(char.IsAsciiLetterUpper);
}
