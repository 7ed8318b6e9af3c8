namespace Retention.Workflows;

/// <summary>What amounts of money may look like, so that every store can keep them exactly.</summary>
internal static class Money
{
    /// <summary>Stores keep amounts as whole ten-thousandths.</summary>
    internal const int Decimals = 4;

    private const decimal Limit = 100_000_000_000m;

    internal static void ThrowIfInvalid(decimal amount, string currency)
    {
        ArgumentNullException.ThrowIfNull(currency);
        ThrowIfInvalid(amount);
        if (!IsCurrency(currency))
            throw new ArgumentException($"A currency is an ISO 4217 code of three capital letters such as EUR, not '{currency}'.", nameof(currency));
    }

    internal static void ThrowIfInvalid(decimal amount)
    {
        if (amount is > Limit or < -Limit)
            throw new ArgumentException($"An amount lies within +/- {Limit}, not {amount}.", nameof(amount));
        if (decimal.Round(amount, Decimals) != amount)
            throw new ArgumentException($"An amount has at most {Decimals} decimal places, not {amount}.", nameof(amount));
    }

    internal static bool IsCurrency(string code) =>
        code.Length == 3 && code.All(char.IsAsciiLetterUpper);
}
