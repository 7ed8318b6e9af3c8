using System.Globalization;

namespace Retention.Workflows.Events;

/// <summary>The rules for amounts of money. They ensure that every store can keep amounts exactly.</summary>
internal static class Money
{
    /// <summary>The number of decimals; stores keep amounts as whole ten-thousandths.</summary>
    internal const int Decimals = 4;

    /// <summary>The ISO 4217 code for "no currency", used when there is no amount.</summary>
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
            throw new ArgumentException(
                $"A currency is an ISO 4217 code of three capital letters such as EUR, not '{currency}'.", parameter);
    }

    internal static void ThrowIfInvalid(decimal amount)
    {
        if (Problem(amount) is { } problem)
            throw new ArgumentException($"An amount {problem}; this one is {amount}.", nameof(amount));
    }

    /// <summary>The rule that the amount violates, as the rest of a sentence; <see langword="null"/> if the amount is valid.</summary>
    internal static string? Problem(decimal amount)
    {
        if (amount is > Limit or < -Limit)
            return string.Create(CultureInfo.InvariantCulture, $"is within +/- {Limit:N0}");
        return decimal.Round(amount, Decimals) == amount ? null : $"has at most {Decimals} decimal places";
    }

    internal static bool IsCurrency(string code) =>
        code.Length == 3 && code.All(char.IsAsciiLetterUpper);
}
